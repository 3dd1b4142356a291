/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One array in replacement order, whatever the associativity: the victim of a
 * full set is the first entry of that set. Slow and plain on purpose.
 */
#include "ref_tlb.h"

#include <assert.h>
#include <string.h>

void ref_tlb_init(struct ref_tlb *tlb, const struct ref_tlb_shape *shape)
{
    assert(shape->entries <= REF_TLB_MAX);
    assert((shape->sizes >> 12 & 1) != 0);
    assert(shape->ways == 0 || shape->entries % shape->ways == 0);
    tlb->shape = *shape;
    tlb->count = 0;
    tlb->fills = tlb->evictions = 0;
    ref_ways_init(&tlb->ways, shape->policy, shape->entries, shape->ways);
}

static bool covers(uint64_t base, unsigned shift, uint64_t va)
{
    return base >> shift == va >> shift;
}

static void remove_at(struct ref_tlb *tlb, unsigned i)
{
    tlb->count--;
    memmove(&tlb->entry[i], &tlb->entry[i + 1], (tlb->count - i) * sizeof(tlb->entry[0]));
}

static struct ref_entry *append(struct ref_tlb *tlb, struct ref_entry entry)
{
    tlb->entry[tlb->count] = entry;
    return &tlb->entry[tlb->count++];
}

static bool translates(const struct ref_entry *entry, uint64_t va, uint16_t asid)
{
    return covers(entry->va, entry->shift, va) && (entry->leaf.global || entry->leaf.asid == asid);
}

static bool better(const struct ref_entry *a, const struct ref_entry *b)
{
    return a->shift != b->shift ? a->shift < b->shift : a->filled > b->filled;
}

const struct ref_entry *ref_tlb_lookup(struct ref_tlb *tlb, uint64_t va, uint16_t asid)
{
    unsigned best = tlb->count;
    struct ref_entry entry;

    for (unsigned i = 0; i < tlb->count; i++) {
        if (translates(&tlb->entry[i], va, asid) &&
            (best == tlb->count || better(&tlb->entry[i], &tlb->entry[best]))) {
            best = i;
        }
    }
    if (best == tlb->count) {
        return NULL;
    }
    if (ref_ways_matter(&tlb->ways)) {
        ref_ways_use(&tlb->ways, tlb->entry[best].slot);
    }
    if (tlb->shape.policy != REF_LRU) {
        return &tlb->entry[best];
    }
    entry = tlb->entry[best];
    remove_at(tlb, best);
    return append(tlb, entry);
}

static unsigned ways(const struct ref_tlb *tlb)
{
    return tlb->shape.ways == 0 ? tlb->shape.entries : tlb->shape.ways;
}

/* The set is chosen by the low bits of the page number, in pages of the entry's size. */
static uint64_t set_of(const struct ref_tlb *tlb, const struct ref_entry *entry)
{
    return (entry->va >> entry->shift) % (tlb->shape.entries / ways(tlb));
}

/* Whoever holds the slot that the fill takes must leave. */
static void take_slot(struct ref_tlb *tlb, uint64_t set, struct ref_entry *entry)
{
    entry->slot = ref_ways_take(&tlb->ways, (unsigned)set);
    for (unsigned i = 0; i < tlb->count; i++) {
        if (tlb->entry[i].slot == entry->slot) {
            remove_at(tlb, i);
            tlb->evictions++;
            return;
        }
    }
}

static void make_room(struct ref_tlb *tlb, uint64_t set)
{
    unsigned first = 0, used = 0;

    for (unsigned i = tlb->count; i-- > 0;) {
        if (set_of(tlb, &tlb->entry[i]) == set) {
            first = i;
            used++;
        }
    }
    if (used == ways(tlb)) {
        remove_at(tlb, first);
        tlb->evictions++;
    }
}

static unsigned held_shift(uint64_t sizes, unsigned limit)
{
    while ((sizes >> limit & 1) == 0) {
        limit--;
    }
    return limit;
}

const struct ref_entry *ref_tlb_fill(struct ref_tlb *tlb, const struct ref_leaf *leaf, uint64_t va,
                                     unsigned limit_shift)
{
    struct ref_entry entry = {.leaf = *leaf};

    if (tlb->shape.entries == 0) {
        return NULL;
    }
    entry.shift =
        held_shift(tlb->shape.sizes, limit_shift < leaf->shift ? limit_shift : leaf->shift);
    entry.va = va >> entry.shift << entry.shift;
    entry.filled = tlb->fills++;
    if (ref_ways_matter(&tlb->ways)) {
        take_slot(tlb, set_of(tlb, &entry), &entry);
    } else {
        make_room(tlb, set_of(tlb, &entry));
    }
    return append(tlb, entry);
}

static bool touches(uint64_t base, unsigned shift, const struct ref_tlbi *op)
{
    if (op->bytes == 0) {
        return covers(base, shift, op->va);
    }
    return base <= op->va + (op->bytes - 1) && op->va <= base + ((1ULL << shift) - 1);
}

static bool reaches(const struct ref_tlbi *op, const struct ref_entry *entry)
{
    const struct ref_leaf *leaf = &entry->leaf;
    bool here =
        op->part_only ? touches(entry->va, entry->shift, op) : touches(leaf->va, leaf->shift, op);

    if (op->other_granule || (op->only_level != 0 && op->only_level != leaf->level)) {
        return false;
    }
    switch (op->reach) {
    case REF_ALL:
        return true;
    case REF_ASID:
        return leaf->global ? op->asid_takes_global : leaf->asid == op->asid;
    case REF_VA:
        return here && (leaf->global || leaf->asid == op->asid);
    case REF_VA_ALL_ASIDS:
        return here;
    }
    return false;
}

/* Addresses in steps of `shift` in the blocks of `block` that op meets. */
static uint64_t lookups_in(const struct ref_tlbi *op, unsigned block, unsigned shift)
{
    uint64_t last = op->bytes == 0 ? op->va : op->va + (op->bytes - 1);

    return ((last >> block) - (op->va >> block) + 1) << (block - shift);
}

static uint64_t lookups_for(const struct ref_tlb *tlb, const struct ref_tlbi *op)
{
    uint64_t lookups = 0;

    for (unsigned shift = 12; shift < 48; shift++) {
        for (unsigned block = shift; block < 48; block++) {
            bool some = false;

            for (unsigned i = 0; i < tlb->count && !some; i++) {
                const struct ref_entry *entry = &tlb->entry[i];

                some = entry->shift == shift && (block == shift || entry->leaf.shift == block);
            }
            lookups += some ? lookups_in(op, block, shift) : 0;
        }
    }
    return lookups;
}

/* Whether a is emptied before b. */
static bool leaves_first(const struct ref_tlbi *op, bool by_lookup, const struct ref_entry *a,
                         const struct ref_entry *b)
{
    bool own_a = touches(a->va, a->shift, op), own_b = touches(b->va, b->shift, op);

    if (!by_lookup) {
        return a->slot < b->slot;
    }
    if (own_a != own_b) {
        return own_a;
    }
    if (!own_a && a->leaf.shift != b->leaf.shift) {
        return a->leaf.shift < b->leaf.shift;
    }
    if (a->shift != b->shift) {
        return a->shift < b->shift;
    }
    return a->va != b->va ? a->va < b->va : a->filled > b->filled;
}

static unsigned next_to_leave(const struct ref_tlb *tlb, const struct ref_tlbi *op, bool by_lookup)
{
    unsigned next = tlb->count;

    for (unsigned i = 0; i < tlb->count; i++) {
        if (reaches(op, &tlb->entry[i]) &&
            (next == tlb->count ||
             leaves_first(op, by_lookup, &tlb->entry[i], &tlb->entry[next]))) {
            next = i;
        }
    }
    return next;
}

/* One after the other, as they leave. */
static unsigned empty_slots(struct ref_tlb *tlb, const struct ref_tlbi *op)
{
    bool by_address = op->reach == REF_VA || op->reach == REF_VA_ALL_ASIDS;
    bool by_lookup = by_address && lookups_for(tlb, op) <= tlb->shape.entries;
    unsigned dropped = 0;

    for (unsigned i; (i = next_to_leave(tlb, op, by_lookup)) != tlb->count; dropped++) {
        ref_ways_empty(&tlb->ways, tlb->entry[i].slot);
        remove_at(tlb, i);
    }
    return dropped;
}

unsigned ref_tlb_invalidate(struct ref_tlb *tlb, const struct ref_tlbi *op)
{
    unsigned dropped = 0;

    if (ref_ways_matter(&tlb->ways)) {
        return empty_slots(tlb, op);
    }
    for (unsigned i = tlb->count; i-- > 0;) {
        if (reaches(op, &tlb->entry[i])) {
            remove_at(tlb, i);
            dropped++;
        }
    }
    return dropped;
}
