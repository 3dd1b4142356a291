/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks for the probe (abi/probe.h) from anywhere, at the price of knowing an
 * address. They go to a page of the image, which shows the probe where there
 * is one and is memory that nobody reads where there is none.
 */
#pragma once

#include "abi/probe.h"
#include "lib/types.h"

/* Any page of registers: the probe's, or memory. */
struct probe_page {
    uint32_t reg[PROBE_SIZE / sizeof(uint32_t)];
};

extern volatile struct probe_page probe_window;

static inline void probe_mark(unsigned offset, uint32_t value)
{
    probe_window.reg[offset / sizeof(uint32_t)] = value;
}

/* A round of shootdown interrupts begins that waits for `targets` cores; 0: it is over. */
static inline void probe_mark_round(uint32_t targets)
{
    probe_mark(PROBE_REG_SHOOTDOWN, targets);
}
