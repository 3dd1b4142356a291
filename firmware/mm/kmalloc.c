/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kmalloc(): a row of caches whose sizes are powers of two, and blocks above. */
#include "mm/slab_cache.h"

#define KMALLOC_MIN_SHIFT 3u
#define KMALLOC_CLASSES 10u

static struct kmem_cache *kmalloc_caches[KMALLOC_CLASSES];

void slab_init(void)
{
    static const char *const names[KMALLOC_CLASSES] = {
        "kmalloc-8",   "kmalloc-16",  "kmalloc-32",   "kmalloc-64",   "kmalloc-128",
        "kmalloc-256", "kmalloc-512", "kmalloc-1024", "kmalloc-2048", "kmalloc-4096",
    };
    for (unsigned i = 0; i < KMALLOC_CLASSES; i++) {
        size_t size = (size_t)KMALLOC_MIN_SIZE << i;
        kmalloc_caches[i] = slab_cache_create(names[i], size, size);
    }
}

/* Whole blocks for what no class holds, and nothing for nothing. */
static __noinline void *kmalloc_large(size_t size, gfp_t gfp, int node)
{
    if (size == 0 || size > PAGE_SIZE << MAX_ORDER) {
        return NULL;
    }
    unsigned order = fls64((size - 1) >> PAGE_SHIFT);
    struct page *page = alloc_pages_node(node, gfp, order);
    return page == NULL ? NULL : page_address(page);
}

static __force_inline struct kmem_cache *kmalloc_cache(size_t size)
{
    return kmalloc_caches[fls64((size - 1) >> KMALLOC_MIN_SHIFT)];
}

/* 0 wraps to more than any class holds. */
static __force_inline bool has_class(size_t size)
{
    return size - 1 < KMALLOC_MAX_CACHE_SIZE;
}

void *kmalloc(size_t size, gfp_t gfp)
{
    if (unlikely(!has_class(size))) {
        return kmalloc_large(size, gfp, NUMA_NO_NODE);
    }
    return slab_alloc_object(kmalloc_cache(size), gfp);
}

void *kmalloc_node(size_t size, gfp_t gfp, int node)
{
    if (unlikely(!has_class(size))) {
        return kmalloc_large(size, gfp, node);
    }
    if (likely(node == NUMA_NO_NODE || nr_online_nodes == 1)) {
        return slab_alloc_object(kmalloc_cache(size), gfp);
    }
    return slab_alloc_on_node(kmalloc_cache(size), gfp, node);
}

void kfree(void *object)
{
    if (unlikely(object == NULL)) {
        return;
    }
    struct page *page = virt_to_page(object);
    if (likely(page_type(page) == PAGE_SLAB)) {
        slab_free_object(page->cache, object);
        return;
    }
    free_pages(page, page->order);
}

size_t ksize(const void *object)
{
    const struct page *page = virt_to_page(object);
    return page_type(page) == PAGE_SLAB ? page->cache->size : PAGE_SIZE << page->order;
}
