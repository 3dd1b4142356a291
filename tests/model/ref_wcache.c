/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One array in replacement order, as the TLBs; the set comes from the address in units of `shift`.
 */
#include "ref_wcache.h"

#include <assert.h>
#include <string.h>

void ref_wcache_init(struct ref_wcache *wc, const struct ref_tlb_shape *shape, uint64_t levels)
{
    assert(shape->entries <= REF_TLB_MAX);
    assert(shape->ways == 0 || shape->entries % shape->ways == 0);
    wc->shape = *shape;
    wc->levels = levels;
    wc->count = 0;
    wc->fills = 0;
    ref_ways_init(&wc->ways, shape->policy, shape->entries, shape->ways);
}

static bool covers(const struct ref_table *table, uint64_t va)
{
    return table->va >> table->shift == va >> table->shift;
}

static void remove_at(struct ref_wcache *wc, unsigned i)
{
    wc->count--;
    memmove(&wc->table[i], &wc->table[i + 1], (wc->count - i) * sizeof(wc->table[0]));
}

const struct ref_table *ref_wcache_lookup(struct ref_wcache *wc, uint64_t va, uint16_t asid)
{
    struct ref_table table;
    unsigned best = wc->count;

    for (unsigned i = 0; i < wc->count; i++) {
        if (covers(&wc->table[i], va) && wc->table[i].asid == asid &&
            (best == wc->count || wc->table[i].level > wc->table[best].level)) {
            best = i;
        }
    }
    if (best == wc->count) {
        return NULL;
    }
    if (ref_ways_matter(&wc->ways)) {
        ref_ways_use(&wc->ways, wc->table[best].slot);
    }
    if (wc->shape.policy != REF_LRU) {
        return &wc->table[best];
    }
    table = wc->table[best];
    remove_at(wc, best);
    wc->table[wc->count++] = table;
    return &wc->table[wc->count - 1];
}

static unsigned ways(const struct ref_wcache *wc)
{
    return wc->shape.ways == 0 ? wc->shape.entries : wc->shape.ways;
}

static uint64_t set_of(const struct ref_wcache *wc, const struct ref_table *table)
{
    return (table->va >> table->shift) % (wc->shape.entries / ways(wc));
}

/* Whoever holds the slot that the fill takes must leave. */
static unsigned take_slot(struct ref_wcache *wc, uint64_t set)
{
    unsigned slot = ref_ways_take(&wc->ways, (unsigned)set);

    for (unsigned i = 0; i < wc->count; i++) {
        if (wc->table[i].slot == slot) {
            remove_at(wc, i);
            break;
        }
    }
    return slot;
}

static void make_room(struct ref_wcache *wc, const struct ref_table *table)
{
    unsigned first = 0, used = 0;

    for (unsigned i = wc->count; i-- > 0;) {
        if (set_of(wc, &wc->table[i]) == set_of(wc, table)) {
            first = i;
            used++;
        }
    }
    if (used == ways(wc)) {
        remove_at(wc, first);
    }
}

void ref_wcache_fill(struct ref_wcache *wc, const struct ref_table *table)
{
    struct ref_table added = *table;

    if (wc->shape.entries == 0 || (wc->levels >> table->level & 1) == 0) {
        return;
    }
    if (ref_ways_matter(&wc->ways)) {
        added.slot = take_slot(wc, set_of(wc, table));
    } else {
        make_room(wc, table);
    }
    added.filled = wc->fills++;
    wc->table[wc->count++] = added;
}

/* A range reaches a table when it meets what is below it. */
static bool touches(const struct ref_table *table, const struct ref_tlbi *op)
{
    if (op->bytes == 0) {
        return covers(table, op->va);
    }
    return table->va <= op->va + (op->bytes - 1) &&
           op->va <= table->va + ((1ULL << table->shift) - 1);
}

static bool reaches(const struct ref_tlbi *op, const struct ref_table *table)
{
    if (op->only_level != 0 && table->level >= op->only_level) {
        return false;
    }
    switch (op->reach) {
    case REF_ALL:
        return true;
    case REF_ASID:
        return table->asid == op->asid;
    case REF_VA:
        return touches(table, op) && table->asid == op->asid;
    case REF_VA_ALL_ASIDS:
        return touches(table, op);
    }
    return false;
}

/* By address in this order where that takes few look-ups, at level 2 at most; else by slot. */
static bool leaves_first(bool by_lookup, const struct ref_table *a, const struct ref_table *b)
{
    if (!by_lookup) {
        return a->slot < b->slot;
    }
    if (a->level != b->level) {
        return a->level < b->level;
    }
    return a->va != b->va ? a->va < b->va : a->filled > b->filled;
}

static void empty_slots(struct ref_wcache *wc, const struct ref_tlbi *op)
{
    bool by_address = op->reach == REF_VA || op->reach == REF_VA_ALL_ASIDS;
    uint64_t more = op->bytes == 0 ? 0 : op->bytes - 1;
    bool by_lookup = by_address && (more >> 21) + 2 <= wc->shape.entries;

    for (;;) {
        unsigned next = wc->count;

        for (unsigned i = 0; i < wc->count; i++) {
            if (reaches(op, &wc->table[i]) &&
                (next == wc->count || leaves_first(by_lookup, &wc->table[i], &wc->table[next]))) {
                next = i;
            }
        }
        if (next == wc->count) {
            return;
        }
        ref_ways_empty(&wc->ways, wc->table[next].slot);
        remove_at(wc, next);
    }
}

void ref_wcache_invalidate(struct ref_wcache *wc, const struct ref_tlbi *op)
{
    if (op->other_granule || (op->last_level && !wc->drop_on_last_level)) {
        return;
    }
    if (ref_ways_matter(&wc->ways)) {
        empty_slots(wc, op);
        return;
    }
    for (unsigned i = wc->count; i-- > 0;) {
        if (reaches(op, &wc->table[i])) {
            remove_at(wc, i);
        }
    }
}
