/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe device (abi/probe.h): is there one, and marks around ops. Marking
 * an op is one store everywhere, see probe_mark.h.
 */
#pragma once

#include "dev/probe_mark.h"

/* Something is mapped at `va`: is it the probe? If so, the caller lets the window show it. */
bool probe_init(uint64_t va);
bool probe_present(void);
/* The window. */
volatile struct probe_page *probe_page(void);

/* Ends the run, within a few instructions. */
void probe_exit(uint32_t reason);

static inline void probe_write32(volatile struct probe_page *page, unsigned offset, uint32_t value)
{
    page->reg[offset / sizeof(uint32_t)] = value;
}

static inline uint32_t probe_read32(const volatile struct probe_page *page, unsigned offset)
{
    return page->reg[offset / sizeof(uint32_t)];
}

static inline void probe_write64(volatile struct probe_page *page, unsigned offset, uint64_t value)
{
    *(volatile uint64_t *)((uintptr_t)page + offset) = value;
}

/* The work of an op stands between these two: the compiler moves nothing out. */
static inline void probe_op_begin(volatile struct probe_page *page, uint32_t site)
{
    probe_write32(page, PROBE_REG_OP_BEGIN, site);
    __asm__ volatile("" : : : "memory");
}

static inline void probe_op_end(volatile struct probe_page *page, uint64_t result)
{
    __asm__ volatile("" : : : "memory");
    probe_write64(page, PROBE_REG_OP_END, result);
}

/* Instead of probe_op_end(): the expectation did not hold. */
static inline void probe_op_mismatch(volatile struct probe_page *page, uint64_t actual,
                                     uint32_t esr)
{
    probe_write64(page, PROBE_REG_ACTUAL, actual);
    probe_write32(page, PROBE_REG_MISMATCH, esr);
}
