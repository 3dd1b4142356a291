/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small or large, and the flush that covers both. */
#include "mm/vm_map_ram.h"

#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/tlbflush.h"
#include "mm/vm_report.h"
#include "mm/vmap.h"
#include "mm/vmap_block.h"

static struct spinlock vm_unmap_aliases_lock = SPINLOCK_INIT(VM_UNMAP_ALIASES);

/* What the purge of this core flushes beside the lazy areas. */
static DEFINE_PER_CPU(struct vmap_hull, dirty_hull);

/* Addresses of its own for a large mapping, or 0. */
static uintptr_t alloc_direct(uint32_t count)
{
    const struct vmap_request request = {
        .size = (uint64_t)count << PAGE_SHIFT,
        .align = PAGE_SIZE,
        .vstart = VMALLOC_START,
        .vend = VMALLOC_END,
        .va_flags = VMAP_RAM,
    };
    const struct vmap_area *va = alloc_vmap_area(&request, NULL);
    return va == NULL ? 0 : va->va_start;
}

void *vm_map_ram(struct page **pages, uint32_t count, enum pgprot prot)
{
    if (unlikely(count == 0 || count > pages_managed_total())) {
        pr_warn("vm_map_ram: refused: %u pages", count);
        return NULL;
    }
    const uintptr_t addr = likely(count <= VMAP_MAX_ALLOC) ? vb_alloc(count) : alloc_direct(count);
    if (unlikely(addr == 0)) {
        return NULL;
    }
    if (unlikely(vmap_pages_range(addr, pages, count, prot) != FW_OK)) {
        vm_unmap_ram((const void *)addr, count);
        return NULL;
    }
    return (void *)addr;
}

static enum fw_status free_direct(uintptr_t addr, uint32_t count)
{
    const struct vm_allocator *allocator = vmalloc_allocator();
    const struct vmap_area *found = allocator->find(addr);
    if (found == NULL || found->va_start != addr || found->vm != NULL ||
        found->flags & VMAP_BLOCK) {
        return FW_UNKNOWN;
    }
    if (found->va_end - addr != (uint64_t)count << PAGE_SHIFT) {
        return FW_INVALID;
    }
    struct vmap_area *va = allocator->unlink(addr, 0);
    if (va == NULL) {
        return FW_UNKNOWN;
    }
    pgtable_unmap(addr, (uint64_t)count << PAGE_SHIFT);
    free_vmap_area_noflush(va);
    return FW_OK;
}

enum fw_status vm_unmap_ram(const void *addr, uint32_t count)
{
    const uintptr_t va = (uintptr_t)addr;
    enum fw_status status;
    if (!IS_ALIGNED(va, PAGE_SIZE)) {
        status = FW_MISALIGNED;
    } else if (count == 0) {
        status = FW_INVALID;
    } else {
        status = likely(count <= VMAP_MAX_ALLOC) ? vb_free(va, count) : free_direct(va, count);
    }
    return likely(status == FW_OK) ? FW_OK : vm_report_address("vm_unmap_ram", addr, status);
}

static void flush_with_dirty(uintptr_t start, uintptr_t end)
{
    struct vmap_hull *dirty = this_cpu_ptr(&dirty_hull);
    flush_tlb_kernel_range(min(start, dirty->start), max(end, dirty->end));
    dirty->end = 0;
}

/*
 * The lock: whoever finds nothing dirty because another core has just collected
 * it must not return before that core's flush.
 */
void vm_unmap_aliases(void)
{
    struct vmap_hull *dirty = this_cpu_ptr(&dirty_hull);
    spin_lock(&vm_unmap_aliases_lock);
    *dirty = (struct vmap_hull){UINTPTR_MAX, 0};
    vmap_blocks_collect_dirty(dirty);
    vmalloc_allocator()->purge(flush_with_dirty);
    if (dirty->end != 0) { /* nothing was lazy: no flush so far */
        flush_tlb_kernel_range(dirty->start, dirty->end);
    }
    spin_unlock(&vm_unmap_aliases_lock);
}
