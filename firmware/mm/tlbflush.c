/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sequence of each flush (Arm ARM, "TLB maintenance requirements"):
 *
 *   DSB ISHST  the page-table stores are visible to every walker
 *   TLBI ...   issued
 *   DSB ISH    completed on every core
 *   ISB        this core fetches nothing through an old translation
 *
 * Only leaf entries of kernel mappings change here, so the last-level forms
 * do; kernel entries are global, so the forms for all ASIDs do.
 */
#include "mm/tlbflush.h"

#include "arch/barrier.h"
#include "arch/tlbi.h"
#include "mm/layout.h"

static enum tlbflush_strategy strategy = TLBFLUSH_BROADCAST;

enum fw_status tlbflush_set_strategy(enum tlbflush_strategy wanted)
{
    switch (wanted) {
    case TLBFLUSH_BROADCAST:
    case TLBFLUSH_FULL:
        strategy = wanted;
        return FW_OK;
    case TLBFLUSH_RANGE:
    case TLBFLUSH_IPI:
        return FW_UNSUPPORTED;
    }
    return FW_INVALID;
}

void flush_tlb_all(void)
{
    dsb(ishst);
    tlbi_issue_VMALLE1IS(0);
    dsb(ish);
    isb();
}

static void flush_pages_broadcast(uintptr_t start, uint64_t pages)
{
    uint64_t operand = tlbi_operand(start, 0);
    dsb(ishst);
    for (; pages > 0; pages--) {
        tlbi_issue_VAALE1IS(operand++);
    }
    dsb(ish);
    isb();
}

/* Pages that [start, end) touches. */
static uint64_t span_pages(uintptr_t start, uintptr_t end)
{
    return (PAGE_ALIGN(end) - (start & PAGE_MASK)) >> PAGE_SHIFT;
}

void flush_tlb_kernel_range(uintptr_t start, uintptr_t end)
{
    uint64_t pages = span_pages(start, end);
    if (strategy == TLBFLUSH_FULL || pages >= TLBFLUSH_MAX_PAGES) {
        flush_tlb_all();
    } else {
        flush_pages_broadcast(start, pages);
    }
}

void flush_tlb_kernel_range_local(uintptr_t start, uintptr_t end)
{
    uint64_t pages = span_pages(start, end);
    uint64_t operand = tlbi_operand(start, 0);
    dsb(nshst);
    if (pages >= TLBFLUSH_MAX_PAGES) {
        tlbi_issue_VMALLE1(0);
        pages = 0;
    }
    for (; pages > 0; pages--) {
        tlbi_issue_VAALE1(operand++);
    }
    dsb(nsh);
    isb();
}

void flush_tlb_kernel_pgtable(uintptr_t va)
{
    dsb(ishst);
    tlbi_issue_VAAE1IS(tlbi_operand(va, 0));
    dsb(ish);
    isb();
}
