/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Areas against page tables, page by page. */
#include "arch/linear.h"
#include "lib/panic.h"
#include "mm/pgtable.h"
#include "mm/vm_area.h"

static void check_page(const struct vm_struct *area, uint32_t i, uintptr_t va)
{
    struct page *const *slot = vmalloc_access(&area->pages[i]);
    struct pgtable_leaf leaf = pgtable_lookup(va);
    if (!leaf.mapped || leaf.pa != page_to_phys(*slot)) {
        panic("area %lx: page %u is not mapped as it should be", (unsigned long)area->addr, i);
    }
}

/* Pages where they belong, the guard page unmapped. */
static void check_busy(const struct vmap_area *va)
{
    const struct vm_struct *area = va->vm;
    if (area == NULL || (area->flags & VM_ALLOC) == 0) {
        return;
    }
    BUG_ON((uintptr_t)area->addr != va->va_start);
    BUG_ON(area->size != va->va_end - va->va_start);
    BUG_ON(get_vm_area_size(area) != (uint64_t)area->nr_pages << PAGE_SHIFT);
    for (uint32_t i = 0; i < area->nr_pages; i++) {
        check_page(area, i, va->va_start + ((uint64_t)i << PAGE_SHIFT));
    }
    BUG_ON((area->flags & VM_NO_GUARD) == 0 && pgtable_lookup(va->va_end - PAGE_SIZE).mapped);
}

static void check_unmapped(const struct vmap_area *va)
{
    for (uintptr_t at = va->va_start; at < va->va_end; at += PAGE_SIZE) {
        if (pgtable_lookup(at).mapped) {
            panic("freed address %lx is still mapped", (unsigned long)at);
        }
    }
}

static void check_area(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    (void)ctx;
    switch (state) {
    case VMAP_BUSY:
        check_busy(va);
        break;
    case VMAP_LAZY:
    case VMAP_POOL:
        check_unmapped(va);
        break;
    case VMAP_FREE:
        break;
    }
}

void vmalloc_check(void)
{
    const struct vm_allocator *allocator = vmalloc_allocator();
    allocator->check();
    allocator->for_each(check_area, NULL);
}
