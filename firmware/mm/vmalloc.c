/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joins addresses, pages and mappings. On the way in: addresses, pages,
 * mapping; on the way out the mapping goes first and the addresses wait for a
 * flush, while the pages are free at once: a stale translation may then reach
 * a page of somebody else, through an address that nobody may use any more.
 */
#include "mm/vmalloc.h"

#include "arch/cacheflush.h"
#include "lib/panic.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/tlbflush.h"
#include "mm/vm_pages.h"

static const struct vm_allocator *allocator;
static struct kmem_cache *vm_struct_cachep;
static struct vm_struct *early_areas;
static bool immediate; /* each free flushes */

/* A script may provoke the same complaint a million times: the first few tell. */
#define REPORT_LIMIT 16u
static unsigned reports;

static bool may_report(void)
{
    return __atomic_fetch_add(&reports, 1, __ATOMIC_RELAXED) < REPORT_LIMIT;
}

static void report_failure(uint64_t size, const char *what)
{
    if (may_report()) {
        pr_warn("vmalloc error: size %llu, %s", (unsigned long long)size, what);
    }
}

static enum fw_status report_address(const char *call, const void *addr, enum fw_status status)
{
    if (may_report()) {
        pr_warn("%s(%lx): %s", call, (unsigned long)addr, fw_status_text(status));
    }
    return status;
}

void vm_area_add_early(struct vm_struct *vm)
{
    struct vm_struct **link = &early_areas;
    BUG_ON(allocator != NULL);
    while (*link != NULL && (uintptr_t)(*link)->addr < (uintptr_t)vm->addr) {
        BUG_ON((uintptr_t)(*link)->addr + (*link)->size > (uintptr_t)vm->addr);
        link = &(*link)->next;
    }
    BUG_ON(*link != NULL && (uintptr_t)vm->addr + vm->size > (uintptr_t)(*link)->addr);
    vm->next = *link;
    *link = vm;
}

enum fw_status vmalloc_init(const struct vm_allocator *chosen)
{
    if (chosen == NULL) {
        return FW_UNSUPPORTED;
    }
    if (vm_struct_cachep == NULL) {
        vm_struct_cachep = kmem_cache_create("vm_struct", sizeof(struct vm_struct), 64);
    }
    if (vm_struct_cachep == NULL) {
        return FW_NO_MEMORY;
    }
    enum fw_status status = chosen->init(VMALLOC_START, VMALLOC_END, early_areas);
    if (status == FW_OK) {
        allocator = chosen;
        immediate = allocator->free_lazy == NULL;
    }
    return status;
}

const struct vm_allocator *vmalloc_allocator(void)
{
    return allocator;
}

void purge_vmap_area_lazy(void)
{
    allocator->purge(flush_tlb_kernel_range);
}

void purge_vmap_area_lazy_local(void)
{
    allocator->purge(flush_tlb_kernel_range_local);
}

void vmalloc_set_lazy(bool lazy)
{
    immediate = !lazy || allocator->free_lazy == NULL;
    if (immediate) {
        purge_vmap_area_lazy();
    }
}

/* Addresses; when there are none, those that only wait for a flush. */
static inline struct vmap_area *alloc_vmap_area(const struct vmap_request *request,
                                                struct vm_struct *area)
{
    struct vmap_area *va = allocator->alloc(request, area);
    if (unlikely(va == NULL) && allocator->reclaim(flush_tlb_kernel_range)) {
        va = allocator->alloc(request, area);
    }
    return va;
}

/* The area's entries are cleared: its addresses go where the mode says. */
static inline void free_unmapped(struct vmap_area *va)
{
    if (unlikely(immediate)) {
        flush_tlb_kernel_range(va->va_start, va->va_end);
        allocator->free_now(va);
    } else if (unlikely(allocator->free_lazy(va))) {
        allocator->try_purge(flush_tlb_kernel_range);
    }
}

static inline uint64_t mapped_size(const struct vm_struct *area)
{
    return (uint64_t)area->nr_pages << PAGE_SHIFT;
}

/* Pages and mappings for an area that has addresses; NULL: all is well. */
static const char *populate(struct vm_struct *area, struct vmap_area *va, uint32_t count, gfp_t gfp,
                            enum pgprot prot)
{
    if (unlikely(!vm_pages_alloc(area, count, gfp))) {
        allocator->unlink(va->va_start, VM_ALLOC);
        allocator->free_now(va); /* nothing was mapped: nothing to flush */
        return "failed to allocate pages";
    }
    if (unlikely(vm_pages_map(area, prot) != FW_OK)) {
        allocator->unlink(va->va_start, VM_ALLOC);
        pgtable_unmap(va->va_start, mapped_size(area));
        free_unmapped(va);
        vm_pages_free(area);
        return "failed to map pages";
    }
    return NULL;
}

/* size is whole pages, request complete. Returns what went wrong, or NULL. */
static const char *build_area(struct vm_struct *area, const struct vmap_request *request, gfp_t gfp,
                              enum pgprot prot)
{
    area->size = request->size;
    area->flags = VM_ALLOC;
    struct vmap_area *va = alloc_vmap_area(request, area);
    if (unlikely(va == NULL)) {
        return "no addresses left";
    }
    area->addr = (void *)va->va_start;
    uint32_t count = (uint32_t)(request->size >> PAGE_SHIFT) - 1;
    return populate(area, va, count, gfp, prot);
}

void *vmalloc_range(uint64_t size, uint64_t align, uintptr_t start, uintptr_t end, gfp_t gfp,
                    enum pgprot prot)
{
    if (unlikely(size == 0 || !is_power_of_2(align) || start >= end)) {
        report_failure(size, "malformed request");
        return NULL;
    }
    if (unlikely(size >> PAGE_SHIFT >= pages_managed_total())) {
        report_failure(size, "exceeds total pages");
        return NULL;
    }
    struct vm_struct *area = kmem_cache_alloc(vm_struct_cachep, GFP_KERNEL);
    if (unlikely(area == NULL)) {
        report_failure(size, "vm_struct allocation failed");
        return NULL;
    }
    const struct vmap_request request = {
        .size = PAGE_ALIGN(size) + PAGE_SIZE,
        .align = max(align, PAGE_SIZE),
        .vstart = start,
        .vend = end,
    };
    area->requested_size = size;
    const char *failure = build_area(area, &request, gfp, prot);
    if (unlikely(failure != NULL)) {
        kmem_cache_free(vm_struct_cachep, area);
        report_failure(size, failure);
        return NULL;
    }
    return area->addr;
}

void *vmalloc(uint64_t size)
{
    return vmalloc_range(size, 1, VMALLOC_START, VMALLOC_END, GFP_KERNEL, PROT_KERNEL);
}

void *vzalloc(uint64_t size)
{
    return vmalloc_range(size, 1, VMALLOC_START, VMALLOC_END, GFP_KERNEL | __GFP_ZERO, PROT_KERNEL);
}

enum fw_status vfree(const void *addr)
{
    if (addr == NULL) {
        return FW_OK;
    }
    if (unlikely(!IS_ALIGNED((uintptr_t)addr, PAGE_SIZE))) {
        return report_address("vfree", addr, FW_MISALIGNED);
    }
    struct vmap_area *va = allocator->unlink((uintptr_t)addr, VM_ALLOC);
    if (unlikely(va == NULL)) {
        return report_address("vfree", addr, FW_UNKNOWN);
    }
    struct vm_struct *area = va->vm;
    pgtable_unmap((uintptr_t)addr, mapped_size(area));
    free_unmapped(va);
    vm_pages_free(area);
    kmem_cache_free(vm_struct_cachep, area);
    return FW_OK;
}

struct vm_struct *find_vm_area(const void *addr)
{
    struct vmap_area *va = allocator->find((uintptr_t)addr);
    return va == NULL ? NULL : va->vm;
}

struct page *vmalloc_to_page(const void *addr)
{
    struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)addr);
    return leaf.mapped && pfn_valid(phys_to_pfn(leaf.pa)) ? phys_to_page(leaf.pa) : NULL;
}

enum fw_status vmalloc_protect(const void *addr, enum vmalloc_access access)
{
    static const enum pgprot prots[] = {
        [VMALLOC_RO] = PROT_KERNEL_RO,
        [VMALLOC_RW] = PROT_KERNEL,
        [VMALLOC_ROX] = PROT_KERNEL_ROX,
    };
    struct vm_struct *area = find_vm_area(addr);
    if (area == NULL || area->addr != addr || (area->flags & VM_ALLOC) == 0) {
        return report_address("vmalloc_protect", addr, FW_UNKNOWN);
    }
    uintptr_t start = (uintptr_t)addr;
    if (access == VMALLOC_ROX) {
        sync_icache_range(start, start + mapped_size(area));
    }
    /* No stale address may keep the old rights to these pages. */
    purge_vmap_area_lazy();
    return pgtable_protect(start, mapped_size(area), prots[access]);
}
