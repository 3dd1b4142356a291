/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which events are wanted, for recording and for reading alike. docs/trace.md,
 * "Filters", has the grammar.
 */
#pragma once

#include "trace_block.h"
#include "trace_pages.h"
#include "trace_record.h"

struct trace_header;

/* Any of the spans; none at all: everything. */
struct trace_spans {
    struct trace_span *items;
    size_t count;
};

/* Names as they were given, and which of the header's things have one of them. */
struct trace_names {
    char **items;
    size_t count; /* 0: everything is wanted */
    bool none; /* "none" was among them: events outside of any */
    bool *wanted; /* by index; made by trace_filter_bind() */
    size_t wanted_count;
};

struct trace_filter {
    uint64_t kinds; /* EVENT_BIT()s */
    uint64_t cores; /* bit n: core n */
    struct trace_spans addresses, cycles, lines;
    struct trace_names ops, phases;
};

#define TRACE_FILTER_ERROR_BYTES 160

/* Wants everything. */
void trace_filter_init(struct trace_filter *filter);
void trace_filter_finish(struct trace_filter *filter);

/*
 * Adds the terms of a text; each narrows what is wanted, none may come twice.
 * 0, -ENOMEM, or -EINVAL with a sentence in ret_error.
 */
int trace_filter_parse(struct trace_filter *filter, const char *text,
                       char ret_error[TRACE_FILTER_ERROR_BYTES]);

/* Finds the ops and phases of a recording by name; needed once before events are asked about. */
int trace_filter_bind(struct trace_filter *filter, const struct trace_header *header,
                      char ret_error[TRACE_FILTER_ERROR_BYTES]);

/* The filter is bound, or says nothing about ops, lines and phases. */
bool trace_filter_wants(const struct trace_filter *filter, const struct trace_event *traced);

/* False: no event of the chunk is wanted. pages may be NULL: not known. */
bool trace_filter_wants_chunk(const struct trace_filter *filter, const struct trace_block *block,
                              const struct trace_pages *pages);
