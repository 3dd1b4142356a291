/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `mmulator trace dump`: one line for each event. */
#pragma once

#include <stdio.h>

#include "trace_read.h"

/* Which events; trace_dump_everything() gives all. */
struct trace_dump_options {
    uint64_t kinds; /* EVENT_BIT()s */
    uint64_t cores; /* bit n: core n */
    uint64_t first_cycle, last_cycle; /* inclusive */
    uint64_t limit; /* lines at most; 0: no limit */
};

struct trace_dump_options trace_dump_everything(void);

/*
 * Prints the events that are left in the reader:
 *
 *   CYCLE cCORE KIND KEY=VALUE... @ SYMBOL+OFFSET: INSTRUCTION [OP LINE]
 *
 * 0 or -errno: writing failed.
 */
int trace_dump(struct trace_reader *reader, const struct trace_dump_options *options, FILE *out);
