/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page allocator: blocks of 2^order frames, split on demand and merged with
 * their buddy when freed. Order 0 goes through a list of each core, so that
 * the usual path takes no lock. Pages are not zeroed unless asked.
 */
#pragma once

#include "lib/types.h"
#include "mm/gfp.h"
#include "mm/page.h"

#define MAX_ORDER 10 /* the largest block: 4 MiB */
#define NUMA_NO_NODE (-1)

/* Builds mem_map and takes what bootmem has left; bootmem ends here. */
void buddy_init(void);
bool buddy_is_ready(void);

/* 1 << order frames, aligned to their size, or NULL. */
struct page *alloc_pages_node(int node, gfp_t gfp, unsigned order);
void free_pages(struct page *page, unsigned order);

struct page *alloc_page_node(int node, gfp_t gfp);
void free_page(struct page *page);

static inline struct page *alloc_pages(gfp_t gfp, unsigned order)
{
    return alloc_pages_node(NUMA_NO_NODE, gfp, order);
}

static inline struct page *alloc_page(gfp_t gfp)
{
    return alloc_page_node(NUMA_NO_NODE, gfp);
}

/* Fills pages[0 .. n - 1] with single frames and returns n: count, or fewer
 * when memory runs out. */
unsigned alloc_pages_bulk(int node, gfp_t gfp, unsigned count, struct page **pages);
void free_pages_bulk(unsigned count, struct page *const *pages);

/* Frames under the allocator's control, and those of them that are free, lists
 * of the cores included. Exact when no other core allocates meanwhile. */
uint64_t pages_managed_total(void);
uint64_t pages_free_total(void);

/* Gives the pages on this core's list back to the node. */
void drain_local_pages(void);
