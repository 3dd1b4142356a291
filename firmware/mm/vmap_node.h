/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The nodes of the generation `nodes`: live, lazy and pooled areas spread over
 * as many parts as there are cores, each with locks of its own.
 *
 * Which node concerns an area is decided three times, differently:
 *   pool to take from    the core that asks
 *   live                 where the area starts: zones of 16 pages in turn
 *   lazy, pooled later   the core that it was allocated on, its owner
 */
#pragma once

#include "mm/vmap_pool.h"
#include "mm/workqueue.h"

#define VMAP_MAX_NODES 128u

struct vmap_node {
    struct vmap_pools pools;
    struct spinlock busy_lock;
    struct vmap_set busy;
    struct spinlock lazy_lock;
    struct list_head lazy; /* as freed: Linux has a tree too, which nothing searches */
    struct list_head purge_list; /* of the purge under way: was lazy, is being flushed */
    struct work_struct purge_work; /* another core does this node's part of a purge */
    bool skip_populate; /* of it: what is flushed becomes free, not pooled */
    bool purging; /* it is not done yet */
};

/* gen_nodes.c: what purge_work does. */
void vmap_node_purge_work(struct work_struct *work);

/* 1 .. VMAP_MAX_NODES of them; 1 when a single core needs no more. */
extern unsigned nr_vmap_nodes;
extern struct vmap_node *vmap_nodes;

/* As many nodes as cores; a single one when there is no memory for that. */
void vmap_nodes_init(void);

/* vmap_area.flags from bit 8 on: the owner's number + 1; 0: nobody. */
#define VMAP_OWNER_SHIFT 8u

static inline uint64_t encode_vn_id(unsigned id)
{
    return (uint64_t)(id + 1) << VMAP_OWNER_SHIFT;
}

/* The owner of an area, or NULL. */
static inline struct vmap_node *vmap_node_owner(const struct vmap_area *va)
{
    uint64_t id = (va->flags >> VMAP_OWNER_SHIFT) - 1;
    return id < nr_vmap_nodes ? &vmap_nodes[id] : NULL;
}

#define VMAP_ZONE_SHIFT (PAGE_SHIFT + 4)

static inline unsigned addr_to_node_id(uintptr_t addr)
{
    return (unsigned)((addr >> VMAP_ZONE_SHIFT) % nr_vmap_nodes);
}

static inline struct vmap_node *addr_to_node(uintptr_t addr)
{
    return &vmap_nodes[addr_to_node_id(addr)];
}

/* Panics when an area is where it should not be, or [start, end) is not made up
 * of the nodes and the heap. */
void vmap_nodes_check(uintptr_t start, uintptr_t end);
