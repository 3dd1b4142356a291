/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zeros for whole pages, a block of DC ZVA at a time (Arm ARM, "Data cache zero
 * instruction"). DCZID_EL0 tells the size of a block, and may forbid the
 * instruction; then words are stored.
 */
#pragma once

#include "arch/sysreg.h"
#include "lib/string.h"
#include "mm/layout.h"

#define DCZID_PROHIBITED 0x10u

static inline void clear_block_zva(char *at, char *end, uint64_t block)
{
    for (; at < end; at += 4 * block) {
        __asm__ volatile("dc zva, %0" : : "r"(at) : "memory");
        __asm__ volatile("dc zva, %0" : : "r"(at + block) : "memory");
        __asm__ volatile("dc zva, %0" : : "r"(at + 2 * block) : "memory");
        __asm__ volatile("dc zva, %0" : : "r"(at + 3 * block) : "memory");
    }
}

/* `pages` pages of Normal memory from `start`, which is aligned to a page. */
static inline void clear_pages(void *start, uint64_t pages)
{
    const uint64_t dczid = read_sysreg(dczid_el0);
    const uint64_t size = pages << PAGE_SHIFT;
    if (dczid & DCZID_PROHIBITED) {
        memset(start, 0, size);
    } else {
        /* At most 2 KiB a block, by the architecture: but not four of them. */
        const uint64_t block = 4u << (dczid & 0xf);
        if (block <= PAGE_SIZE / 4) {
            clear_block_zva(start, (char *)start + size, block);
        } else {
            memset(start, 0, size);
        }
    }
}
