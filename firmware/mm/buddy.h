/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page allocator: blocks of 2^order frames, split on demand and merged with
 * their buddy when freed. Single frames go through a list of each core, which
 * holds frames of the core's own node, so that the usual path takes no lock.
 * Pages are not zeroed unless asked.
 *
 * A request names a node or NUMA_NO_NODE, the one of the calling core. What
 * that node cannot give, the nodes behind it give, in a ring, unless the
 * request says __GFP_THISNODE. Ordinary requests leave a reserve in each zone
 * (a 256th, at most 256 pages) to those with __GFP_HIGH.
 */
#pragma once

#include "lib/types.h"
#include "mm/gfp.h"
#include "mm/node.h"
#include "mm/page.h"

#define MAX_ORDER 10 /* the largest block: 4 MiB */

/* Builds mem_map and takes what bootmem has left; bootmem ends here. */
void buddy_init(void);
bool buddy_is_ready(void);

/* 1 << order frames, aligned to their size, or NULL. `node` is online. */
struct page *alloc_pages_node(int node, gfp_t gfp, unsigned order);
void free_pages(struct page *page, unsigned order);

struct page *alloc_page_node(int node, gfp_t gfp);
void free_page(struct page *page);

/* A block becomes 1 << order frames that are freed each for itself. */
void split_page(struct page *page, unsigned order);

static inline struct page *alloc_pages(gfp_t gfp, unsigned order)
{
    return alloc_pages_node(NUMA_NO_NODE, gfp, order);
}

static inline struct page *alloc_page(gfp_t gfp)
{
    return alloc_page_node(NUMA_NO_NODE, gfp);
}

/*
 * Fills pages[0 .. n - 1] with single frames and returns n: count, or fewer
 * when it would have to go to another node. Single requests may still succeed.
 */
unsigned alloc_pages_bulk(int node, gfp_t gfp, unsigned count, struct page **pages);
void free_pages_bulk(unsigned count, struct page *const *pages);

/*
 * From now on the k-th request of this core fails, k from 1; 0: none does. A
 * block counts as one request, a bulk one as many as it gives: it ends short of
 * the one that fails, which is then that of a single frame.
 */
void fail_page_alloc(unsigned k);

/* Frames under the allocator's control, and those of them that are free, lists
 * of the cores included. Exact when no other core allocates meanwhile. */
extern uint64_t totalram_pages;
uint64_t pages_free_total(void);

static inline uint64_t pages_managed_total(void)
{
    return totalram_pages;
}

/* Gives the pages on this core's list back to their zones. */
void drain_local_pages(void);
