/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an address to the frame behind it, by the page tables. */
#include "mm/pgtable.h"
#include "mm/vmalloc.h"

struct page *vmalloc_to_page(const void *addr)
{
    struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)addr);
    return leaf.mapped && pfn_valid(phys_to_pfn(leaf.pa)) ? phys_to_page(leaf.pa) : NULL;
}
