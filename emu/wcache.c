/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * At most three lookups find the deepest table known; a level of which no
 * entry is live costs none.
 */
#include "wcache.h"

#include "bits.h"

#include <stdlib.h>

/* An aligned prefix leaves its low 12 bits free: they tell position and granule. */
static uint64_t key_of(va_t va, enum granule granule, unsigned level)
{
    unsigned shift = granule_level_shift(granule, level);

    return va_align_down(va, shift).v | (uint64_t)granule << 2 | level;
}

bool wcache_init(struct wcache *wc, const struct walkcache_config *config)
{
    *wc = (struct wcache){.levels = config->levels};
    if (!assoc_init(&wc->assoc, config->entries, config->ways, config->policy)) {
        return false;
    }
    if (config->entries == 0) {
        return true;
    }
    wc->entry = calloc(config->entries, sizeof(*wc->entry));
    if (wc->entry == NULL) {
        wcache_finish(wc);
        return false;
    }
    return true;
}

void wcache_finish(struct wcache *wc)
{
    if (wc != NULL) {
        assoc_finish(&wc->assoc);
        free(wc->entry);
        wc->entry = NULL;
    }
}

void wcache_seed(struct wcache *wc, uint64_t seed)
{
    assoc_seed(&wc->assoc, seed);
}

/* The entry of exactly this position and ASID. */
static unsigned find(const struct wcache *wc, uint64_t key, uint16_t asid)
{
    unsigned slot = assoc_find(&wc->assoc, key);

    while (slot != WCACHE_NONE && wc->entry[slot].asid != asid) {
        slot = assoc_next(&wc->assoc, slot);
    }
    return slot;
}

unsigned wcache_lookup(const struct wcache *wc, const struct regime_range *range, va_t va,
                       uint16_t asid)
{
    for (unsigned level = WCACHE_LEVELS; level-- > range->start_level;) {
        if (wc->count[range->granule][level] != 0) {
            unsigned slot = find(wc, key_of(va, range->granule, level), asid);

            if (slot != WCACHE_NONE) {
                return slot;
            }
        }
    }
    return WCACHE_NONE;
}

struct walk_point wcache_point(const struct wcache *wc, unsigned slot)
{
    return wc->entry[slot].next;
}

void wcache_hit(struct wcache *wc, unsigned slot)
{
    assoc_hit(&wc->assoc, slot);
}

static void count_out(struct wcache *wc, const struct wcache_entry *e)
{
    wc->count[e->granule][e->level]--;
}

static void drop(struct wcache *wc, unsigned slot)
{
    count_out(wc, &wc->entry[slot]);
    assoc_drop(&wc->assoc, slot);
}

void wcache_fill(struct wcache *wc, const struct wcache_entry *entry)
{
    if (!bits_test(wc->levels, entry->level)) {
        return;
    }
    unsigned shift = granule_level_shift(entry->granule, entry->level);
    unsigned slot = assoc_place(&wc->assoc, entry->va.v >> shift);

    if (assoc_live(&wc->assoc, slot)) {
        count_out(wc, &wc->entry[slot]);
    }
    wc->entry[slot] = *entry;
    wc->entry[slot].va = va_align_down(entry->va, shift);
    wc->count[entry->granule][entry->level]++;
    assoc_fill(&wc->assoc, slot, key_of(entry->va, entry->granule, entry->level));
}

static bool asid_reached(const struct wcache_entry *e, const struct tlbi *op)
{
    switch ((enum tlbi_reach)op->reach) {
    case TLBI_REACH_ALL:
    case TLBI_REACH_VA_ALL_ASIDS:
        return true;
    case TLBI_REACH_ASID:
    case TLBI_REACH_VA:
        return e->asid == op->asid;
    }
    return false;
}

/* A hint names the level where the translation ends: tables are above that. */
static bool level_reached(const struct tlbi *op, enum granule granule, unsigned level)
{
    return tlbi_of_granule(op, granule) && (op->only_level == 0 || level < op->only_level);
}

static bool by_address(const struct tlbi *op)
{
    return op->reach == TLBI_REACH_VA || op->reach == TLBI_REACH_VA_ALL_ASIDS;
}

static bool reached(const struct wcache_entry *e, const struct tlbi *op)
{
    return asid_reached(e, op) &&
           (!by_address(op) || (level_reached(op, e->granule, e->level) &&
                                tlbi_meets(op, e->va, granule_level_shift(e->granule, e->level))));
}

static void drop_if_reached(struct wcache *wc, unsigned slot, const struct tlbi *op)
{
    if (reached(&wc->entry[slot], op)) {
        drop(wc, slot);
    }
}

static void drop_everywhere(struct wcache *wc, const struct tlbi *op)
{
    for (unsigned slot = 0; slot < wc->assoc.entries; slot++) {
        if (assoc_live(&wc->assoc, slot)) {
            drop_if_reached(wc, slot, op);
        }
    }
}

static void drop_at(struct wcache *wc, uint64_t key, const struct tlbi *op)
{
    unsigned slot = assoc_find(&wc->assoc, key);

    while (slot != WCACHE_NONE) {
        unsigned next = assoc_next(&wc->assoc, slot);

        drop_if_reached(wc, slot, op);
        slot = next;
    }
}

/* The descriptors of one level whose spans the operation meets. */
static void drop_level(struct wcache *wc, const struct tlbi *op, enum granule granule,
                       unsigned level)
{
    unsigned shift = granule_level_shift(granule, level);
    uint64_t last = va_align_down(tlbi_last(op), shift).v;

    if (wc->count[granule][level] == 0 || !level_reached(op, granule, level)) {
        return;
    }
    for (uint64_t at = va_align_down(op->va, shift).v;; at += 1ULL << shift) {
        drop_at(wc, key_of(va(at), granule, level), op);
        if (at == last) {
            return;
        }
    }
}

/* How many descriptors of level 2, the most numerous, the operation meets at most. */
static uint64_t lookups_for(const struct tlbi *op)
{
    return (op->more >> granule_level_shift(GRANULE_4K, 2)) + 2;
}

static void drop_by_address(struct wcache *wc, const struct tlbi *op)
{
    if (lookups_for(op) > wc->assoc.entries) {
        drop_everywhere(wc, op);
        return;
    }
    for (unsigned granule = 0; granule < GRANULE_COUNT; granule++) {
        for (unsigned level = 0; level < WCACHE_LEVELS; level++) {
            drop_level(wc, op, granule, level);
        }
    }
}

void wcache_invalidate(struct wcache *wc, const struct tlbi *op)
{
    if (op->last_level || wc->assoc.live == 0) {
        return;
    }
    if (by_address(op)) {
        drop_by_address(wc, op);
    } else {
        drop_everywhere(wc, op);
    }
}
