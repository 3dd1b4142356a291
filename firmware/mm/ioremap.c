/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device memory in the vmalloc range. */
#include "mm/ioremap.h"

#include "lib/panic.h"
#include "mm/page.h"
#include "mm/pgtable.h"
#include "mm/vmap.h"

/* What the page tables can say: 48 bits of physical address. */
#define PHYS_LIMIT (UINT64_C(1) << 48)

/* mem_map spans all memory, so one that overlaps it begins or ends in it, or
 * contains it. */
static bool overlaps_memory(pfn_t first, pfn_t last)
{
    return first < mem_map_start + mem_map_count && last >= mem_map_start;
}

void *ioremap(phys_addr_t phys, uint64_t size)
{
    if (size == 0 || phys >= PHYS_LIMIT || size > PHYS_LIMIT - phys) {
        return NULL;
    }
    const uint64_t offset = phys & ~PAGE_MASK;
    const phys_addr_t start = phys - offset;
    const uint64_t span = PAGE_ALIGN(size + offset);
    if (overlaps_memory(phys_to_pfn(start), phys_to_pfn(start + span - 1))) {
        pr_warn("ioremap(%llx): it is memory", (unsigned long long)phys);
        return NULL;
    }
    struct vm_struct *area = get_vm_area(span, VM_IOREMAP | VM_VUNMAP);
    if (area == NULL) {
        return NULL;
    }
    area->phys_addr = start;
    if (pgtable_map_phys((uintptr_t)area->addr, start, span, PROT_DEVICE) != FW_OK) {
        vunmap(area->addr);
        return NULL;
    }
    return (char *)area->addr + offset;
}

enum fw_status iounmap(const void *addr)
{
    return vunmap((const void *)((uintptr_t)addr & PAGE_MASK));
}
