/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `mmulator trace stat`: who causes misses, walks, faults, invalidations and shootdowns. */
#pragma once

#include <stdio.h>

#include "trace_cost.h"
#include "trace_filter.h"
#include "trace_read.h"

struct trace_stat_options {
    const struct trace_filter *filter; /* bound; of the tables of costs; NULL: all events */
    enum trace_cost_id by; /* what the tables are sorted by */
    unsigned top; /* rows of each */
};

/* Reads what is left in the reader and prints. 0 or -errno. */
int trace_stat(struct trace_reader *reader, const struct trace_stat_options *options, FILE *out);
