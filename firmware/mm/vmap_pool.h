/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flushed areas kept by size, for requests of exactly that size: a node of the
 * generation `nodes` has such pools, and a core takes from those of its own
 * node. Nothing bounds them but decay.
 */
#pragma once

#include "arch/spinlock.h"
#include "mm/vmap_area.h"

/* Classes for areas of 1 .. so many pages, guard included. */
#define MAX_VA_SIZE_PAGES 256u

struct vmap_pool {
    struct list_head head; /* newest first */
    uint64_t len;
};

struct vmap_pools {
    struct spinlock lock;
    struct vmap_pool pool[MAX_VA_SIZE_PAGES];
};

void vmap_pools_init(struct vmap_pools *pools);

/*
 * An area of the size, at a multiple of align, off its pool. Only the newest is
 * looked at: when it is misaligned it goes to the end, and the answer is NULL.
 */
struct vmap_area *vmap_pools_take(struct vmap_pools *pools, uint64_t size, uint64_t align);

/* False: the area is too large for any pool, and still the caller's. */
bool vmap_pools_add(struct vmap_pools *pools, struct vmap_area *va);

/*
 * Gives a quarter of each pool, or all of it, back to the heap. False: nothing
 * was given. vmap_purge_lock is held, so that nobody adds meanwhile.
 */
bool vmap_pools_decay(struct vmap_pools *pools, bool full);

void vmap_pools_for_each(struct vmap_pools *pools, vmap_visit_fn visit, void *ctx);
