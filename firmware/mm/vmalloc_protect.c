/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other permissions for a whole area. */
#include "arch/cacheflush.h"
#include "mm/pgtable.h"
#include "mm/vm_area.h"
#include "mm/vm_map_ram.h"
#include "mm/vm_report.h"

enum fw_status vmalloc_protect(const void *addr, enum vmalloc_access access)
{
    static const enum pgprot prots[] = {
        [VMALLOC_RO] = PROT_KERNEL_RO,
        [VMALLOC_RW] = PROT_KERNEL,
        [VMALLOC_ROX] = PROT_KERNEL_ROX,
    };
    struct vm_struct *area = find_vm_area(addr);
    if (area == NULL || area->addr != addr || (area->flags & VM_ALLOC) == 0) {
        return vm_report_address("vmalloc_protect", addr, FW_UNKNOWN);
    }
    const uintptr_t start = (uintptr_t)addr;
    const uint64_t size = get_vm_area_size(area);
    if (access == VMALLOC_ROX) {
        sync_icache_range(start, start + size);
    }
    /* No stale address may keep the old rights to these pages. */
    vm_unmap_aliases();
    return pgtable_protect(start, size, prots[access]);
}
