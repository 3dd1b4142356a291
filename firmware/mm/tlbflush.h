/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which invalidations a change of the kernel's page tables needs, with the
 * barriers around them. On return no core uses an older translation of the
 * range, unless a function says otherwise.
 */
#pragma once

#include "lib/status.h"
#include "lib/types.h"

/* From this many pages on a range is flushed whole (PTRS_PER_PTE). */
#define TLBFLUSH_MAX_PAGES 512u

enum tlbflush_strategy {
    TLBFLUSH_BROADCAST, /* one inner-shareable TLBI for each page */
    TLBFLUSH_RANGE, /* inner-shareable TLBI by range */
    TLBFLUSH_IPI, /* interrupt the other cores, each invalidates for itself */
    TLBFLUSH_FULL, /* one inner-shareable TLBI for everything */
};

/* FW_UNSUPPORTED, and no change: this firmware was built without it. */
enum fw_status tlbflush_set_strategy(enum tlbflush_strategy strategy);

/* [start, end) is widened to whole pages. */
void flush_tlb_kernel_range(uintptr_t start, uintptr_t end);
void flush_tlb_all(void);

/* The same for the calling core only: other cores keep what they hold. */
void flush_tlb_kernel_range_local(uintptr_t start, uintptr_t end);

/* For a table page that is about to be reused: drops cached walks as well. */
void flush_tlb_kernel_pgtable(uintptr_t va);
