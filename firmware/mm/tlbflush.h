/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which invalidations a change of the kernel's page tables needs, with the
 * barriers around them. On return no core uses an older translation of the
 * range, unless a function says otherwise.
 *
 * With TLBFLUSH_IPI a flush waits for the other cores. As in Linux, that is
 * allowed with locks held but never with interrupts masked: two cores that wait
 * for each other must each be able to serve the other's request. Locks leave
 * interrupts alone, and what serves a request takes no lock.
 */
#pragma once

#include "lib/status.h"
#include "lib/types.h"
#include "mm/pte.h"

/* From this many pages on a range is flushed whole (PTRS_PER_PTE). */
#define TLBFLUSH_MAX_PAGES PTRS_PER_TABLE

enum tlbflush_strategy {
    TLBFLUSH_BROADCAST, /* one inner-shareable TLBI for each page */
    TLBFLUSH_RANGE, /* inner-shareable TLBI by range */
    TLBFLUSH_IPI, /* interrupt the other cores, each invalidates for itself */
    TLBFLUSH_FULL, /* one inner-shareable TLBI for everything */
};

/* FW_UNSUPPORTED, and no change: this machine lacks what it takes. */
enum fw_status tlbflush_set_strategy(enum tlbflush_strategy strategy);

/* [start, end) is widened to whole pages. */
void flush_tlb_kernel_range(uintptr_t start, uintptr_t end);
void flush_tlb_all(void);

/* The same for the calling core only: other cores keep what they hold. */
void flush_tlb_kernel_range_local(uintptr_t start, uintptr_t end);

/* For a table page that is about to be reused: drops cached walks as well. */
void flush_tlb_kernel_pgtable(uintptr_t va);
