/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's page tables: map, unmap, protect, look up. Two cores may work
 * on different ranges at the same time; the owner of a range (vmalloc) sees to
 * it that nobody else works on that one. Tables come from the page allocator,
 * or from bootmem before that, and stay for reuse when they run empty, unless
 * a block takes their place.
 *
 * All ranges are whole pages.
 */
#pragma once

#include "lib/status.h"
#include "mm/page.h"
#include "mm/pte.h"

/* The root table that TTBR1_EL1 points to, at a linear-map address. */
void pgtable_init(pte_t *root);

/*
 * Maps count frames from va on, frame by frame. FW_BUSY: an entry is in use;
 * FW_NO_MEMORY: no table. What was mapped before the failure stays mapped, for
 * the caller to unmap. On return the mapping can be used on every core.
 */
enum fw_status pgtable_map_pages(uintptr_t va, struct page *const *pages, unsigned count,
                                 enum pgprot prot);

/*
 * The same for contiguous memory, with blocks and contiguous runs where both
 * sides are aligned. An empty table in the place of a block is freed.
 */
enum fw_status pgtable_map_phys(uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot);

/* The same for count frames in blocks of 1 << order contiguous ones, which are
 * aligned to their size, and so is va. */
enum fw_status pgtable_map_blocks(uintptr_t va, struct page *const *pages, unsigned count,
                                  unsigned order, enum pgprot prot);

/*
 * Clears every leaf in the range. No flush: the caller owes one before the
 * addresses are used again. A block or contiguous run that the range cuts is a
 * bug: nothing live is ever split.
 */
void pgtable_unmap(uintptr_t va, uint64_t size);

/*
 * Gives every page of the range other permissions and flushes it, breaking
 * first where the architecture asks for it. FW_UNKNOWN, and nothing changed:
 * a page is not mapped.
 */
enum fw_status pgtable_protect(uintptr_t va, uint64_t size, enum pgprot prot);

struct pgtable_leaf {
    bool mapped;
    pte_t pte;
    unsigned level; /* where the walk ended */
    phys_addr_t pa; /* of va itself */
};

/* A walk in software; changes nothing. */
struct pgtable_leaf pgtable_lookup(uintptr_t va);

/* Table pages in use below the root. */
uint64_t pgtable_table_pages(void);
