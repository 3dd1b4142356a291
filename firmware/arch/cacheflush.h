/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instruction fetch sees what stores wrote only after both caches are told
 * (Arm ARM, "Synchronization and coherency issues between data and
 * instruction accesses").
 */
#pragma once

#include "arch/barrier.h"
#include "arch/sysreg.h"

/* Smallest data cache line in bytes: CTR_EL0.DminLine is log2 of its words. */
static inline uint64_t dcache_line_size(void)
{
    return 4u << (read_sysreg(ctr_el0) >> 16 & 0xf);
}

/* [start, end) is mapped. On return every core fetches what was stored there. */
static inline void sync_icache_range(uintptr_t start, uintptr_t end)
{
    uint64_t line = dcache_line_size();
    for (uintptr_t at = start & ~(line - 1); at < end; at += line) {
        __asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
    }
    dsb(ish);
    __asm__ volatile("ic ialluis" : : : "memory");
    dsb(ish);
    isb();
}
