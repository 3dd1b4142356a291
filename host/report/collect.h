/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The collector: a sink that turns a run's events into its run_result. */
#pragma once

#include "result.h"
#include "sink.h"

#include <stdbool.h>

struct collector;

/* What a site's op is, so that marks can be told apart by op. */
struct collect_names {
    const char *const *phase_names; /* borrowed until collector_finish() */
    size_t phase_count;
    const uint32_t *site_ops; /* enum program_op of each site */
    size_t site_count;
    const uint8_t *site_wants; /* enum result_want of each site; NULL: any result will do */
};

struct collector *collector_create(unsigned cpu_count, const struct collect_names *names);
struct sink collector_sink(struct collector *collector);
/*
 * Fills cpus, totals, outside, phases, mismatches and elapsed of *result. An
 * op or phase still open when the run stopped counts up to there: an open
 * phase is reported as ended at its last event, an open op is not a count.
 * Returns 0 or -ENOMEM (also when an allocation failed during the run).
 */
int collector_finish(struct collector *collector, struct run_result *result);
/* The site of the op that a core is in; false: it is in none. */
bool collector_open_op(const struct collector *collector, unsigned core, uint32_t *ret_site);
void collector_destroy(struct collector *collector);
