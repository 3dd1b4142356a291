/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cache through which a walk fetches descriptors: what a core keeps of its
 * tables near the walker. It is the walker's own; loads and stores of the
 * program neither fill nor displace its lines, nor do they make them stale: a
 * descriptor is always read from memory, the cache only tells how far that
 * was. So no invalidation concerns it.
 *
 * Lines are found by physical address: the set is given by the low bits of the
 * line's number.
 */
#pragma once

#include "addr.h"
#include "assoc.h"

struct desccache {
    struct assoc assoc; /* keyed by line number */
    unsigned line_shift; /* log2 of a line's bytes */
};

/* The configuration is a valid one. False when out of memory. */
bool desccache_init(struct desccache *dc, const struct desccache_config *config);
void desccache_finish(struct desccache *dc);

/* What random replacement follows from; without it, from seed 0. */
void desccache_seed(struct desccache *dc, uint64_t seed);

static inline bool desccache_exists(const struct desccache *dc)
{
    return dc->assoc.entries != 0;
}

/* Whether the descriptor's line is there. No side effect. */
bool desccache_holds(const struct desccache *dc, pa_t descriptor);

/* Uses the descriptor's line if it is there; false when it is not. */
bool desccache_use(struct desccache *dc, pa_t descriptor);

/* The line is not there and comes, in the place of another when its set is full. */
void desccache_fill(struct desccache *dc, pa_t descriptor);
