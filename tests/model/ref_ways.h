/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways of sets, for the policies that know them by number: tree-PLRU and
 * random. (For FIFO and LRU the order of a list says everything.) Slots are
 * numbered set * ways + way. Among empty slots the one emptied last is filled
 * first; at the beginning, way 0.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum ref_policy { REF_FIFO, REF_LRU, REF_PLRU, REF_RANDOM };

#define REF_WAYS_MAX 65536

struct ref_ways {
    enum ref_policy policy;
    unsigned ways, sets;
    uint64_t random; /* state of SplitMix64 */
    uint64_t uses; /* a running number */
    uint64_t used[REF_WAYS_MAX]; /* when each slot was used last; 0: never */
    unsigned empty_count[REF_WAYS_MAX]; /* of each set */
    unsigned empty[REF_WAYS_MAX]; /* slots of each set, from set * ways on; last in, first out */
};

/* ways: 0 for one set. A policy that knows no ways keeps nothing here. */
void ref_ways_init(struct ref_ways *w, enum ref_policy policy, unsigned entries, unsigned ways);

/* The slot that a fill of the set takes, an empty one if there is one; it is used now. */
unsigned ref_ways_take(struct ref_ways *w, unsigned set);
void ref_ways_use(struct ref_ways *w, unsigned slot);
void ref_ways_empty(struct ref_ways *w, unsigned slot);

static inline bool ref_ways_matter(const struct ref_ways *w)
{
    return w->policy == REF_PLRU || w->policy == REF_RANDOM;
}

/* The seed of a part of what was seeded so: a core of a machine, an array of a core. */
uint64_t ref_ways_seed_of(uint64_t seed, unsigned part);
