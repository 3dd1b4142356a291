/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the generation, which knows addresses only, and those who use areas.
 * Freed addresses wait for a flush, or get one at once in immediate mode.
 */
#include "mm/vm_area.h"

#include "arch/barrier.h"
#include "lib/panic.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/tlbflush.h"
#include "mm/vm_caller.h"
#include "mm/vm_report.h"
#include "mm/vmap_block.h"

static const struct vm_allocator *allocator;
static struct kmem_cache *vm_struct_cachep;
static struct vm_struct *early_areas;
static bool immediate; /* each free flushes */

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

void vm_area_register_early(struct vm_struct *vm, uint64_t align)
{
    uintptr_t addr = ALIGN((uintptr_t)VMALLOC_START, align);
    for (const struct vm_struct *at = early_areas; at != NULL; at = at->next) {
        if ((uintptr_t)at->addr >= addr && (uintptr_t)at->addr - addr >= vm->size) {
            break;
        }
        addr = ALIGN((uintptr_t)at->addr + at->size, align);
    }
    BUG_ON(addr >= VMALLOC_END || vm->size > VMALLOC_END - addr);
    vm->addr = (void *)addr;
    vm_area_add_early(vm);
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

/* When there are no addresses, those that only wait for a flush may do. */
static __noinline struct vmap_area *reclaim_and_alloc(const struct vmap_request *request,
                                                      struct vm_struct *area)
{
    const bool purged = purge_fragmented_blocks_allcpus();
    const bool reclaimed = allocator->reclaim(flush_tlb_kernel_range);
    return purged || reclaimed ? allocator->alloc(request, area) : NULL;
}

struct vmap_area *alloc_vmap_area(const struct vmap_request *request, struct vm_struct *area)
{
    struct vmap_area *va = allocator->alloc(request, area);
    return likely(va != NULL) ? va : reclaim_and_alloc(request, area);
}

struct vm_struct *__get_vm_area_node(const struct vm_area_request *request, uint32_t flags,
                                     const char **ret_failure)
{
    struct vm_struct *area = kmem_cache_alloc(vm_struct_cachep, request->gfp & GFP_SLAB_MASK);
    if (unlikely(area == NULL)) {
        *ret_failure = "vm_struct allocation failed";
        return NULL;
    }
    flags |= request->flags;
    const struct vmap_request addresses = {
        .size = PAGE_ALIGN(request->size) + (flags & VM_NO_GUARD ? 0 : PAGE_SIZE),
        .align = max(request->align, PAGE_SIZE),
        .vstart = request->start,
        .vend = request->end,
    };
    area->size = addresses.size;
    area->flags = flags;
    area->nr_pages = 0;
    area->pages = NULL;
    area->phys_addr = 0;
    area->requested_size = request->size;
    area->caller = vm_caller();
    area->user_mappings = 0;
    struct vmap_area *va = alloc_vmap_area(&addresses, area);
    if (unlikely(va == NULL)) {
        vm_struct_free(area);
        *ret_failure = "no addresses left";
        return NULL;
    }
    area->addr = (void *)va->va_start;
    return area;
}

/* An I/O area lies as blocks of its size would: they can map it then. */
static uint64_t area_align(uint64_t size, uint32_t flags)
{
    if ((flags & VM_IOREMAP) == 0) {
        return PAGE_SIZE;
    }
    return UINT64_C(1) << min(fls64(size - 1), pte_level_shift(1));
}

struct vm_struct *get_vm_area(uint64_t size, uint32_t flags)
{
    const char *failure = "malformed request";
    struct vm_struct *area = NULL;
    if (size != 0 && size <= VMALLOC_END - VMALLOC_START) {
        const struct vm_area_request request = {
            size, area_align(size, flags), VMALLOC_START, VMALLOC_END, flags, GFP_KERNEL,
        };
        area = __get_vm_area_node(&request, 0, &failure);
    }
    if (area == NULL) {
        vm_report_failure(size, failure);
    }
    return area;
}

void vm_area_set_requested_size(struct vm_struct *area, uint64_t size)
{
    area->requested_size = size;
}

void clear_vm_uninitialized_flag(struct vm_struct *area)
{
    smp_wmb(); /* whoever sees the flag gone sees pages and nr_pages */
    WRITE_ONCE(area->flags, area->flags & ~VM_UNINITIALIZED);
}

bool vmalloc_is_immediate(void)
{
    return immediate;
}

void free_vmap_area_noflush(struct vmap_area *va)
{
    if (unlikely(immediate)) {
        flush_tlb_kernel_range(va->va_start, va->va_end);
        allocator->free_now(va);
    } else if (unlikely(allocator->free_lazy(va))) {
        allocator->try_purge(flush_tlb_kernel_range);
    }
}

struct vm_struct *remove_vm_area(const void *addr, uint32_t flags)
{
    struct vmap_area *va = allocator->unlink((uintptr_t)addr, flags);
    if (unlikely(va == NULL)) {
        return NULL;
    }
    struct vm_struct *area = va->vm;
    pgtable_unmap(va->va_start, get_vm_area_size(area));
    free_vmap_area_noflush(va);
    return area;
}

void free_vm_area(struct vm_struct *area)
{
    struct vmap_area *va = allocator->unlink((uintptr_t)area->addr, area->flags);
    BUG_ON(va == NULL);
    allocator->free_now(va);
    vm_struct_free(area);
}

void vm_struct_free(struct vm_struct *area)
{
    kmem_cache_free(vm_struct_cachep, area);
}

struct vm_struct *find_vm_area(const void *addr)
{
    struct vmap_area *va = allocator->find((uintptr_t)addr);
    return va == NULL ? NULL : va->vm;
}
