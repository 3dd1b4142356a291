/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slab caches (Bonwick 1994, with the magazines of Bonwick and Adams 2001).
 *
 * A slab is a block of frames cut into objects. Free objects of a slab are
 * chained through their first two bytes, each holding the offset of the next.
 * A slab with a free object is on the `partial` list of its cache and node; a
 * full one is on no list. A cache keeps at most one slab that is empty.
 *
 * Magazines hold objects of any node: who frees one need not know. Only a
 * request that names a node goes past them.
 */
#include "mm/slab.h"

#include "lib/panic.h"
#include "lib/string.h"
#include "mm/buddy.h"
#include "mm/slab_cache.h"

#define SLAB_MAX_ORDER 3u
#define SLAB_MIN_OBJECTS 8u

DEFINE_PER_CPU(struct slab_cpu, slab_cpu);
static struct kmem_cache caches[SLAB_MAX_CACHES];
static unsigned cache_count;

static void chain_objects(struct kmem_cache *cache, char *base)
{
    unsigned last = cache->per_slab - 1u;
    for (unsigned i = 0; i < last; i++) {
        *slab_link(base + i * cache->size) = (uint16_t)((i + 1) * cache->size);
    }
    *slab_link(base + last * cache->size) = SLAB_END;
}

/* Every frame says which cache it serves, so that kfree() need not search. */
static void mark_frames(struct page *slab, struct kmem_cache *cache, enum page_type type)
{
    for (unsigned i = 0; i < 1u << cache->order; i++) {
        page_set_type(&slab[i], type);
        slab[i].order = cache->order;
        slab[i].cache = cache;
    }
}

static bool grow(struct kmem_cache *cache, gfp_t gfp, int node)
{
    struct page *slab = alloc_pages_node(node, gfp & ~__GFP_ZERO, cache->order);
    if (slab == NULL) {
        return false;
    }
    mark_frames(slab, cache, PAGE_SLAB);
    slab->slab_free = 0;
    slab->slab_inuse = 0;
    chain_objects(cache, page_address(slab));
    spin_lock(&cache->lock);
    list_add_tail(&slab->lru, &cache->partial[slab->node]);
    spin_unlock(&cache->lock);
    return true;
}

/* Up to `want` objects of a slab that has some; the lock is held. Returns how many. */
static unsigned take_objects(struct kmem_cache *cache, struct page *slab, unsigned want,
                             void **objects)
{
    char *base = page_address(slab);
    unsigned free = slab->slab_free, taken = 0;
    if (slab->slab_inuse == 0) {
        cache->has_empty = false;
    }
    while (taken < want && free != SLAB_END) {
        objects[taken++] = base + free;
        free = *slab_link(base + free);
    }
    slab->slab_free = (uint16_t)free;
    slab->slab_inuse = (uint16_t)(slab->slab_inuse + taken);
    if (free == SLAB_END) {
        list_del(&slab->lru);
    }
    return taken;
}

/*
 * Puts one object back; the lock is held. Returns the slab when it is the
 * second empty one: it is on no list any more and can go.
 */
static inline struct page *return_object(struct kmem_cache *cache, void *object)
{
    char *base = slab_base(cache, object);
    struct page *slab = virt_to_page(base);
    BUG_ON(page_type(slab) != PAGE_SLAB || slab->cache != cache);
    if (slab->slab_free == SLAB_END) {
        list_add(&slab->lru, &cache->partial[slab->node]);
    }
    *slab_link(object) = slab->slab_free;
    slab->slab_free = (uint16_t)((char *)object - base);
    if (likely(--slab->slab_inuse != 0)) {
        return NULL;
    }
    if (cache->has_empty) {
        list_del(&slab->lru);
        return slab;
    }
    cache->has_empty = true;
    return NULL;
}

static void release_slab(struct kmem_cache *cache, struct page *slab)
{
    mark_frames(slab, cache, PAGE_ALLOCATED);
    free_pages(slab, cache->order);
}

static void fill_from_node(struct kmem_cache *cache, unsigned node, struct magazine *magazine,
                           unsigned want)
{
    struct list_head *partial = &cache->partial[node];
    while (magazine->count < want && !list_empty(partial)) {
        struct page *slab = list_first_entry(partial, struct page, lru);
        magazine->count +=
            take_objects(cache, slab, want - magazine->count, &magazine->objects[magazine->count]);
    }
}

/* The core's own node first. */
static void fill_from_partial(struct kmem_cache *cache, struct magazine *magazine, unsigned want)
{
    const unsigned own = cpu_to_node(smp_processor_id());
    spin_lock(&cache->lock);
    for (unsigned i = 0; i < nr_online_nodes; i++) {
        fill_from_node(cache, (own + i) % nr_online_nodes, magazine, want);
    }
    spin_unlock(&cache->lock);
}

/*
 * Half fills an empty magazine; false when not even one object can be had. A
 * slab that was grown is everybody's: other cores may empty it first.
 */
static bool refill(struct kmem_cache *cache, struct magazine *magazine, gfp_t gfp)
{
    unsigned want = (cache->magazine_limit + 1) / 2;
    do {
        fill_from_partial(cache, magazine, want);
    } while (magazine->count == 0 && grow(cache, gfp, NUMA_NO_NODE));
    return magazine->count != 0;
}

/* Takes the magazine down to `keep` objects, oldest out first. */
static void spill(struct kmem_cache *cache, struct magazine *magazine, unsigned keep)
{
    LIST_HEAD(empty);
    struct page *slab, *next;
    unsigned out = magazine->count - keep;
    spin_lock(&cache->lock);
    for (unsigned i = 0; i < out; i++) {
        slab = return_object(cache, magazine->objects[i]);
        if (slab != NULL) {
            list_add(&slab->lru, &empty);
        }
    }
    spin_unlock(&cache->lock);
    magazine->count = keep;
    memmove(magazine->objects, magazine->objects + out, keep * sizeof(magazine->objects[0]));
    list_for_each_entry_safe (slab, next, &empty, lru) {
        release_slab(cache, slab);
    }
}

/* Is this the request to fail? */
static bool fails(struct slab_cpu *cpu)
{
    return cpu->fail_in != 0 && --cpu->fail_in == 0;
}

static inline void *cleared(const struct kmem_cache *cache, void *object, gfp_t gfp)
{
    return object != NULL && gfp & __GFP_ZERO ? memset(object, 0, cache->size) : object;
}

__noinline void *slab_alloc_slow(struct kmem_cache *cache, gfp_t gfp)
{
    struct slab_cpu *cpu = this_cpu_ptr(&slab_cpu);
    struct magazine *magazine = &cpu->magazines[cache->id];
    if (fails(cpu) || (magazine->count == 0 && !refill(cache, magazine, gfp))) {
        return NULL;
    }
    return cleared(cache, magazine->objects[--magazine->count], gfp);
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
    return slab_alloc_object(cache, gfp);
}

static void *take_from_node(struct kmem_cache *cache, unsigned node)
{
    struct magazine one = {.count = 0};
    spin_lock(&cache->lock);
    fill_from_node(cache, node, &one, 1);
    spin_unlock(&cache->lock);
    return one.count == 0 ? NULL : one.objects[0];
}

__noinline void *slab_alloc_on_node(struct kmem_cache *cache, gfp_t gfp, int node)
{
    void *object;
    BUG_ON(!node_online(node));
    if (fails(this_cpu_ptr(&slab_cpu))) {
        return NULL;
    }
    do {
        object = take_from_node(cache, (unsigned)node);
    } while (object == NULL && grow(cache, gfp | __GFP_THISNODE, node));
    if (object == NULL && (gfp & __GFP_THISNODE) == 0) {
        return slab_alloc_slow(cache, gfp);
    }
    return cleared(cache, object, gfp);
}

void *kmem_cache_alloc_node(struct kmem_cache *cache, gfp_t gfp, int node)
{
    if (likely(node == NUMA_NO_NODE || nr_online_nodes == 1)) {
        return slab_alloc_object(cache, gfp);
    }
    return slab_alloc_on_node(cache, gfp, node);
}

__noinline void slab_free_slow(struct kmem_cache *cache, struct magazine *magazine, void *object)
{
    spill(cache, magazine, cache->magazine_limit / 2);
    magazine->objects[magazine->count++] = object;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
    slab_free_object(cache, object);
}

void fail_slab_alloc(unsigned k)
{
    this_cpu_ptr(&slab_cpu)->fail_in = k;
}

/* The smallest block that holds a handful of objects. */
static unsigned slab_order(size_t size)
{
    unsigned order = 0;
    while (order < SLAB_MAX_ORDER && (PAGE_SIZE << order) < size * SLAB_MIN_OBJECTS) {
        order++;
    }
    return order;
}

struct kmem_cache *slab_cache_create(const char *name, size_t size, size_t align)
{
    align = max(align, sizeof(uint64_t));
    BUG_ON(size == 0 || size > KMALLOC_MAX_CACHE_SIZE || !is_power_of_2(align));
    if (cache_count == SLAB_MAX_CACHES) {
        return NULL;
    }
    struct kmem_cache *cache = &caches[cache_count];
    cache->name = name;
    cache->id = (uint8_t)cache_count++;
    cache->size = (uint32_t)ALIGN(size, align);
    cache->order = (uint8_t)slab_order(cache->size);
    cache->per_slab = (uint16_t)((PAGE_SIZE << cache->order) / cache->size);
    cache->magazine_limit = min(MAGAZINE_CAPACITY, MAGAZINE_MAX_BYTES / cache->size);
    cache->has_empty = false;
    spin_lock_init(&cache->lock, LOCK_SLAB);
    for (unsigned node = 0; node < MAX_NODES; node++) {
        list_init(&cache->partial[node]);
    }
    return cache;
}

struct kmem_cache *kmem_cache_create(const char *name, size_t size, size_t align)
{
    return slab_cache_create(name, size, align);
}

static struct page *find_empty(const struct list_head *partial)
{
    struct page *slab;
    list_for_each_entry (slab, partial, lru) {
        if (slab->slab_inuse == 0) {
            return slab;
        }
    }
    return NULL;
}

/* The empty slab that a cache has kept, off its list; NULL: none. */
static struct page *take_empty(struct kmem_cache *cache)
{
    struct page *found = NULL;
    spin_lock(&cache->lock);
    for (unsigned node = 0; node < nr_online_nodes && found == NULL; node++) {
        found = find_empty(&cache->partial[node]);
    }
    if (found != NULL) {
        list_del(&found->lru);
        cache->has_empty = false;
    }
    spin_unlock(&cache->lock);
    return found;
}

void slab_shrink(void)
{
    for (unsigned i = 0; i < cache_count; i++) {
        struct page *slab;
        spill(&caches[i], this_magazine(&caches[i]), 0);
        while ((slab = take_empty(&caches[i])) != NULL) {
            release_slab(&caches[i], slab);
        }
    }
}
