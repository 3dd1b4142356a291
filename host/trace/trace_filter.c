/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a filter wants; reading its text is trace_filter_parse.c. */
#include "trace_filter.h"

#include "trace_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void trace_filter_init(struct trace_filter *filter)
{
    *filter = (struct trace_filter){.kinds = UINT64_MAX, .cores = UINT64_MAX};
}

static void finish_names(struct trace_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i]);
    }
    free(names->items);
    free(names->wanted);
}

void trace_filter_finish(struct trace_filter *filter)
{
    free(filter->addresses.items);
    free(filter->cycles.items);
    free(filter->lines.items);
    finish_names(&filter->ops);
    finish_names(&filter->phases);
    trace_filter_init(filter);
}

static bool any_meets(const struct trace_spans *spans, struct trace_span span)
{
    for (size_t i = 0; i < spans->count; i++) {
        if (trace_span_meets(spans->items[i], span)) {
            return true;
        }
    }
    return spans->count == 0;
}

static bool any_holds(const struct trace_spans *spans, uint64_t value)
{
    return any_meets(spans, (struct trace_span){value, value});
}

static bool wants_address(const struct trace_filter *filter, const struct event *ev)
{
    struct trace_span span;

    return filter->addresses.count == 0 ||
           (trace_reach(ev, &span) && any_meets(&filter->addresses, span));
}

/* index is TRACE_NONE outside of any op or phase. */
static bool wants_place(const struct trace_names *names, uint32_t index)
{
    if (names->wanted == NULL) {
        return true;
    }
    return index < names->wanted_count ? names->wanted[index] : names->none;
}

bool trace_filter_wants(const struct trace_filter *filter, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;

    return (filter->kinds >> ev->kind & 1) != 0 && (filter->cores >> ev->core & 1) != 0 &&
           any_holds(&filter->cycles, ev->cycle) && wants_place(&filter->ops, traced->site) &&
           wants_place(&filter->phases, traced->phase) && wants_address(filter, ev);
}

static bool may_hold_address(const struct trace_filter *filter, const struct trace_block *block,
                             const struct trace_pages *pages)
{
    if (pages == NULL || filter->addresses.count == 0 ||
        (filter->kinds & block->kinds & EVENT_BIT(TLBI)) != 0) {
        return true;
    }
    for (size_t i = 0; i < filter->addresses.count; i++) {
        if (trace_pages_may_hold(pages, filter->addresses.items[i])) {
            return true;
        }
    }
    return false;
}

bool trace_filter_wants_chunk(const struct trace_filter *filter, const struct trace_block *block,
                              const struct trace_pages *pages)
{
    const struct trace_span cycles = {block->first_cycle, block->last_cycle};

    return (filter->kinds & block->kinds) != 0 && (filter->cores & block->cores) != 0 &&
           any_meets(&filter->cycles, cycles) && may_hold_address(filter, block, pages);
}

static bool is_named(const struct trace_names *names, const char *name, bool *seen)
{
    bool found = false;

    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0) {
            seen[i] = found = true;
        }
    }
    return found || names->count == 0;
}

/* 0, or -EINVAL with a sentence about the first name that nothing has. */
static int check_names(const struct trace_names *names, const bool *seen, const char *what,
                       char *ret_error)
{
    for (size_t i = 0; i < names->count; i++) {
        if (!seen[i] && strcmp(names->items[i], "none") != 0) {
            snprintf(ret_error, TRACE_FILTER_ERROR_BYTES, "there is no %s '%s' in this program",
                     what, names->items[i]);
            return -EINVAL;
        }
    }
    return 0;
}

static int bind_ops(struct trace_filter *filter, const struct trace_header *header, bool *seen)
{
    struct trace_names *ops = &filter->ops;

    if (ops->count == 0 && filter->lines.count == 0) {
        return 0;
    }
    ops->wanted = calloc(header->site_count + 1, sizeof(*ops->wanted));
    ops->wanted_count = header->site_count;
    if (ops->wanted == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < header->site_count; i++) {
        ops->wanted[i] = is_named(ops, header->sites[i].op, seen) &&
                         any_holds(&filter->lines, header->sites[i].line);
    }
    return 0;
}

static int bind_phases(struct trace_names *phases, const struct trace_header *header, bool *seen)
{
    if (phases->count == 0) {
        return 0;
    }
    phases->wanted = calloc(header->phase_count + 1, sizeof(*phases->wanted));
    phases->wanted_count = header->phase_count;
    if (phases->wanted == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < header->phase_count; i++) {
        phases->wanted[i] = is_named(phases, header->phase_names[i], seen);
    }
    return 0;
}

int trace_filter_bind(struct trace_filter *filter, const struct trace_header *header,
                      char ret_error[TRACE_FILTER_ERROR_BYTES])
{
    bool *ops_seen = calloc(filter->ops.count + 1, sizeof(*ops_seen));
    bool *phases_seen = calloc(filter->phases.count + 1, sizeof(*phases_seen));
    int status = ops_seen == NULL || phases_seen == NULL ? -ENOMEM : 0;

    snprintf(ret_error, TRACE_FILTER_ERROR_BYTES, "out of memory");
    if (status == 0) {
        status = bind_ops(filter, header, ops_seen);
    }
    if (status == 0) {
        status = bind_phases(&filter->phases, header, phases_seen);
    }
    if (status == 0) {
        status = check_names(&filter->ops, ops_seen, "op", ret_error);
    }
    if (status == 0) {
        status = check_names(&filter->phases, phases_seen, "phase", ret_error);
    }
    free(ops_seen);
    free(phases_seen);
    return status;
}
