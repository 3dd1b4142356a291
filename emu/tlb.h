/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One TLB: which entry translates an address, which one has to leave, and what
 * an invalidation drops. It emits nothing; its caller tells what happened.
 *
 * An entry translates an address that lies in it when it is global or has the
 * current ASID. Should several do (tables changed without an invalidation),
 * the smallest page wins, among those of one size the newest fill.
 *
 * A block or page larger than the TLB's own sizes allow is held in pieces. A
 * piece remembers its block: an invalidation of any address of the block drops
 * every piece of it, as it would drop the block.
 */
#pragma once

#include "assoc.h"
#include "perm.h"
#include "tlbi.h"

#define TLB_NONE ASSOC_NONE

struct tlb_entry {
    va_t va; /* canonical, aligned to the size */
    pa_t pa; /* aligned to the size */
    uint16_t asid; /* current when it was filled */
    uint8_t size_shift; /* log2 bytes of this entry */
    uint8_t block_shift; /* log2 bytes of the translation it is a part of */
    uint8_t level; /* of its descriptor */
    uint8_t granule; /* enum granule, of the tables it comes from */
    uint8_t memory_type; /* MAIR_EL1's byte as it was at the fill */
    uint8_t sharing; /* enum memtype_sharing */
    uint8_t side; /* enum tlb_side of the access that filled it */
    bool global;
    bool clean; /* `perm` may allow a write, but the descriptor has to be marked first */
    struct perm perm;
};

/* What of a translation goes into one slot. */
struct tlb_part {
    va_t va; /* aligned to the size */
    uint8_t size_shift; /* log2 bytes */
    uint8_t side; /* enum tlb_side of the access that fills it */
};

#define TLB_SHIFTS 64

/* How many live entries have each size; kept so that only those are probed. */
struct tlb_census {
    uint64_t sizes; /* bit n: some entry has 2^n bytes */
    uint64_t split_blocks; /* bit n: some entry is a piece of a block of 2^n bytes */
    uint64_t piece_sizes[TLB_SHIFTS]; /* sizes of the pieces, by block_shift */
    uint32_t size_count[TLB_SHIFTS];
    uint32_t piece_count[TLB_SHIFTS][TLB_SHIFTS]; /* by block_shift and size_shift */
};

struct tlb {
    struct assoc assoc;
    struct tlb_entry *entry; /* by slot */
    uint64_t sizes; /* it may hold, as in struct tlb_config */
    struct tlb_census census;
};

typedef void (*tlb_drop_fn)(void *ctx, unsigned slot);

/* The configuration is a valid one. False when out of memory. */
bool tlb_init(struct tlb *tlb, const struct tlb_config *config);
void tlb_finish(struct tlb *tlb);

/* What random replacement follows from; without it, from seed 0. */
void tlb_seed(struct tlb *tlb, uint64_t seed);

/* The slot that translates a canonical address, or TLB_NONE. No side effect. */
unsigned tlb_lookup(const struct tlb *tlb, va_t va, uint16_t asid);

/* The entry in a slot; NULL when the slot is empty. */
const struct tlb_entry *tlb_at(const struct tlb *tlb, unsigned slot);

/* An access was translated by the slot. */
void tlb_hit(struct tlb *tlb, unsigned slot);

/* The part of `whole` around va in the largest size that the TLB holds, for an access of `side`. */
struct tlb_part tlb_fit(const struct tlb *tlb, const struct tlb_entry *whole, va_t va,
                        uint8_t side);

/* The slot that the part will take; ask once for each fill. */
unsigned tlb_place(struct tlb *tlb, struct tlb_part part);
/* That part of `whole` takes the slot, in the place of what it holds. */
void tlb_fill(struct tlb *tlb, unsigned slot, const struct tlb_entry *whole, struct tlb_part part);
/* Empties a filled slot. */
void tlb_drop(struct tlb *tlb, unsigned slot);

/* Drops what the operation reaches, calling fn before each; returns how many. */
unsigned tlb_invalidate(struct tlb *tlb, const struct tlbi *op, tlb_drop_fn fn, void *ctx);

static inline unsigned tlb_count(const struct tlb *tlb)
{
    return tlb->assoc.live;
}

/* False for a TLB of no entries: there is nothing to fill. */
static inline bool tlb_exists(const struct tlb *tlb)
{
    return tlb->assoc.entries != 0;
}
