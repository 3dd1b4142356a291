/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Objects of one size. A cache cuts slabs of a few pages into objects; each
 * core keeps a magazine of free objects for each cache, so that the usual
 * path takes no lock. kmalloc() is a row of such caches.
 */
#pragma once

#include "lib/status.h"
#include "lib/types.h"
#include "mm/gfp.h"

struct kmem_cache;

#define KMALLOC_MIN_SIZE 8u
#define KMALLOC_MAX_CACHE_SIZE 4096u

/* Needs the buddy allocator. */
void slab_init(void);

/* `name` is kept, not copied. size at most 4096, align a power of two or 0 for
 * the natural one. NULL when there are too many caches. */
struct kmem_cache *kmem_cache_create(const char *name, size_t size, size_t align);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);

/* Of that node, or of another when it has nothing left and the request does not
 * say __GFP_THISNODE. */
void *kmem_cache_alloc_node(struct kmem_cache *cache, gfp_t gfp, int node);
void kmem_cache_free(struct kmem_cache *cache, void *object);

/* At least `size` bytes, aligned to their size class (or a page, when larger
 * than KMALLOC_MAX_CACHE_SIZE); NULL when out of memory, or size is 0. */
void *kmalloc(size_t size, gfp_t gfp);
void *kmalloc_node(size_t size, gfp_t gfp, int node);
void kfree(void *object); /* NULL is fine */

/*
 * kfree() for any address: FW_UNKNOWN, it is free or never was an object;
 * FW_MISALIGNED, it lies inside one. Nothing is changed then. Slow.
 */
enum fw_status kfree_checked(void *object);

/* Bytes that the object of kmalloc() has: its class, or its pages. */
size_t ksize(const void *object);

static inline void *kzalloc(size_t size, gfp_t gfp)
{
    return kmalloc(size, gfp | __GFP_ZERO);
}

/* From now on the k-th object that this core asks for cannot be had, k from 1;
 * 0: none. Objects larger than the largest class are pages and do not count. */
void fail_slab_alloc(unsigned k);

/* Empties this core's magazines and gives empty slabs back to the buddy. */
void slab_shrink(void);
