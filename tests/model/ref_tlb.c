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
    if (tlb->shape.policy == REF_FIFO) {
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
    make_room(tlb, set_of(tlb, &entry));
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

unsigned ref_tlb_invalidate(struct ref_tlb *tlb, const struct ref_tlbi *op)
{
    unsigned dropped = 0;

    for (unsigned i = tlb->count; i-- > 0;) {
        if (reaches(op, &tlb->entry[i])) {
            remove_at(tlb, i);
            dropped++;
        }
    }
    return dropped;
}
