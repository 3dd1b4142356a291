/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `mmulator trace dump`: one line for each event. */
#pragma once

#include <stdio.h>

#include "trace_filter.h"
#include "trace_line.h"
#include "trace_read.h"
#include "trace_where.h"

struct trace_dump_options {
    const struct trace_filter *filter; /* bound; NULL: all events */
    uint64_t limit; /* lines at most; 0: no limit */
    bool json; /* an object a line, as trace_json.h has it */
};

/* The line of one event, without its end. */
void trace_dump_line(struct trace_line *line, const struct trace_event *traced,
                     const struct trace_header *header, struct trace_where *where);

/*
 * Prints the events that are left in the reader:
 *
 *   CYCLE cCORE KIND KEY=VALUE... @ SYMBOL+OFFSET: INSTRUCTION [OP LINE]
 *
 * 0 or -errno: writing failed.
 */
int trace_dump(struct trace_reader *reader, const struct trace_dump_options *options, FILE *out);
