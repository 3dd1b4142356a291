/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of a filter: terms KEY=ITEM,ITEM... apart by spaces or semicolons.
 * An item is a name, or a span of numbers: N, N..M, N.., ..M, N+SIZE.
 */
#include "trace_filter.h"

#include "size.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATORS " \t\n;"
#define CORE_MAX 63

/* What the reader of one item needs; error says where it came from. */
struct item {
    const char *key;
    char *text;
    char *error;
};

static int refuse(const struct item *item, const char *expected)
{
    snprintf(item->error, TRACE_FILTER_ERROR_BYTES, "%s: '%.60s' is not %s", item->key, item->text,
             expected);
    return -EINVAL;
}

/* "" is what an open end stands for. */
static bool parse_end(const char *text, uint64_t open, uint64_t *ret)
{
    if (text[0] == '\0') {
        *ret = open;
        return true;
    }
    return size_parse(text, ret) == 0;
}

/* N..M, N.., ..M; splits text in place. */
static bool parse_range(char *text, char *dots, struct trace_span *ret)
{
    *dots = '\0';
    const bool good =
        parse_end(text, 0, &ret->first) && parse_end(dots + 2, UINT64_MAX, &ret->last);

    *dots = '.';
    return good && ret->first <= ret->last;
}

/* N+SIZE: SIZE bytes, or cycles, from N on. */
static bool parse_extent(char *text, char *plus, struct trace_span *ret)
{
    uint64_t size;

    *plus = '\0';
    const bool good = size_parse(text, &ret->first) == 0 && size_parse(plus + 1, &size) == 0;

    *plus = '+';
    if (!good || size == 0 || size - 1 > UINT64_MAX - ret->first) {
        return false;
    }
    ret->last = ret->first + size - 1;
    return true;
}

static bool parse_span(char *text, struct trace_span *ret)
{
    char *dots = strstr(text, "..");
    char *plus = strchr(text, '+');

    if (dots != NULL) {
        return parse_range(text, dots, ret);
    }
    if (plus != NULL) {
        return parse_extent(text, plus, ret);
    }
    if (size_parse(text, &ret->first) != 0) {
        return false;
    }
    ret->last = ret->first;
    return true;
}

static int add_span(struct trace_spans *spans, const struct item *item, const char *expected)
{
    struct trace_span span;

    if (!parse_span(item->text, &span)) {
        return refuse(item, expected);
    }
    struct trace_span *grown = reallocarray(spans->items, spans->count + 1, sizeof(*spans->items));

    if (grown == NULL) {
        return -ENOMEM;
    }
    spans->items = grown;
    grown[spans->count++] = span;
    return 0;
}

static int add_name(struct trace_names *names, const struct item *item)
{
    char **grown = reallocarray(names->items, names->count + 1, sizeof(*names->items));
    char *copy = strdup(item->text);

    if (grown != NULL) {
        names->items = grown;
    }
    if (grown == NULL || copy == NULL) {
        free(copy);
        return -ENOMEM;
    }
    names->none = names->none || strcmp(copy, "none") == 0;
    grown[names->count++] = copy;
    return 0;
}

/* "walk", or "l1-*" for all that begin so. */
static bool kind_matches(const char *pattern, const char *name)
{
    const size_t size = strlen(pattern);

    if (size > 0 && pattern[size - 1] == '*') {
        return strncmp(pattern, name, size - 1) == 0;
    }
    return strcmp(pattern, name) == 0;
}

static int add_kind(struct trace_filter *filter, const struct item *item)
{
    uint64_t kinds = 0;

    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        if (kind_matches(item->text, event_kind_name(kind))) {
            kinds |= 1ULL << kind;
        }
    }
    if (kinds == 0) {
        snprintf(item->error, TRACE_FILTER_ERROR_BYTES,
                 "unknown kind '%.60s'; `mmulator trace --help` lists them", item->text);
        return -EINVAL;
    }
    filter->kinds |= kinds;
    return 0;
}

static int add_cores(struct trace_filter *filter, const struct item *item)
{
    struct trace_span span;

    if (!parse_span(item->text, &span) || span.first > CORE_MAX ||
        (span.last > CORE_MAX && span.last != UINT64_MAX)) {
        return refuse(item, "a core from 0 to 63");
    }
    for (uint64_t core = span.first; core <= CORE_MAX && core <= span.last; core++) {
        filter->cores |= 1ULL << core;
    }
    return 0;
}

static int add_address(struct trace_filter *filter, const struct item *item)
{
    return add_span(&filter->addresses, item, "an address or a range of them");
}

static int add_time(struct trace_filter *filter, const struct item *item)
{
    return add_span(&filter->cycles, item, "a number of cycles or a range");
}

static int add_line(struct trace_filter *filter, const struct item *item)
{
    return add_span(&filter->lines, item, "a line or a range of lines");
}

static int add_op(struct trace_filter *filter, const struct item *item)
{
    return add_name(&filter->ops, item);
}

static int add_phase(struct trace_filter *filter, const struct item *item)
{
    return add_name(&filter->phases, item);
}

static const struct {
    const char *name;
    int (*add)(struct trace_filter *, const struct item *);
} keys[] = {
    {"kind", add_kind},   {"core", add_cores}, {"addr", add_address}, {"time", add_time},
    {"phase", add_phase}, {"op", add_op},      {"line", add_line},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

/* True when the key was not narrowed before; empty masks wait for their items. */
static bool begin_key(struct trace_filter *filter, size_t key)
{
    const size_t counts[KEY_COUNT] = {filter->kinds != UINT64_MAX, filter->cores != UINT64_MAX,
                                      filter->addresses.count,     filter->cycles.count,
                                      filter->phases.count,        filter->ops.count,
                                      filter->lines.count};

    if (counts[key] != 0) {
        return false;
    }
    filter->kinds = key == 0 ? 0 : filter->kinds;
    filter->cores = key == 1 ? 0 : filter->cores;
    return true;
}

static int parse_items(struct trace_filter *filter, size_t key, char *items, char *ret_error)
{
    char *rest = items;
    int status = 0;

    while (status == 0 && rest != NULL) {
        const struct item item = {keys[key].name, strsep(&rest, ","), ret_error};

        status = item.text[0] == '\0' ? refuse(&item, "something to look for")
                                      : keys[key].add(filter, &item);
    }
    return status;
}

static int parse_term(struct trace_filter *filter, char *term, char *ret_error)
{
    char *equals = strchr(term, '=');
    size_t key = 0;

    if (equals != NULL) {
        *equals = '\0';
    }
    while (key < KEY_COUNT && strcmp(keys[key].name, term) != 0) {
        key++;
    }
    if (equals == NULL || key == KEY_COUNT) {
        snprintf(ret_error, TRACE_FILTER_ERROR_BYTES,
                 "'%.40s': expected kind=, core=, addr=, time=, phase=, op= or line=", term);
        return -EINVAL;
    }
    if (!begin_key(filter, key)) {
        snprintf(ret_error, TRACE_FILTER_ERROR_BYTES, "%s is given twice", term);
        return -EINVAL;
    }
    return parse_items(filter, key, equals + 1, ret_error);
}

int trace_filter_parse(struct trace_filter *filter, const char *text,
                       char ret_error[TRACE_FILTER_ERROR_BYTES])
{
    char *copy = strdup(text);
    char *state = NULL;
    int status = 0;

    snprintf(ret_error, TRACE_FILTER_ERROR_BYTES, "out of memory");
    if (copy == NULL) {
        return -ENOMEM;
    }
    for (char *term = strtok_r(copy, SEPARATORS, &state); term != NULL && status == 0;
         term = strtok_r(NULL, SEPARATORS, &state)) {
        status = parse_term(filter, term, ret_error);
    }
    free(copy);
    return status;
}
