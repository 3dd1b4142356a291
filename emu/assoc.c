/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys live in chains of a hash index, ages in repl.c; nothing here looks
 * through a set.
 */
#include "assoc.h"

#include "bits.h"
#include "hot.h"

#include <assert.h>
#include <stdlib.h>

/* At least two buckets a slot, so that chains stay short. */
static unsigned bucket_bits_for(unsigned entries)
{
    return bits_highest(entries) + 2;
}

/* Multiplicative hashing: the high bits depend on every bit of the key. */
static uint32_t *bucket_of(const struct assoc *a, uint64_t key)
{
    return &a->bucket[key * 0x9e3779b97f4a7c15ULL >> (64 - a->bucket_bits)];
}

bool assoc_init(struct assoc *a, unsigned entries, unsigned ways, enum repl_policy policy)
{
    *a = (struct assoc){.entries = entries};
    if (entries == 0) {
        return true;
    }
    if (ways == 0) {
        ways = entries;
    }
    assert(entries % ways == 0 && bits_is_power_of_two(entries / ways));
    a->sets = entries / ways;
    a->bucket_bits = bucket_bits_for(entries);
    size_t bucket_count = (size_t)1 << a->bucket_bits;
    a->slot = calloc(entries, sizeof(*a->slot));
    a->bucket = malloc(bucket_count * sizeof(*a->bucket));
    if (a->slot == NULL || a->bucket == NULL || !repl_init(&a->repl, policy, a->sets, ways)) {
        assoc_finish(a);
        return false;
    }
    for (size_t i = 0; i < bucket_count; i++) {
        a->bucket[i] = ASSOC_NONE;
    }
    return true;
}

void assoc_finish(struct assoc *a)
{
    if (a != NULL) {
        free(a->slot);
        free(a->bucket);
        repl_finish(&a->repl);
        *a = (struct assoc){0};
    }
}

/* The first slot of that key from `slot` on along its chain. */
static unsigned along_chain(const struct assoc *a, unsigned slot, uint64_t key)
{
    while (slot != ASSOC_NONE && a->slot[slot].key != key) {
        slot = a->slot[slot].next;
    }
    return slot;
}

unsigned assoc_find(const struct assoc *a, uint64_t key)
{
    return a->live == 0 ? ASSOC_NONE : along_chain(a, *bucket_of(a, key), key);
}

unsigned assoc_next(const struct assoc *a, unsigned slot)
{
    return along_chain(a, a->slot[slot].next, a->slot[slot].key);
}

void assoc_seed(struct assoc *a, uint64_t seed)
{
    repl_seed(&a->repl, seed);
}

unsigned assoc_place(struct assoc *a, uint64_t index)
{
    return repl_victim(&a->repl, (unsigned)(index & (a->sets - 1)));
}

void assoc_hit(struct assoc *a, unsigned slot)
{
    repl_hit(&a->repl, slot);
}

/* Takes the slot out of its chain. */
static void unlink_slot(struct assoc *a, unsigned slot)
{
    uint32_t *link = bucket_of(a, a->slot[slot].key);

    while (*link != slot) {
        link = &a->slot[*link].next;
    }
    *link = a->slot[slot].next;
}

HOT void assoc_fill(struct assoc *a, unsigned slot, uint64_t key)
{
    if (a->slot[slot].live) {
        unlink_slot(a, slot);
        repl_replaced(&a->repl, slot);
    } else {
        a->live++;
        repl_filled(&a->repl, slot);
    }
    uint32_t *bucket = bucket_of(a, key);

    a->slot[slot] = (struct assoc_slot){.key = key, .next = *bucket, .live = true};
    *bucket = slot;
}

void assoc_drop(struct assoc *a, unsigned slot)
{
    assert(a->slot[slot].live);
    unlink_slot(a, slot);
    a->slot[slot].live = false;
    a->live--;
    repl_emptied(&a->repl, slot);
}
