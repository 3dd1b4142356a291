/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A zone: the free blocks of a part of one memory node, by order, behind one
 * lock. The binary buddy system (Knowlton 1965): a block of 2^n frames is
 * aligned to its size, its buddy differs in address bit n only, and two free
 * buddies merge. Zones begin and end where the largest blocks do, so that no
 * two buddies are in different ones.
 *
 * A node has two zones: frames below 4 GiB, which __GFP_DMA32 asks for, and the
 * frames above.
 */
#pragma once

#include "arch/spinlock.h"
#include "mm/buddy.h"

enum zone_type { ZONE_DMA32, ZONE_NORMAL, ZONE_TYPES };

struct zone {
    struct spinlock lock;
    uint32_t orders; /* bit n: the list of order n is not empty */
    struct list_head free[MAX_ORDER + 1];
    uint64_t free_pages;
    uint64_t managed_pages;
    uint64_t reserve_pages; /* the min watermark: left for __GFP_HIGH */
};

extern struct zone zones[MAX_NODES][ZONE_TYPES];

void zone_init(struct zone *zone);

/* Hands over frames that were never in a zone before, and belong to `node`. */
void zone_add_range(struct zone *zone, pfn_t start, pfn_t end, unsigned node);
/* The share that ordinary requests leave alone; after the last range. */
void zone_set_reserve(struct zone *zone);

/* A PAGE_ALLOCATED block, or NULL. */
struct page *zone_alloc(struct zone *zone, gfp_t gfp, unsigned order);
void zone_free(struct zone *zone, struct page *page, unsigned order);

/* Single frames of type `type`, ascending within each block that was cut up;
 * returns how many. One round of the lock. */
unsigned zone_alloc_bulk(struct zone *zone, gfp_t gfp, unsigned count, struct page **pages,
                         enum page_type type);

/* Frames of the zone of type `type`; one round of the lock. */
void zone_free_bulk(struct zone *zone, unsigned count, struct page *const *pages,
                    enum page_type type);

static inline enum zone_type pfn_zone_type(pfn_t pfn)
{
    return pfn < UINT64_C(1) << (32 - PAGE_SHIFT) ? ZONE_DMA32 : ZONE_NORMAL;
}

static inline struct zone *page_zone(const struct page *page)
{
    return &zones[page->node][pfn_zone_type(page_to_pfn(page))];
}
