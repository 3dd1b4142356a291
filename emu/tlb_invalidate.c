/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an invalidation drops from one TLB (Arm ARM, "TLB maintenance
 * instructions"). By address it looks up the sizes that are present and, where
 * larger blocks are held in pieces, the other pieces; by ASID, and where that
 * takes more lookups than there are slots, it looks at every slot.
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

/* Address, granule and level: all that a TLBI by address says but for the ASID. */
static bool place_reached(const struct tlb_entry *e, const struct tlbi *op)
{
    return tlbi_meets(op, e->va, e->block_shift) && tlbi_of_granule(op, e->granule) &&
           (op->only_level == 0 || op->only_level == e->level);
}

static bool reached(const struct tlb_entry *e, const struct tlbi *op)
{
    switch ((enum tlbi_reach)op->reach) {
    case TLBI_REACH_ALL:
        return true;
    case TLBI_REACH_ASID:
        return !e->global && e->asid == op->asid;
    case TLBI_REACH_VA:
        return (e->global || e->asid == op->asid) && place_reached(e, op);
    case TLBI_REACH_VA_ALL_ASIDS:
        return place_reached(e, op);
    }
    return false;
}

static void drop_if_reached(struct dropping *d, unsigned slot)
{
    if (reached(&d->tlb->entry[slot], d->op)) {
        d->fn(d->ctx, slot);
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

/* The addresses from `first` to `last` in steps of one entry. */
struct stretch {
    uint64_t first, last; /* of the first and of the last entry */
    unsigned size_shift;
};

/* The entries of 2^size_shift bytes in the blocks of 2^block_shift that the operation meets. */
static struct stretch stretch_of(const struct tlbi *op, unsigned block_shift, unsigned size_shift)
{
    uint64_t end = va_align_down(tlbi_last(op), block_shift).v + bits_mask(block_shift);

    return (struct stretch){
        .first = va_align_down(op->va, block_shift).v,
        .last = va_align_down(va(end), size_shift).v,
        .size_shift = size_shift,
    };
}

typedef void (*stretch_fn)(void *ctx, const struct stretch *stretch);

/* Every stretch where an entry may be: those of each size, then those of split blocks. */
static void for_each_stretch(const struct tlb_census *c, const struct tlbi *op, stretch_fn fn,
                             void *ctx)
{
    uint64_t sizes = c->sizes, blocks = c->split_blocks;

    for (uint64_t left = sizes; left != 0; left &= left - 1) {
        struct stretch s = stretch_of(op, bits_lowest(left), bits_lowest(left));

        fn(ctx, &s);
    }
    for (; blocks != 0; blocks &= blocks - 1) {
        unsigned block_shift = bits_lowest(blocks);

        for (sizes = c->piece_sizes[block_shift]; sizes != 0; sizes &= sizes - 1) {
            struct stretch s = stretch_of(op, block_shift, bits_lowest(sizes));

            fn(ctx, &s);
        }
    }
}

static void count_lookups(void *ctx, const struct stretch *s)
{
    uint64_t *lookups = ctx;

    *lookups += ((s->last - s->first) >> s->size_shift) + 1;
}

static void drop_along(void *ctx, const struct stretch *s)
{
    for (uint64_t at = s->first;; at += 1ULL << s->size_shift) {
        drop_at(ctx, va(at), s->size_shift);
        if (at == s->last) {
            return;
        }
    }
}

static void drop_by_address(struct dropping *d)
{
    const struct tlb_census *census = &d->tlb->census;
    uint64_t lookups = 0;

    for_each_stretch(census, d->op, count_lookups, &lookups);
    if (lookups > d->tlb->assoc.entries) {
        drop_everywhere(d);
    } else {
        for_each_stretch(census, d->op, drop_along, d);
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
