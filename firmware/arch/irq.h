/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts of the calling core. They are masked from reset until its stream
 * of ops begins, and in exception handlers; nothing else masks them, locks
 * least of all. What handles one takes no lock and waits for nobody.
 */
#pragma once

#include "arch/sysreg.h"

#include <stdbool.h>

#define DAIF_IRQ (1u << 7)

static inline bool irqs_masked(void)
{
    return (read_sysreg(daif) & DAIF_IRQ) != 0;
}

static inline void irqs_unmask(void)
{
    __asm__ volatile("msr daifclr, #2" : : : "memory");
}

static inline void irqs_mask(void)
{
    __asm__ volatile("msr daifset, #2" : : : "memory");
}
