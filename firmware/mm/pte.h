/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stage 1 descriptors of the 4K granule, encoded and decoded; no memory is
 * touched here (Arm ARM, "VMSAv8-64 Translation table format descriptors").
 * Level 0 is the root, level 3 holds pages.
 */
#pragma once

#include "lib/types.h"
#include "mm/layout.h"

typedef uint64_t pte_t;

#define PTRS_PER_TABLE_SHIFT 9
#define PTRS_PER_TABLE (1u << PTRS_PER_TABLE_SHIFT)

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
#define PTE_ADDRESS UINT64_C(0x0000fffffffff000)

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

/* A valid leaf at `level` (1 or 2: block, 3: page) for `pa`, aligned to it. */
pte_t pte_leaf(phys_addr_t pa, enum pgprot prot, unsigned level);

/* A valid table descriptor at level 0, 1 or 2. */
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

/* Log2 of the bytes that one entry at `level` maps: 39, 30, 21, 12. */
static inline unsigned pte_level_shift(unsigned level)
{
    return PAGE_SHIFT + PTRS_PER_TABLE_SHIFT * (3 - level);
}

static inline unsigned pte_index(uintptr_t va, unsigned level)
{
    return (unsigned)(va >> pte_level_shift(level)) & (PTRS_PER_TABLE - 1);
}

/*
 * May a live entry go from `old` to `new` in one store? Only RDONLY, PXN and
 * global becoming nG may change; for anything else the entry must be invalid,
 * and flushed, in between (Arm ARM, "Using break-before-make").
 */
bool pte_change_is_safe(pte_t old, pte_t new);
