/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lookup, size splitting and fill of one TLB; tlb_invalidate.c has the drops. */
#include "tlb.h"

#include "bits.h"
#include "hot.h"

#include <stdlib.h>

/* An aligned address leaves its low 12 bits free: they tell the sizes apart. */
static uint64_t key_of(va_t va, unsigned size_shift)
{
    return va_align_down(va, size_shift).v | size_shift;
}

bool tlb_init(struct tlb *tlb, const struct tlb_config *config)
{
    *tlb = (struct tlb){.sizes = config->sizes};
    if (!assoc_init(&tlb->assoc, config->entries, config->ways, config->policy)) {
        return false;
    }
    if (config->entries == 0) {
        return true;
    }
    tlb->entry = calloc(config->entries, sizeof(*tlb->entry));
    if (tlb->entry == NULL) {
        tlb_finish(tlb);
        return false;
    }
    return true;
}

void tlb_finish(struct tlb *tlb)
{
    if (tlb != NULL) {
        assoc_finish(&tlb->assoc);
        free(tlb->entry);
        tlb->entry = NULL;
    }
}

void tlb_seed(struct tlb *tlb, uint64_t seed)
{
    assoc_seed(&tlb->assoc, seed);
}

HOT unsigned tlb_lookup(const struct tlb *tlb, va_t va, uint16_t asid)
{
    for (uint64_t sizes = tlb->census.sizes; sizes != 0; sizes &= sizes - 1) {
        unsigned slot = assoc_find(&tlb->assoc, key_of(va, bits_lowest(sizes)));

        for (; slot != TLB_NONE; slot = assoc_next(&tlb->assoc, slot)) {
            if (tlb->entry[slot].global || tlb->entry[slot].asid == asid) {
                return slot;
            }
        }
    }
    return TLB_NONE;
}

const struct tlb_entry *tlb_at(const struct tlb *tlb, unsigned slot)
{
    return assoc_live(&tlb->assoc, slot) ? &tlb->entry[slot] : NULL;
}

void tlb_hit(struct tlb *tlb, unsigned slot)
{
    assoc_hit(&tlb->assoc, slot);
}

struct tlb_part tlb_fit(const struct tlb *tlb, const struct tlb_entry *whole, va_t va, uint8_t side)
{
    unsigned shift = bits_highest(tlb->sizes & bits_mask(whole->size_shift + 1U));

    return (struct tlb_part){
        .va = va_align_down(va, shift), .size_shift = (uint8_t)shift, .side = side};
}

unsigned tlb_place(struct tlb *tlb, struct tlb_part part)
{
    return assoc_place(&tlb->assoc, part.va.v >> part.size_shift);
}

static void count_in(struct tlb_census *c, const struct tlb_entry *e)
{
    c->size_count[e->size_shift]++;
    c->sizes |= 1ULL << e->size_shift;
    if (e->block_shift != e->size_shift) {
        c->piece_count[e->block_shift][e->size_shift]++;
        c->piece_sizes[e->block_shift] |= 1ULL << e->size_shift;
        c->split_blocks |= 1ULL << e->block_shift;
    }
}

HOT static void count_out(struct tlb_census *c, const struct tlb_entry *e)
{
    if (--c->size_count[e->size_shift] == 0) {
        c->sizes &= ~(1ULL << e->size_shift);
    }
    if (e->block_shift != e->size_shift && --c->piece_count[e->block_shift][e->size_shift] == 0) {
        c->piece_sizes[e->block_shift] &= ~(1ULL << e->size_shift);
        if (c->piece_sizes[e->block_shift] == 0) {
            c->split_blocks &= ~(1ULL << e->block_shift);
        }
    }
}

void tlb_drop(struct tlb *tlb, unsigned slot)
{
    count_out(&tlb->census, &tlb->entry[slot]);
    assoc_drop(&tlb->assoc, slot);
}

HOT void tlb_fill(struct tlb *tlb, unsigned slot, const struct tlb_entry *whole,
                  struct tlb_part part)
{
    struct tlb_entry *e = &tlb->entry[slot];

    if (assoc_live(&tlb->assoc, slot)) {
        count_out(&tlb->census, e);
    }
    *e = *whole;
    e->va = part.va;
    e->pa = pa_add(whole->pa, part.va.v - whole->va.v);
    e->size_shift = part.size_shift;
    e->side = part.side;
    count_in(&tlb->census, e);
    assoc_fill(&tlb->assoc, slot, key_of(part.va, part.size_shift));
}
