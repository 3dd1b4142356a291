/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks for the probe (abi/probe.h) from anywhere, at the price of knowing an
 * address. They go to a page of the image, which shows the probe where there
 * is one and is memory that nobody reads where there is none.
 */
#pragma once

#include "abi/probe.h"
#include "lib/kernel.h"

/* Any page of registers: the probe's, or memory. */
struct probe_page {
    uint32_t reg[PROBE_SIZE / sizeof(uint32_t)];
};

extern volatile struct probe_page probe_window;

/* Two instructions, of which the probe lets one count; offset is a constant. */
static __force_inline void probe_mark(unsigned offset, uint32_t value)
{
    uintptr_t page;
    __asm__ volatile("adrp %0, probe_window\n"
                     "str %w1, [%0, %2]\n"
                     : "=&r"(page)
                     : "rZ"(value), "i"(offset)
                     : "memory");
}

/* This core waits for a lock of that class; it has got one. */
static inline void probe_mark_lock_wait(uint32_t class)
{
    probe_mark(PROBE_REG_LOCK_WAIT, class);
}

static inline void probe_mark_lock(uint32_t class)
{
    probe_mark(PROBE_REG_LOCK, class);
}

/* A round of shootdown interrupts begins that waits for `targets` cores; 0: it is over. */
static inline void probe_mark_round(uint32_t targets)
{
    probe_mark(PROBE_REG_SHOOTDOWN, targets);
}
