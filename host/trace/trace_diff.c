/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_diff.h"

#include "trace_describe.h"
#include "trace_dump.h"
#include "trace_fields.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define CONTEXT 5 /* events on each side */

/* One of the two, at the event that is compared. */
struct side {
    struct trace_reader *reader;
    const struct trace_filter *filter;
    const struct trace_header *header;
    struct trace_where *where;
    struct trace_event traced;
    bool any; /* there is such an event */
};

static void next(struct side *side)
{
    do {
        side->any = trace_reader_next(side->reader, &side->traced);
    } while (side->any && !trace_filter_wants(side->filter, &side->traced));
}

/* The name of the first thing that differs; NULL: nothing does. */
static const char *difference(const struct trace_event *a, const struct trace_event *b)
{
    const struct event *x = &a->event, *y = &b->event;

    if (x->kind != y->kind) {
        return "kind";
    }
    if (x->core != y->core) {
        return "core";
    }
    if (x->cycle != y->cycle) {
        return "cycle";
    }
    if (x->pc != y->pc) {
        return "pc";
    }
    const struct trace_field_list list = trace_fields(x->kind);

    for (size_t i = 0; i < list.count; i++) {
        const struct trace_field *field = &list.fields[i];

        if (trace_field_present(field, x) &&
            trace_field_get(field, x) != trace_field_get(field, y)) {
            return trace_field_shown_name(field);
        }
    }
    return NULL;
}

static void print_event(char mark, const struct side *side, const struct trace_event *traced,
                        FILE *out)
{
    struct trace_line line;

    line.size = 0;
    trace_dump_line(&line, traced, side->header, side->where);
    fprintf(out, "%c %.*s\n", mark, (int)line.size, line.text);
}

static void print_rest(char mark, struct side *side, FILE *out)
{
    for (unsigned i = 0; i <= CONTEXT && side->any; i++) {
        print_event(mark, side, &side->traced, out);
        next(side);
    }
    if (!side->any) {
        fprintf(out, "%c (the end)\n", mark);
    }
}

/* What both have in common last, then each on its own. */
static void print_parting(struct side *a, struct side *b, const struct trace_event *common,
                          uint64_t count, FILE *out)
{
    const char *what = a->any && b->any ? difference(&a->traced, &b->traced) : "number of events";

    fprintf(out, "%" PRIu64 " events alike; then they part in %s\n", count, what);
    for (uint64_t i = count < CONTEXT ? 0 : count - CONTEXT; i < count; i++) {
        print_event(' ', a, &common[i % CONTEXT], out);
    }
    print_rest('-', a, out);
    print_rest('+', b, out);
}

static int compare(struct side *a, struct side *b, FILE *out)
{
    struct trace_event common[CONTEXT];
    uint64_t count = 0;

    for (next(a), next(b); a->any && b->any && difference(&a->traced, &b->traced) == NULL;
         next(a), next(b)) {
        common[count++ % CONTEXT] = a->traced;
    }
    if (!a->any && !b->any) {
        fprintf(out, "%" PRIu64 " events alike\n", count);
        return 0;
    }
    print_parting(a, b, common, count, out);
    return 1;
}

static struct side side_of(struct trace_reader *reader, const struct trace_filter *filter)
{
    const struct trace_header *header = &trace_reader_header(reader)->header;

    trace_reader_select(reader, filter);
    return (struct side){
        .reader = reader, .filter = filter, .header = header, .where = trace_where_create(header)};
}

int trace_diff(struct trace_reader *a, struct trace_reader *b, const struct trace_filter *filter_a,
               const struct trace_filter *filter_b, FILE *out)
{
    struct side sides[2] = {side_of(a, filter_a), side_of(b, filter_b)};
    int status = -ENOMEM;

    if (sides[0].where != NULL && sides[1].where != NULL) {
        status = compare(&sides[0], &sides[1], out);
    }
    for (unsigned i = 0; i < 2; i++) {
        trace_reader_select(sides[i].reader, NULL);
        trace_where_destroy(sides[i].where);
    }
    return status >= 0 && ferror(out) != 0 ? -EIO : status;
}
