/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A TLB as a plain list, to judge the real one by: every question walks the
 * whole list. It knows pages, ASIDs and replacement; who asks it in which
 * order is the caller's business.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ref_ways.h"

struct ref_tlb_shape {
    unsigned entries; /* 1..REF_TLB_MAX; 0: holds nothing, misses always */
    unsigned ways; /* divides entries; 0: fully associative */
    enum ref_policy policy;
    uint64_t sizes; /* page sizes it may hold, bit n = 2^n bytes; bit 12 is set */
};

/* What a table walk found: one page or block descriptor. */
struct ref_leaf {
    uint64_t va; /* aligned to its size */
    unsigned shift; /* log2 of its bytes */
    uint16_t asid; /* current when it was walked; no meaning when global */
    bool global;
    uint64_t pa; /* of va */
    unsigned level; /* of the descriptor */
};

/* A TLB entry: a leaf, or the aligned part of it that the TLB can hold. */
struct ref_entry {
    uint64_t va;
    unsigned shift;
    uint64_t filled; /* a running number */
    unsigned slot; /* where ways matter */
    struct ref_leaf leaf;
};

#define REF_TLB_MAX 65536

struct ref_tlb {
    struct ref_tlb_shape shape;
    unsigned count;
    uint64_t fills, evictions; /* evictions: entries replaced by a fill */
    struct ref_entry entry[REF_TLB_MAX]; /* next to be replaced first */
    struct ref_ways ways; /* seeded by the caller */
};

void ref_tlb_init(struct ref_tlb *tlb, const struct ref_tlb_shape *shape);

/*
 * The entry that translates va under asid, or NULL: where tables were changed
 * without an invalidation there may be several, of which the smallest counts,
 * among those of one size the one filled last. A hit moves an entry of an LRU
 * list to its end. Valid until the list changes.
 */
const struct ref_entry *ref_tlb_lookup(struct ref_tlb *tlb, uint64_t va, uint16_t asid);

/*
 * Adds the part of leaf around va, as large as sizes and limit_shift allow, in
 * the place of the first entry of its set when that is full. Returns the entry
 * added; NULL when the TLB holds nothing.
 */
const struct ref_entry *ref_tlb_fill(struct ref_tlb *tlb, const struct ref_leaf *leaf, uint64_t va,
                                     unsigned limit_shift);

enum ref_reach { REF_ALL, REF_ASID, REF_VA, REF_VA_ALL_ASIDS };

struct ref_tlbi {
    enum ref_reach reach;
    uint64_t va; /* REF_VA*: in the page to forget */
    uint16_t asid; /* REF_ASID, REF_VA */
    bool last_level; /* leaves walk caches alone */
    uint64_t bytes; /* REF_VA*: of a range that begins at va; 0: the page of va alone */
    unsigned only_level; /* drops only what descriptors of this level translate; 0: of any */
    bool other_granule; /* meant for another granule than the 4K: reaches nothing here */
    bool part_only; /* a deliberate fault: spares the other parts of a split block */
    bool asid_takes_global; /* a deliberate fault: REF_ASID drops global entries too */
};

/*
 * In which order an invalidation empties slots, which shows only where ways
 * matter: by slot number, unless it looks up addresses. It does so when that
 * takes no more look-ups than there are entries: sizes present, from the
 * smallest on, at each address the operation meets; then pieces of blocks that
 * it meets, from the smallest blocks and pieces on; of one address the newest first.
 */

/*
 * Drops what op reaches and returns how many that were; a global entry belongs
 * to every ASID, but not to REF_ASID.
 */
unsigned ref_tlb_invalidate(struct ref_tlb *tlb, const struct ref_tlbi *op);
