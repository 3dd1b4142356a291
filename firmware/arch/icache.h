/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes stored instructions executable on every core (Arm ARM, "Synchronization
 * and coherency issues between data and instruction accesses").
 */
#pragma once

#include "arch/barrier.h"
#include "arch/sysreg.h"

/* [start, end) is mapped readable. */
static inline void icache_sync(uintptr_t start, uintptr_t end)
{
    const uintptr_t line = UINT64_C(4) << (read_sysreg(ctr_el0) >> 16 & 0xf);
    for (uintptr_t va = start & ~(line - 1); va < end; va += line) {
        __asm__ volatile("dc cvau, %0" : : "r"(va) : "memory");
    }
    dsb(ish);
    __asm__ volatile("ic ialluis" : : : "memory");
    dsb(ish);
    isb();
}
