/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set-associative array of keyed slots, without the payload: its user keeps
 * an array of its own beside it, indexed by slot. A hash index over the keys
 * makes find, fill and drop O(1) for any number of ways; the set only decides
 * who has to leave.
 *
 * Several slots may have one key (an address under several ASIDs): they form a
 * chain, the newest fill first.
 */
#pragma once

#include "repl.h"

#define ASSOC_NONE UINT32_MAX

struct assoc_slot {
    uint64_t key;
    uint32_t next; /* in the bucket's chain */
    bool live;
};

struct assoc {
    struct assoc_slot *slot;
    uint32_t *bucket; /* first slot of each chain */
    struct repl repl;
    unsigned entries, sets;
    unsigned bucket_bits;
    unsigned live; /* slots filled */
};

/*
 * ways = 0 means fully associative; entries are a multiple of the ways and the
 * sets a power of two. With no entries it holds nothing and finds nothing.
 * False when out of memory.
 */
bool assoc_init(struct assoc *a, unsigned entries, unsigned ways, enum repl_policy policy);
void assoc_finish(struct assoc *a);

/* The newest slot of that key, or ASSOC_NONE; and the next older one. */
unsigned assoc_find(const struct assoc *a, uint64_t key);
unsigned assoc_next(const struct assoc *a, unsigned slot);

/* What random replacement follows from; without it, from seed 0. */
void assoc_seed(struct assoc *a, uint64_t seed);

/*
 * The slot that a fill takes; index is the address in units of its page: its
 * low bits are the set. Ask once for each fill. Needs entries.
 */
unsigned assoc_place(struct assoc *a, uint64_t index);

/* The slot was used. */
void assoc_hit(struct assoc *a, unsigned slot);

/* Fills a slot, in the place of what it holds; empties a filled one. */
void assoc_fill(struct assoc *a, unsigned slot, uint64_t key);
void assoc_drop(struct assoc *a, unsigned slot);

static inline bool assoc_live(const struct assoc *a, unsigned slot)
{
    return a->slot[slot].live;
}
