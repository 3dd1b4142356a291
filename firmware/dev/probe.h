/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe device (abi/probe.h). Where there is none, the marks go to a page
 * of memory that nobody reads, so that marking an op is one store everywhere.
 */
#pragma once

#include "abi/probe.h"
#include "lib/types.h"

/* Any page of registers: the probe's, or memory. */
struct probe_page {
    uint32_t reg[PROBE_SIZE / sizeof(uint32_t)];
};

/* Its registers are mapped at `va`. False, and no change: that is no probe. */
bool probe_init(uint64_t va);
bool probe_present(void);
/* Where marks go. Never NULL. */
volatile struct probe_page *probe_page(void);

/* Ends the run, within a few instructions. */
void probe_exit(uint32_t reason);

static inline void probe_write32(volatile struct probe_page *page, unsigned offset, uint32_t value)
{
    page->reg[offset / sizeof(uint32_t)] = value;
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
