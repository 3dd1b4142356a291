/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files pgtable*.c share: the way down the tables, and back to the walkers. */
#pragma once

#include "arch/barrier.h"
#include "mm/pgtable.h"

#define LEAF_LEVEL 3u

/* What stops a descent. */
struct pgtable_slot {
    pte_t *entry; /* NULL: no memory for a table */
    unsigned level;
};

/* To the entry for va at `level`, building tables; stops early at a block. */
struct pgtable_slot pgtable_descend_building(uintptr_t va, unsigned level);

/* To the entry that ends the walk for va: a leaf or an invalid one. */
struct pgtable_slot pgtable_descend(uintptr_t va);

/*
 * Takes the table that `slot` links, for the addresses around va, out of the
 * tree and frees it, flushed; the caller owns all that it maps. False, and
 * nothing was changed: an entry is in use, or the table is not one to be freed.
 */
bool pgtable_drop_table(pte_t *slot, uintptr_t va);

/* What was stored becomes usable: on this core and for every walker. */
static inline void pgtable_publish(void)
{
    dsb(ishst);
    isb();
}

/* Bytes from va to the end of what one entry at `level` covers, at most `size`. */
static inline uint64_t pgtable_entry_span(uintptr_t va, unsigned level, uint64_t size)
{
    uint64_t covered = UINT64_C(1) << pte_level_shift(level);
    return min(covered - (va & (covered - 1)), size);
}
