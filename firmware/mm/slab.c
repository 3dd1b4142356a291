/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slab caches (Bonwick 1994, with the magazines of Bonwick and Adams 2001).
 *
 * A slab is a block of frames cut into objects. Free objects of a slab are
 * chained through their first two bytes, each holding the offset of the next.
 * A slab with a free object is on the `partial` list of its cache; a full one
 * is on no list. A cache keeps at most one slab that is empty.
 */
#include "mm/slab.h"

#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/buddy.h"

#define SLAB_MAX_CACHES 32u
#define SLAB_MAX_ORDER 3u
#define SLAB_MIN_OBJECTS 8u
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
    struct list_head partial;
    const char *name;
};

/* Free objects that one core holds, newest last. */
struct magazine {
    uint32_t count;
    void *objects[MAGAZINE_CAPACITY];
};

static DEFINE_PER_CPU(struct magazine, magazines[SLAB_MAX_CACHES]);
static struct kmem_cache caches[SLAB_MAX_CACHES];
static unsigned cache_count;

#define KMALLOC_MIN_SHIFT 3u
#define KMALLOC_CLASSES 10u

static struct kmem_cache *kmalloc_caches[KMALLOC_CLASSES];

static inline uint16_t *chain_link(void *object)
{
    return object;
}

/* The slab that holds the object: its first frame is aligned to its size. */
static inline struct page *slab_of(const void *object)
{
    struct page *page = virt_to_page(object);
    return pfn_to_page(page_to_pfn(page) & ~(pfn_t)((1u << page->order) - 1));
}

static void chain_objects(struct kmem_cache *cache, char *base)
{
    unsigned last = cache->per_slab - 1u;
    for (unsigned i = 0; i < last; i++) {
        *chain_link(base + i * cache->size) = (uint16_t)((i + 1) * cache->size);
    }
    *chain_link(base + last * cache->size) = SLAB_END;
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

static bool grow(struct kmem_cache *cache, gfp_t gfp)
{
    struct page *slab = alloc_pages(gfp & ~__GFP_ZERO, cache->order);
    if (slab == NULL) {
        return false;
    }
    mark_frames(slab, cache, PAGE_SLAB);
    slab->slab_free = 0;
    slab->slab_inuse = 0;
    chain_objects(cache, page_address(slab));
    spin_lock(&cache->lock);
    list_add_tail(&slab->lru, &cache->partial);
    spin_unlock(&cache->lock);
    return true;
}

/* One object of a slab that has one; the lock is held. */
static void *take_object(struct kmem_cache *cache, struct page *slab)
{
    void *object = (char *)page_address(slab) + slab->slab_free;
    slab->slab_free = *chain_link(object);
    if (slab->slab_inuse++ == 0) {
        cache->has_empty = false;
    }
    if (slab->slab_free == SLAB_END) {
        list_del(&slab->lru);
    }
    return object;
}

/*
 * Puts one object back; the lock is held. Returns the slab when it is the
 * second empty one: it is on no list any more and can go.
 */
static struct page *return_object(struct kmem_cache *cache, void *object)
{
    struct page *slab = slab_of(object);
    BUG_ON(page_type(slab) != PAGE_SLAB || slab->cache != cache);
    if (slab->slab_free == SLAB_END) {
        list_add(&slab->lru, &cache->partial);
    }
    *chain_link(object) = slab->slab_free;
    slab->slab_free = (uint16_t)((char *)object - (char *)page_address(slab));
    if (--slab->slab_inuse != 0) {
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

static void fill_from_partial(struct kmem_cache *cache, struct magazine *magazine, unsigned want)
{
    spin_lock(&cache->lock);
    while (magazine->count < want && !list_empty(&cache->partial)) {
        struct page *slab = list_first_entry(&cache->partial, struct page, lru);
        magazine->objects[magazine->count++] = take_object(cache, slab);
    }
    spin_unlock(&cache->lock);
}

/*
 * Half fills an empty magazine; false when not even one object can be had. A
 * slab that was grown is everybody's: other cores may empty it first.
 */
static __noinline bool refill(struct kmem_cache *cache, struct magazine *magazine, gfp_t gfp)
{
    unsigned want = (cache->magazine_limit + 1) / 2;
    do {
        fill_from_partial(cache, magazine, want);
    } while (magazine->count == 0 && grow(cache, gfp));
    return magazine->count != 0;
}

/* Takes the magazine down to `keep` objects, oldest out first. */
static __noinline void spill(struct kmem_cache *cache, struct magazine *magazine, unsigned keep)
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

static inline struct magazine *this_magazine(const struct kmem_cache *cache)
{
    return this_cpu_ptr(&magazines[cache->id]);
}

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
    struct magazine *magazine = this_magazine(cache);
    if (unlikely(magazine->count == 0) && !refill(cache, magazine, gfp)) {
        return NULL;
    }
    void *object = magazine->objects[--magazine->count];
    if (gfp & __GFP_ZERO) {
        memset(object, 0, cache->size);
    }
    return object;
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
    struct magazine *magazine = this_magazine(cache);
    if (unlikely(magazine->count == cache->magazine_limit)) {
        spill(cache, magazine, cache->magazine_limit / 2);
    }
    magazine->objects[magazine->count++] = object;
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

struct kmem_cache *kmem_cache_create(const char *name, size_t size, size_t align)
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
    list_init(&cache->partial);
    return cache;
}

void slab_init(void)
{
    static const char *const names[KMALLOC_CLASSES] = {
        "kmalloc-8",   "kmalloc-16",  "kmalloc-32",   "kmalloc-64",   "kmalloc-128",
        "kmalloc-256", "kmalloc-512", "kmalloc-1024", "kmalloc-2048", "kmalloc-4096",
    };
    for (unsigned i = 0; i < KMALLOC_CLASSES; i++) {
        size_t size = (size_t)KMALLOC_MIN_SIZE << i;
        kmalloc_caches[i] = kmem_cache_create(names[i], size, size);
    }
}

/* Whole blocks for what no class holds. */
static __noinline void *kmalloc_large(size_t size, gfp_t gfp)
{
    if (size > PAGE_SIZE << MAX_ORDER) {
        return NULL;
    }
    unsigned order = fls64((size - 1) >> PAGE_SHIFT);
    struct page *page = alloc_pages(gfp, order);
    return page == NULL ? NULL : page_address(page);
}

void *kmalloc(size_t size, gfp_t gfp)
{
    if (unlikely(size > KMALLOC_MAX_CACHE_SIZE)) {
        return kmalloc_large(size, gfp);
    }
    if (unlikely(size == 0)) {
        return NULL;
    }
    unsigned class = fls64((size - 1) >> KMALLOC_MIN_SHIFT);
    return kmem_cache_alloc(kmalloc_caches[class], gfp);
}

void kfree(void *object)
{
    if (object == NULL) {
        return;
    }
    struct page *page = virt_to_page(object);
    if (likely(page_type(page) == PAGE_SLAB)) {
        kmem_cache_free(page->cache, object);
        return;
    }
    free_pages(page, page->order);
}

/* The empty slab that a cache has kept, off its list; NULL: none. */
static struct page *take_empty(struct kmem_cache *cache)
{
    struct page *found = NULL;
    struct page *slab;
    spin_lock(&cache->lock);
    list_for_each_entry (slab, &cache->partial, lru) {
        if (slab->slab_inuse == 0) {
            found = slab;
            break;
        }
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
