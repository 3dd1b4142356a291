/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cache is made of, and the usual path of an object, inline: for slab.c
 * and what stands on it, not for those who allocate.
 */
#pragma once

#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "mm/buddy.h"
#include "mm/slab.h"

#define SLAB_MAX_CACHES 32u
#define SLAB_END 0xffffu /* of a chain */

#define MAGAZINE_CAPACITY 31u
/* A magazine holds no more than so many bytes of objects. */
#define MAGAZINE_MAX_BYTES 16384u

struct kmem_cache {
    uint32_t size; /* of an object, alignment included */
    uint16_t per_slab;
    uint8_t order;
    uint8_t id; /* index of its magazine */
    uint32_t magazine_limit;
    bool has_empty;
    struct spinlock lock;
    const char *name;
    struct list_head partial[MAX_NODES];
};

/* Free objects that one core holds, newest last. */
struct magazine {
    uint32_t count;
    void *objects[MAGAZINE_CAPACITY];
};

struct slab_cpu {
    uint32_t fail_in; /* the object that cannot be had, from 1; 0: none */
    struct magazine magazines[SLAB_MAX_CACHES];
};

DECLARE_PER_CPU(struct slab_cpu, slab_cpu);

/* kmem_cache_create() as kmalloc() uses it: a debug build hangs nothing on it. */
struct kmem_cache *slab_cache_create(const char *name, size_t size, size_t align);

/* A free object begins with the offset of the next in its slab. */
static inline uint16_t *slab_link(void *object)
{
    return object;
}

/* Where the slab that holds the object begins: it is aligned to its size. */
static inline char *slab_base(const struct kmem_cache *cache, const void *object)
{
    return (char *)ALIGN_DOWN((uintptr_t)object, PAGE_SIZE << cache->order);
}

static inline struct magazine *this_magazine(const struct kmem_cache *cache)
{
    return &this_cpu_ptr(&slab_cpu)->magazines[cache->id];
}

/* Whatever is not simply taking an object out of the magazine, or putting it in. */
void *slab_alloc_slow(struct kmem_cache *cache, gfp_t gfp);
void *slab_alloc_on_node(struct kmem_cache *cache, gfp_t gfp, int node);
void slab_free_slow(struct kmem_cache *cache, struct magazine *magazine, void *object);

static __force_inline void *slab_alloc_object(struct kmem_cache *cache, gfp_t gfp)
{
    struct slab_cpu *cpu = this_cpu_ptr(&slab_cpu);
    struct magazine *magazine = &cpu->magazines[cache->id];
    if (unlikely((cpu->fail_in | (gfp & __GFP_ZERO)) != 0 || magazine->count == 0)) {
        return slab_alloc_slow(cache, gfp);
    }
    return magazine->objects[--magazine->count];
}

static __force_inline void slab_free_object(struct kmem_cache *cache, void *object)
{
    struct magazine *magazine = this_magazine(cache);
    if (unlikely(magazine->count == cache->magazine_limit)) {
        slab_free_slow(cache, magazine, object);
        return;
    }
    magazine->objects[magazine->count++] = object;
}
