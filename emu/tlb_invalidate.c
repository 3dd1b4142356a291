/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an invalidation drops from one TLB (Arm ARM, "TLB maintenance
 * instructions"). By address it looks up the sizes that are present and, where
 * larger blocks are held in pieces, the other pieces; by ASID it looks at
 * every slot.
 */
#include "tlb.h"

#include "bits.h"

struct dropping {
    struct tlb *tlb;
    const struct tlbi *op;
    tlb_drop_fn fn;
    void *ctx;
    unsigned dropped;
};

static bool block_contains(const struct tlb_entry *e, va_t va)
{
    return va_align_down(va, e->block_shift).v == va_align_down(e->va, e->block_shift).v;
}

static bool reached(const struct tlb_entry *e, const struct tlbi *op)
{
    switch ((enum tlbi_reach)op->reach) {
    case TLBI_REACH_ALL:
        return true;
    case TLBI_REACH_ASID:
        return !e->global && e->asid == op->asid;
    case TLBI_REACH_VA:
        return (e->global || e->asid == op->asid) && block_contains(e, op->va);
    case TLBI_REACH_VA_ALL_ASIDS:
        return block_contains(e, op->va);
    }
    return false;
}

static void drop_if_reached(struct dropping *d, unsigned slot)
{
    if (reached(&d->tlb->entry[slot], d->op)) {
        d->fn(d->ctx, slot, &d->tlb->entry[slot]);
        tlb_drop(d->tlb, slot);
        d->dropped++;
    }
}

static void drop_everywhere(struct dropping *d)
{
    const struct assoc *assoc = &d->tlb->assoc;

    for (unsigned slot = 0; slot < assoc->entries && assoc->live != 0; slot++) {
        if (assoc_live(assoc, slot)) {
            drop_if_reached(d, slot);
        }
    }
}

/* Among the entries of this address and size. */
static void drop_at(struct dropping *d, va_t va, unsigned size_shift)
{
    const struct assoc *assoc = &d->tlb->assoc;
    unsigned slot = assoc_find(assoc, va_align_down(va, size_shift).v | size_shift);

    while (slot != TLB_NONE) {
        unsigned next = assoc_next(assoc, slot);

        drop_if_reached(d, slot);
        slot = next;
    }
}

static void drop_pieces(struct dropping *d, unsigned block_shift, unsigned size_shift)
{
    va_t block = va_align_down(d->op->va, block_shift);

    for (uint64_t i = 0; i < 1ULL << (block_shift - size_shift); i++) {
        drop_at(d, va(block.v + (i << size_shift)), size_shift);
    }
}

/* How many lookups drop_pieces() would take for every split block present. */
static uint64_t piece_lookups(const struct tlb_census *c)
{
    uint64_t lookups = 0;

    for (uint64_t blocks = c->split_blocks; blocks != 0; blocks &= blocks - 1) {
        unsigned block_shift = bits_lowest(blocks);
        uint64_t sizes = c->piece_sizes[block_shift];

        for (; sizes != 0; sizes &= sizes - 1) {
            lookups += 1ULL << (block_shift - bits_lowest(sizes));
        }
    }
    return lookups;
}

static void drop_by_address(struct dropping *d)
{
    const struct tlb_census *c = &d->tlb->census;

    if (c->split_blocks != 0 && piece_lookups(c) > d->tlb->assoc.entries) {
        drop_everywhere(d);
        return;
    }
    for (uint64_t sizes = c->sizes; sizes != 0; sizes &= sizes - 1) {
        drop_at(d, d->op->va, bits_lowest(sizes));
    }
    for (uint64_t blocks = c->split_blocks; blocks != 0; blocks &= blocks - 1) {
        unsigned block_shift = bits_lowest(blocks);
        uint64_t sizes = c->piece_sizes[block_shift];

        for (; sizes != 0; sizes &= sizes - 1) {
            drop_pieces(d, block_shift, bits_lowest(sizes));
        }
    }
}

unsigned tlb_invalidate(struct tlb *tlb, const struct tlbi *op, tlb_drop_fn fn, void *ctx)
{
    struct dropping d = {.tlb = tlb, .op = op, .fn = fn, .ctx = ctx};

    switch ((enum tlbi_reach)op->reach) {
    case TLBI_REACH_ALL:
    case TLBI_REACH_ASID:
        drop_everywhere(&d);
        break;
    case TLBI_REACH_VA:
    case TLBI_REACH_VA_ALL_ASIDS:
        drop_by_address(&d);
        break;
    }
    return d.dropped;
}
