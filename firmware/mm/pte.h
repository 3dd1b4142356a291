/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 1 descriptors, encoded and decoded; no memory is touched here (Arm ARM,
 * "VMSAv8-64 Translation table format descriptors"). Level 3 holds pages. What
 * the granule decides:
 *
 *   granule  root level  entries  block at level 2, 1  contiguous run of pages
 *   4K       0           512      2M, 1G               16: 64K
 *   16K      0           2048     32M                  128: 2M
 *   64K      1           8192     512M                 32: 2M
 */
#pragma once

#include "lib/types.h"
#include "mm/layout.h"

typedef uint64_t pte_t;

#define PTRS_PER_TABLE_SHIFT (PAGE_SHIFT - 3)
#define PTRS_PER_TABLE (1u << PTRS_PER_TABLE_SHIFT)

#define PTE_ROOT_LEVEL (PAGE_SHIFT == 16 ? 1u : 0u)
/* The first level that may hold blocks. */
#define PTE_BLOCK_LEVEL (PAGE_SHIFT == 12 ? 1u : 2u)

/* Log2 of the bytes and of the pages of a block at level 2. */
#define PMD_SHIFT (PAGE_SHIFT + PTRS_PER_TABLE_SHIFT)
#define PMD_ORDER PTRS_PER_TABLE_SHIFT
#define PMD_SIZE (UINT64_C(1) << PMD_SHIFT)

/* Pages that one TLB entry may translate together when their entries say so. */
#define CONT_PTE_SHIFT (PAGE_SHIFT == 12 ? 4u : PAGE_SHIFT == 14 ? 7u : 5u)
#define CONT_PTES (1u << CONT_PTE_SHIFT)
#define CONT_PTE_SIZE (PAGE_SIZE << CONT_PTE_SHIFT)

/* Attribute indices: what MAIR_EL1 must hold. */
#define MAIR_INDEX_NORMAL 0
#define MAIR_INDEX_DEVICE 1
#define MAIR_VALUE UINT64_C(0x04ff) /* index 0: Normal write-back; 1: Device-nGnRE */

#define PTE_VALID (UINT64_C(1) << 0)
#define PTE_TABLE (UINT64_C(1) << 1) /* levels 0-2: a table; level 3: a page */
#define PTE_ATTR_INDEX(i) ((uint64_t)(i) << 2)
#define PTE_USER (UINT64_C(1) << 6)
#define PTE_RDONLY (UINT64_C(1) << 7)
#define PTE_SH_INNER (UINT64_C(3) << 8)
#define PTE_AF (UINT64_C(1) << 10)
#define PTE_NG (UINT64_C(1) << 11)
#define PTE_CONT (UINT64_C(1) << 52)
#define PTE_PXN (UINT64_C(1) << 53)
#define PTE_UXN (UINT64_C(1) << 54)
#define PTE_ADDRESS ((UINT64_C(1) << VA_BITS) - PAGE_SIZE)

/* How memory is mapped. */
enum pgprot {
    PROT_KERNEL, /* read, write */
    PROT_KERNEL_RO, /* read */
    PROT_KERNEL_ROX, /* read, execute */
    PROT_DEVICE, /* read, write, Device-nGnRE */
    PROT_USER, /* read, write, for EL0 as well */
};

/* Attribute bits of `prot` for a leaf, without valid and type bits. */
uint64_t pte_attributes(enum pgprot prot);

/* A valid leaf at `level` (before 3: block, 3: page) for `pa`, aligned to it. */
pte_t pte_leaf(phys_addr_t pa, enum pgprot prot, unsigned level);

/* A valid table descriptor, of any level before 3. */
pte_t pte_table(phys_addr_t table);

static inline bool pte_valid(pte_t pte)
{
    return pte & PTE_VALID;
}

static inline bool pte_is_table(pte_t pte, unsigned level)
{
    return level < 3 && (pte & (PTE_VALID | PTE_TABLE)) == (PTE_VALID | PTE_TABLE);
}

static inline bool pte_is_leaf(pte_t pte, unsigned level)
{
    return pte_valid(pte) && !pte_is_table(pte, level);
}

/* Address of the page, block or next table. */
static inline phys_addr_t pte_phys(pte_t pte)
{
    return pte & PTE_ADDRESS;
}

/* Log2 of the bytes that one entry at `level` maps: with 4K 39, 30, 21, 12. */
static inline unsigned pte_level_shift(unsigned level)
{
    return PAGE_SHIFT + PTRS_PER_TABLE_SHIFT * (3 - level);
}

static inline unsigned pte_index(uintptr_t va, unsigned level)
{
    const uintptr_t inside = va & ((UINT64_C(1) << VA_BITS) - 1); /* a root may be short */
    return (unsigned)(inside >> pte_level_shift(level)) & (PTRS_PER_TABLE - 1);
}

/*
 * May a live entry go from `old` to `new` in one store? Only RDONLY, PXN and
 * global becoming nG may change; for anything else the entry must be invalid,
 * and flushed, in between (Arm ARM, "Using break-before-make").
 */
bool pte_change_is_safe(pte_t old, pte_t new);
