/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a debug build looks: the linker sends calls between files through the
 * functions here (--wrap), which look before or behind and pass the call on.
 * The code under test is that of the ordinary firmware to the last instruction.
 */
#include "debug/hooks.h"

#include "arch/percpu.h"
#include "mm/layout.h"
#include "mm/pgtable.h"
#include "mm/tlbflush.h"
#include "mm/vmap_stale.h"

void DEBUG_WRAP(pgtable_unmap)(uintptr_t va, uint64_t size)
{
    DEBUG_REAL(pgtable_unmap)(va, size);
    vmap_stale_add(va, va + size);
}

enum fw_status DEBUG_WRAP(pgtable_map_pages)(uintptr_t va, struct page *const *pages,
                                             unsigned count, enum pgprot prot)
{
    vmap_stale_check(va, va + ((uint64_t)count << PAGE_SHIFT));
    return DEBUG_REAL(pgtable_map_pages)(va, pages, count, prot);
}

enum fw_status DEBUG_WRAP(pgtable_map_blocks)(uintptr_t va, struct page *const *pages,
                                              unsigned count, unsigned order, enum pgprot prot)
{
    vmap_stale_check(va, va + ((uint64_t)count << PAGE_SHIFT));
    return DEBUG_REAL(pgtable_map_blocks)(va, pages, count, order, prot);
}

enum fw_status DEBUG_WRAP(pgtable_map_phys)(uintptr_t va, phys_addr_t pa, uint64_t size,
                                            enum pgprot prot)
{
    vmap_stale_check(va, va + size);
    return DEBUG_REAL(pgtable_map_phys)(va, pa, size, prot);
}

void DEBUG_WRAP(flush_tlb_kernel_range)(uintptr_t start, uintptr_t end)
{
    uint64_t flush = vmap_stale_flush_begin();
    DEBUG_REAL(flush_tlb_kernel_range)(start, end);
    vmap_stale_flush_end(flush, start, end);
}

void DEBUG_WRAP(flush_tlb_all)(void)
{
    uint64_t flush = vmap_stale_flush_begin();
    DEBUG_REAL(flush_tlb_all)();
    vmap_stale_flush_end(flush, 0, UINTPTR_MAX);
}

/* Enough for the core that flushes: for all, when there is no other. */
void DEBUG_WRAP(flush_tlb_kernel_range_local)(uintptr_t start, uintptr_t end)
{
    uint64_t flush = vmap_stale_flush_begin();
    DEBUG_REAL(flush_tlb_kernel_range_local)(start, end);
    if (nr_cpu_ids == 1) {
        vmap_stale_flush_end(flush, start, end);
    }
}
