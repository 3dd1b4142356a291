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
#include "arch/ipi.h"
#include "arch/tlbi.h"
#include "mm/layout.h"
#include "mm/tlb_ipi.h"
#include "mm/tlb_range.h"

static enum tlbflush_strategy strategy = TLBFLUSH_BROADCAST;

static bool is_possible(enum tlbflush_strategy wanted)
{
    switch (wanted) {
    case TLBFLUSH_BROADCAST:
    case TLBFLUSH_FULL:
        return true;
    case TLBFLUSH_RANGE:
        return tlbi_feature() >= TLBI_FEATURE_RANGE;
    case TLBFLUSH_IPI:
        return ipi_possible();
    }
    return false;
}

enum fw_status tlbflush_set_strategy(enum tlbflush_strategy wanted)
{
    if (!is_possible(wanted)) {
        return FW_UNSUPPORTED;
    }
    strategy = wanted;
    return FW_OK;
}

/* What was issued is complete, here and on every core. */
static inline void complete(void)
{
    dsb(ish);
    isb();
}

static void flush_all_broadcast(void)
{
    dsb(ishst);
    tlbi_issue_VMALLE1IS(0);
    complete();
}

static void flush_pages_broadcast(uintptr_t start, uint64_t pages)
{
    dsb(ishst);
    for (; pages > 0; pages--, start += PAGE_SIZE) {
        tlbi_issue_VAALE1IS(tlbi_operand(start, 0));
    }
    complete();
}

static void flush_pages_range(uintptr_t start, uint64_t pages)
{
    dsb(ishst);
    while (pages > 0) {
        const struct tlb_range_step step = tlb_range_step(pages);
        if (step.by_page) {
            tlbi_issue_VAALE1IS(tlbi_operand(start, 0));
        } else {
            tlbi_issue_RVAALE1IS(tlbi_range_operand(start, PAGE_SHIFT, step.scale, step.num, 0));
        }
        start += step.pages << PAGE_SHIFT;
        pages -= step.pages;
    }
    complete();
}

/* Pages that [start, end) touches. */
static uint64_t span_pages(uintptr_t start, uintptr_t end)
{
    return (PAGE_ALIGN(end) - (start & PAGE_MASK)) >> PAGE_SHIFT;
}

/* From how many pages on all is dropped, where each core hears of every page. */
static uint64_t limit_of(enum tlbflush_strategy chosen)
{
    switch (chosen) {
    case TLBFLUSH_BROADCAST:
    case TLBFLUSH_IPI:
        return TLBFLUSH_MAX_PAGES;
    case TLBFLUSH_RANGE:
        return TLB_RANGE_MAX_PAGES + 1;
    case TLBFLUSH_FULL:
        break;
    }
    return 0;
}

void flush_tlb_all(void)
{
    if (strategy == TLBFLUSH_IPI) {
        tlb_ipi_flush((struct tlb_request){.kind = TLB_REQUEST_ALL});
    } else {
        flush_all_broadcast();
    }
}

void flush_tlb_kernel_range(uintptr_t start, uintptr_t end)
{
    const uint64_t pages = span_pages(start, end);
    if (pages >= limit_of(strategy)) {
        flush_tlb_all();
    } else if (strategy == TLBFLUSH_IPI) {
        tlb_ipi_flush((struct tlb_request){TLB_REQUEST_PAGES, start, pages});
    } else if (strategy == TLBFLUSH_RANGE) {
        flush_pages_range(start, pages);
    } else {
        flush_pages_broadcast(start, pages);
    }
}

void flush_tlb_kernel_range_local(uintptr_t start, uintptr_t end)
{
    const uint64_t pages = span_pages(start, end);
    struct tlb_request request = {TLB_REQUEST_PAGES, start, pages};
    if (pages >= TLBFLUSH_MAX_PAGES) {
        request.kind = TLB_REQUEST_ALL;
    }
    dsb(nshst);
    tlb_request_issue(&request);
    dsb(nsh);
    isb();
}

void flush_tlb_kernel_pgtable(uintptr_t va)
{
    if (strategy == TLBFLUSH_IPI) {
        tlb_ipi_flush((struct tlb_request){TLB_REQUEST_TABLE, va, 1});
        return;
    }
    dsb(ishst);
    tlbi_issue_VAAE1IS(tlbi_operand(va, 0));
    complete();
}
