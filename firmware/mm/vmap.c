/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings of frames that are somebody else's, or become the area's. */
#include "mm/vmap.h"

#include "lib/panic.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/vm_pages.h"
#include "mm/vm_report.h"

enum fw_status vmap_pages_range(uintptr_t va, struct page **pages, uint32_t count, enum pgprot prot)
{
    const struct vm_struct view = {.addr = (void *)va, .pages = pages, .nr_pages = count};
    return vm_pages_map(&view, prot);
}

void *vmap(struct page **pages, uint32_t count, uint32_t flags, enum pgprot prot)
{
    if ((flags & ~VM_MAP_PUT_PAGES) != 0 || prot == PROT_KERNEL_ROX ||
        count > pages_managed_total()) {
        pr_warn("vmap: refused: %u pages, flags %x", count, flags);
        return NULL;
    }
    struct vm_struct *area = get_vm_area((uint64_t)count << PAGE_SHIFT, VM_MAP | VM_VUNMAP);
    if (area == NULL) {
        return NULL;
    }
    if (vmap_pages_range((uintptr_t)area->addr, pages, count, prot) != FW_OK) {
        vunmap(area->addr);
        return NULL;
    }
    if (flags & VM_MAP_PUT_PAGES) {
        area->pages = pages;
        area->nr_pages = count;
        area->flags = VM_MAP | VM_MAP_PUT_PAGES;
    }
    return area->addr;
}

enum fw_status vunmap(const void *addr)
{
    if (addr == NULL) {
        return FW_OK;
    }
    if (!IS_ALIGNED((uintptr_t)addr, PAGE_SIZE)) {
        return vm_report_address("vunmap", addr, FW_MISALIGNED);
    }
    struct vm_struct *area = remove_vm_area(addr, VM_VUNMAP);
    if (area == NULL) {
        return vm_report_address("vunmap", addr, FW_UNKNOWN);
    }
    vm_struct_free(area);
    return FW_OK;
}

static bool any_is_memory(const pfn_t *pfns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (pfn_valid(pfns[i])) {
            return true;
        }
    }
    return false;
}

static enum fw_status map_pfns(uintptr_t va, const pfn_t *pfns, uint32_t count, enum pgprot prot)
{
    enum fw_status status = FW_OK;
    for (uint32_t i = 0; i < count && status == FW_OK; i++) {
        status = pgtable_map_phys(va, pfn_to_phys(pfns[i]), PAGE_SIZE, prot);
        va += PAGE_SIZE;
    }
    return status;
}

void *vmap_pfn(const pfn_t *pfns, uint32_t count, enum pgprot prot)
{
    if (any_is_memory(pfns, count)) {
        pr_warn("vmap_pfn: refused: a frame is memory");
        return NULL;
    }
    struct vm_struct *area = get_vm_area((uint64_t)count << PAGE_SHIFT, VM_IOREMAP | VM_VUNMAP);
    if (area == NULL) {
        return NULL;
    }
    if (map_pfns((uintptr_t)area->addr, pfns, count, prot) != FW_OK) {
        vunmap(area->addr);
        return NULL;
    }
    return area->addr;
}
