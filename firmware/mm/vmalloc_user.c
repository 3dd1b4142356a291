/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The area counts its users: itself and its mappings. A mapping is an area
 * without pages of its own; `next` leads to the one whose they are.
 */
#include "mm/vmalloc_user.h"

#include "arch/linear.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/vm_area.h"
#include "mm/vm_pages.h"
#include "mm/vm_report.h"
#include "mm/vmalloc_range.h"

/* A mapping of an area's pages for EL0. */
#define VM_USER_MAPPING (VM_MAP | VM_USERMAP)

void *vmalloc_user(uint64_t size)
{
    const struct vmalloc_request request = {
        .area = {size, PAGE_SIZE, VMALLOC_START, VMALLOC_END, VM_USERMAP, GFP_KERNEL | __GFP_ZERO},
        .prot = PROT_KERNEL,
        .node = NUMA_NO_NODE,
    };
    return __vmalloc_node_range(&request);
}

/* The area whose pages may be mapped, or NULL. */
static struct vm_struct *find_user_area(const void *addr, uint64_t offset, uint64_t size)
{
    const uint32_t flags = VM_ALLOC | VM_USERMAP;
    struct vm_struct *area = find_vm_area(addr);
    if (area == NULL || area->addr != addr || (area->flags & flags) != flags) {
        vm_report_address("remap_vmalloc_range", addr, FW_UNKNOWN);
        return NULL;
    }
    const uint64_t room = get_vm_area_size(area);
    if (size == 0 || offset > room || size > room - offset ||
        !IS_ALIGNED(offset | size, PAGE_SIZE)) {
        vm_report_address("remap_vmalloc_range", addr, FW_INVALID);
        return NULL;
    }
    return area;
}

static enum fw_status map_for_user(const struct vm_struct *mapping, const struct vm_struct *area,
                                   uint64_t offset)
{
    const uint32_t first = (uint32_t)(offset >> PAGE_SHIFT);
    const uint32_t count = (uint32_t)(get_vm_area_size(mapping) >> PAGE_SHIFT);
    uintptr_t va = (uintptr_t)mapping->addr;
    enum fw_status status = FW_OK;
    for (uint32_t i = 0; i < count && status == FW_OK; i++, va += PAGE_SIZE) {
        status = pgtable_map_pages(va, vmalloc_access(&area->pages[first + i]), 1, PROT_USER);
    }
    return status;
}

void *remap_vmalloc_range(const void *addr, uint64_t offset, uint64_t size)
{
    struct vm_struct *area = find_user_area(addr, offset, size);
    struct vm_struct *mapping = area == NULL ? NULL : get_vm_area(size, VM_USER_MAPPING);
    if (mapping == NULL) {
        return NULL;
    }
    mapping->next = area;
    if (map_for_user(mapping, area, offset) != FW_OK) {
        vm_report_failure(size, "failed to map pages");
        remove_vm_area(mapping->addr, VM_MAP);
        vm_struct_free(mapping);
        return NULL;
    }
    __atomic_add_fetch(&area->user_mappings, 1, __ATOMIC_RELAXED);
    return mapping->addr;
}

/* The last user frees the pages. */
void vmalloc_user_release(struct vm_struct *area)
{
    if (__atomic_fetch_sub(&area->user_mappings, 1, __ATOMIC_ACQ_REL) == 0) {
        vm_pages_free(area);
        vm_struct_free(area);
    }
}

enum fw_status unmap_vmalloc_range(const void *addr)
{
    const struct vm_struct *found = find_vm_area(addr);
    if (found == NULL || found->addr != addr ||
        (found->flags & (VM_ALLOC | VM_USER_MAPPING)) != VM_USER_MAPPING) {
        return vm_report_address("unmap_vmalloc_range", addr, FW_UNKNOWN);
    }
    struct vm_struct *mapping = remove_vm_area(addr, VM_MAP);
    vmalloc_user_release(mapping->next);
    vm_struct_free(mapping);
    return FW_OK;
}
