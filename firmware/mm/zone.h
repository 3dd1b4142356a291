/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A zone: the free blocks of one memory node, by order, behind one lock. The
 * binary buddy system (Knowlton 1965): a block of 2^n frames is aligned to its
 * size, its buddy differs in address bit n only, and two free buddies merge.
 */
#pragma once

#include "arch/spinlock.h"
#include "mm/buddy.h"

/* There is one node; requests name one all the same. */
#define MAX_NODES 1

struct zone {
    struct spinlock lock;
    uint32_t orders; /* bit n: the list of order n is not empty */
    struct list_head free[MAX_ORDER + 1];
    uint64_t free_pages;
    uint64_t managed_pages;
    uint64_t reserve_pages; /* left for __GFP_HIGH */
};

extern struct zone zones[MAX_NODES];

void zone_init(struct zone *zone);

/* Hands over frames that were never in a zone before. */
void zone_add_range(struct zone *zone, pfn_t start, pfn_t end);
/* The share that ordinary requests leave alone; after the last range. */
void zone_set_reserve(struct zone *zone);

/* A PAGE_ALLOCATED block, or NULL. */
struct page *zone_alloc(struct zone *zone, gfp_t gfp, unsigned order);
void zone_free(struct zone *zone, struct page *page, unsigned order);

/* Single frames of type `type`, ascending within each block that was cut up;
 * returns how many. One round of the lock. */
unsigned zone_alloc_bulk(struct zone *zone, gfp_t gfp, unsigned count, struct page **pages,
                         enum page_type type);
void zone_free_bulk(struct zone *zone, unsigned count, struct page *const *pages);

static inline struct zone *page_zone(const struct page *page)
{
    return &zones[page->node];
}
