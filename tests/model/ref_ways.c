/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree says of each half which was used later; so do the times of use of its
 * ways. No tree is kept here, every question looks at the times.
 */
#include "ref_ways.h"

#include <assert.h>
#include <string.h>

void ref_ways_init(struct ref_ways *w, enum ref_policy policy, unsigned entries, unsigned ways)
{
    w->policy = policy;
    w->ways = ways == 0 ? entries : ways;
    w->sets = w->ways == 0 ? 0 : entries / w->ways;
    w->random = 0;
    w->uses = 0;
    if (!ref_ways_matter(w)) {
        return;
    }
    assert(entries <= REF_WAYS_MAX);
    memset(w->used, 0, entries * sizeof(w->used[0]));
    for (unsigned set = 0; set < w->sets; set++) {
        w->empty_count[set] = w->ways;
        for (unsigned i = 0; i < w->ways; i++) {
            w->empty[set * w->ways + i] = set * w->ways + (w->ways - 1 - i);
        }
    }
}

/* SplitMix64. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z;

    *state += 0x9e3779b97f4a7c15U;
    z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

uint64_t ref_ways_seed_of(uint64_t seed, unsigned part)
{
    uint64_t state = seed;

    state = draw(&state) + part;
    return draw(&state);
}

static uint64_t last_use(const struct ref_ways *w, unsigned first, unsigned count)
{
    uint64_t last = 0;

    for (unsigned i = first; i < first + count; i++) {
        last = w->used[i] > last ? w->used[i] : last;
    }
    return last;
}

/* Of the two halves the one not used last; the right one may have fewer ways, or none. */
static unsigned tree_victim(const struct ref_ways *w, unsigned first, unsigned count, unsigned span)
{
    unsigned half = span / 2;

    if (span == 1) {
        return first;
    }
    if (count <= half || last_use(w, first, half) <= last_use(w, first + half, count - half)) {
        return tree_victim(w, first, count < half ? count : half, half);
    }
    return tree_victim(w, first + half, count - half, half);
}

static unsigned victim(struct ref_ways *w, unsigned set)
{
    unsigned span = 1;

    if (w->policy == REF_RANDOM) {
        return set * w->ways + (unsigned)(((draw(&w->random) >> 32) * w->ways) >> 32);
    }
    while (span < w->ways) {
        span *= 2;
    }
    return tree_victim(w, set * w->ways, w->ways, span);
}

unsigned ref_ways_take(struct ref_ways *w, unsigned set)
{
    unsigned slot =
        w->empty_count[set] != 0 ? w->empty[set * w->ways + --w->empty_count[set]] : victim(w, set);

    ref_ways_use(w, slot);
    return slot;
}

void ref_ways_use(struct ref_ways *w, unsigned slot)
{
    w->used[slot] = ++w->uses;
}

void ref_ways_empty(struct ref_ways *w, unsigned slot)
{
    unsigned set = slot / w->ways;

    w->empty[set * w->ways + w->empty_count[set]++] = slot;
}
