/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of addresses that small mappings are cut from, by each core for
 * itself: no lock of the generation is taken, nothing is flushed when a mapping
 * ends. Addresses that were used are dirty and not used again before all of the
 * block is dirty: then it goes to the generation, which flushes it like any area.
 */
#pragma once

#include "arch/spinlock.h"
#include "lib/bitmap.h"
#include "mm/rcu.h"
#include "mm/vm_area.h"

#define VMAP_MAX_ALLOC 64u /* pages of the largest mapping */
#define VMAP_BBMAP_BITS 1024u /* pages of a block: what Linux has for up to 2048 cores */
#define VMAP_BLOCK_SIZE (VMAP_BBMAP_BITS * PAGE_SIZE)
/* A block with so many free pages is worth keeping. */
#define VMAP_PURGE_THRESHOLD (VMAP_BBMAP_BITS / 4)

struct vmap_block {
    struct spinlock lock;
    struct vmap_area *va; /* VMAP_RAM | VMAP_BLOCK, aligned to its size */
    uintptr_t start; /* of it; it may be gone while somebody still looks at the block */
    unsigned free; /* pages never handed out: the last ones */
    unsigned dirty; /* pages that were handed out and given back */
    unsigned dirty_min, dirty_max; /* what no flush has covered; none: min > max */
    unsigned cpu; /* on whose list it is */
    DECLARE_BITMAP(used_map, VMAP_BBMAP_BITS); /* mapped now */
    DECLARE_BITMAP(last_map, VMAP_BBMAP_BITS); /* the last page of each mapping */
    struct list_head free_list; /* while free is not 0 */
    struct list_head purge;
    struct vmap_block *hash_next;
    struct rcu_head rcu;
};

/* Addresses for 1 .. VMAP_MAX_ALLOC pages from a block of this core, or 0. */
uintptr_t vb_alloc(unsigned count);

/*
 * Ends a mapping of vb_alloc(): unmaps it, flushes only in immediate mode.
 * FW_UNKNOWN: none begins there; FW_INVALID: it has another number of pages.
 * Nothing was changed then.
 */
enum fw_status vb_free(uintptr_t addr, unsigned count);

/* The block that contains the address, or NULL. */
struct vmap_block *vmap_block_find(uintptr_t addr);

/* When addresses run out: blocks without a mapping go to the generation, whatever
 * is free in them. False: there was none. */
bool purge_fragmented_blocks_allcpus(void);

/* A range that a flush shall cover; empty: end is 0. */
struct vmap_hull {
    uintptr_t start, end;
};

/*
 * What is dirty in blocks and not flushed joins the hull and counts as flushed
 * from now on; blocks without a mapping of which less than a quarter is free go
 * to the generation. The caller flushes before anybody else asks.
 */
void vmap_blocks_collect_dirty(struct vmap_hull *hull);
