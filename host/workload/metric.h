/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A metric: one number of a run's result, by its dotted name.
 *
 *   COUNTER, elapsed                      the whole run
 *   leaked.areas, leaked.bytes            what nobody had freed at its end
 *   PHASE.COUNTER, PHASE.cycles           one phase
 *   PHASE.OP.COUNTER, PHASE.OP.count      the ops of that name in a phase
 *   PHASE.OP.cycles.STAT, PHASE.OP.instructions.STAT
 *                                         STAT: min, p50, p90, p99, max, sum
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"

struct run_result;

enum metric_kind {
    METRIC_COUNTER, /* of the run, of a phase or of an op */
    METRIC_ELAPSED, /* of the run or of a phase */
    METRIC_COUNT, /* of an op */
    METRIC_CYCLES, /* an op's distribution */
    METRIC_INSTRUCTIONS,
    METRIC_LEAKED_AREAS, /* of the run */
    METRIC_LEAKED_BYTES,
};

#define METRIC_NONE UINT32_MAX

struct metric {
    enum metric_kind kind;
    uint32_t phase; /* METRIC_NONE: the whole run */
    uint32_t op; /* enum program_op; METRIC_NONE: all that happened */
    unsigned id; /* COUNTER: enum counter_id; distributions: which statistic */
};

/*
 * What `name` means in a script with these phases. An unknown word is an error
 * at `place`, with the known word that is closest.
 */
bool metric_resolve(const char *name, struct place place, const struct workload *workload,
                    struct diag *diag, struct metric *ret);
/* True when a phase of that name would hide a metric. */
bool metric_hides(const char *phase_name);
/* False: the run did not come to tell it. */
bool metric_is_known(const struct metric *metric, const struct run_result *result);
/* Its value; 0 for a phase or an op that did not run. */
uint64_t metric_value(const struct metric *metric, const struct run_result *result);
