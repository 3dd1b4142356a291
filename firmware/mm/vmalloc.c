/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls that give and take whole areas. On the way out the mapping goes
 * first and the addresses wait for a flush, while the pages are free at once: a
 * stale translation may then reach a page of somebody else, through an address
 * that nobody may use any more.
 */
#include "mm/vmalloc.h"

#include "mm/buddy.h"
#include "mm/vm_map_ram.h"
#include "mm/vm_pages.h"
#include "mm/vm_report.h"
#include "mm/vmalloc_range.h"
#include "mm/vmalloc_user.h"

void *vmalloc_range(uint64_t size, uint64_t align, uintptr_t start, uintptr_t end, gfp_t gfp,
                    enum pgprot prot)
{
    const struct vmalloc_request request = {
        .area = {size, align, start, end, 0, gfp},
        .prot = prot,
        .node = NUMA_NO_NODE,
    };
    return __vmalloc_node_range(&request);
}

void *__vmalloc_node(uint64_t size, uint64_t align, gfp_t gfp, int node)
{
    const struct vmalloc_request request = {
        .area = {size, align, VMALLOC_START, VMALLOC_END, 0, gfp},
        .prot = PROT_KERNEL,
        .node = node,
    };
    return __vmalloc_node_range(&request);
}

void *vmalloc(uint64_t size)
{
    return __vmalloc_node(size, 1, GFP_KERNEL, NUMA_NO_NODE);
}

void *vzalloc(uint64_t size)
{
    return __vmalloc_node(size, 1, GFP_KERNEL | __GFP_ZERO, NUMA_NO_NODE);
}

void *vmalloc_node(uint64_t size, int node)
{
    return __vmalloc_node(size, 1, GFP_KERNEL, node);
}

void *vzalloc_node(uint64_t size, int node)
{
    return __vmalloc_node(size, 1, GFP_KERNEL | __GFP_ZERO, node);
}

void *vmalloc_32(uint64_t size)
{
    return __vmalloc_node(size, 1, GFP_KERNEL | __GFP_DMA32, NUMA_NO_NODE);
}

/*
 * An unmapped area whose pages are not simply free. Linux also gives the pages
 * their rights in the linear map back; here nobody has changed those.
 */
static __noinline void free_special(struct vm_struct *area)
{
    if (area->flags & VM_FLUSH_RESET_PERMS) {
        vm_unmap_aliases();
    }
    if (area->flags & VM_USERMAP) {
        vmalloc_user_release(area);
        return;
    }
    vm_pages_free(area);
    vm_struct_free(area);
}

enum fw_status vfree(const void *addr)
{
    if (addr == NULL) {
        return FW_OK;
    }
    if (unlikely(!IS_ALIGNED((uintptr_t)addr, PAGE_SIZE))) {
        return vm_report_address("vfree", addr, FW_MISALIGNED);
    }
    struct vm_struct *area = remove_vm_area(addr, VM_ALLOC | VM_MAP_PUT_PAGES);
    if (unlikely(area == NULL)) {
        return vm_report_address("vfree", addr, FW_UNKNOWN);
    }
    if (unlikely(area->flags & (VM_USERMAP | VM_FLUSH_RESET_PERMS))) {
        free_special(area);
        return FW_OK;
    }
    vm_pages_free(area);
    vm_struct_free(area);
    return FW_OK;
}

enum fw_status set_vm_flush_reset_perms(const void *addr)
{
    struct vm_struct *area = find_vm_area(addr);
    if (area == NULL || area->addr != addr || (area->flags & VM_ALLOC) == 0) {
        return vm_report_address("set_vm_flush_reset_perms", addr, FW_UNKNOWN);
    }
    WRITE_ONCE(area->flags, area->flags | VM_FLUSH_RESET_PERMS);
    return FW_OK;
}
