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
    if (wc->shape.policy == REF_FIFO) {
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

void ref_wcache_fill(struct ref_wcache *wc, const struct ref_table *table)
{
    unsigned first = 0, used = 0;

    if (wc->shape.entries == 0 || (wc->levels >> table->level & 1) == 0) {
        return;
    }
    for (unsigned i = wc->count; i-- > 0;) {
        if (set_of(wc, &wc->table[i]) == set_of(wc, table)) {
            first = i;
            used++;
        }
    }
    if (used == ways(wc)) {
        remove_at(wc, first);
    }
    wc->table[wc->count++] = *table;
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

void ref_wcache_invalidate(struct ref_wcache *wc, const struct ref_tlbi *op)
{
    if (op->other_granule || (op->last_level && !wc->drop_on_last_level)) {
        return;
    }
    for (unsigned i = wc->count; i-- > 0;) {
        if (reaches(op, &wc->table[i])) {
            remove_at(wc, i);
        }
    }
}
