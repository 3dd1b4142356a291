/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events and a header to record, for tests of traces and reports. Members are
 * listed by hand here, so that a field which the tables forget is noticed.
 */
#pragma once

#include "event.h"
#include "prng.h"
#include "trace_write.h"

#define EVENTS_CORES 4
#define EVENTS_PHASES 2
#define EVENTS_SITES 3

/* A number of random length: small ones and huge ones alike. */
static inline uint64_t prng_any(struct prng *prng)
{
    const uint64_t value = prng_next(prng);

    return value >> prng_below(prng, 64);
}

/* Any event of that kind, every member at random; site and phase may be out of range. */
struct event events_random(struct prng *prng, unsigned kind);

/* The first member that differs, or NULL: equal. */
const char *events_difference(const struct event *a, const struct event *b);

/*
 * The next event of a run that could have been: ops within phases, cycles that
 * grow, addresses near each other.
 */
struct events_run {
    struct prng prng;
    uint64_t cycle[EVENTS_CORES];
    uint64_t pc[EVENTS_CORES];
    uint64_t va[EVENTS_CORES];
    bool in_op[EVENTS_CORES];
    unsigned step;
    bool in_phase;
};
struct event events_next(struct events_run *run);

/* A header with symbols, code, sites and phases. Static. */
const struct trace_header *events_header(void);
