/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a run of pages is cut into invalidations by range (FEAT_TLBIRANGE). One
 * of them covers (num + 1) << (5 * scale + 1) pages, so always an even number;
 * the largest scale goes first, and an odd page is left to an operation of its
 * own (Arm ARM, "TLB range maintenance instructions"). Pure arithmetic.
 */
#pragma once

#include "lib/kernel.h"

#define TLB_RANGE_MAX_SCALE 3u
#define TLB_RANGE_MAX_NUM 31u

/* Pages for each step of num: 2, 64, 2048, 65536. */
static inline unsigned tlb_range_shift(unsigned scale)
{
    return 5 * scale + 1;
}

/* What one operation covers at most: 2^21 pages. */
#define TLB_RANGE_MAX_PAGES (UINT64_C(32) << (5 * TLB_RANGE_MAX_SCALE + 1))

struct tlb_range_step {
    bool by_page; /* a single page: no range is that small */
    uint8_t scale;
    uint8_t num;
    uint64_t pages; /* covered by it */
};

/* The first operation for `pages` pages; pages > 0. */
static inline struct tlb_range_step tlb_range_step(uint64_t pages)
{
    unsigned scale = TLB_RANGE_MAX_SCALE;
    if (pages == 1) {
        return (struct tlb_range_step){.by_page = true, .pages = 1};
    }
    while (pages >> tlb_range_shift(scale) == 0) {
        scale--;
    }
    const uint64_t units = min(pages >> tlb_range_shift(scale), (uint64_t)TLB_RANGE_MAX_NUM + 1);
    return (struct tlb_range_step){
        .scale = (uint8_t)scale,
        .num = (uint8_t)(units - 1),
        .pages = units << tlb_range_shift(scale),
    };
}
