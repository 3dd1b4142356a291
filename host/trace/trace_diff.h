/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `mmulator trace diff`: the first event where two runs part. */
#pragma once

#include <stdio.h>

#include "trace_filter.h"
#include "trace_read.h"

/*
 * Compares the events that the filters want, and says where they part with
 * what came before and what comes after in both. 0: alike; 1: they part;
 * -errno.
 */
int trace_diff(struct trace_reader *a, struct trace_reader *b, const struct trace_filter *filter_a,
               const struct trace_filter *filter_b, FILE *out);
