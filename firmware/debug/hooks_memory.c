/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Poison in free frames, red zones behind objects and areas. */
#include "debug/hooks_memory.h"

#include "lib/kernel.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/poison.h"
#include "mm/redzone.h"

static struct page *given_out(struct page *page, gfp_t gfp, unsigned order)
{
    if (page == NULL) {
        return NULL;
    }
    for (unsigned i = 0; i < 1u << order; i++) {
        poison_check_page(page + i);
    }
    if (gfp & __GFP_ZERO) {
        memset(page_address(page), 0, PAGE_SIZE << order);
    }
    return page;
}

/* What is no allocated frame is left as it is: the real call complains. */
static void taken_back(struct page *page, unsigned order)
{
    if (page_type(page) != PAGE_ALLOCATED) {
        return;
    }
    for (unsigned i = 0; i < 1u << order; i++) {
        poison_page(page + i);
    }
}

struct page *DEBUG_WRAP(alloc_page_node)(int node, gfp_t gfp)
{
    return given_out(DEBUG_REAL(alloc_page_node)(node, gfp & ~__GFP_ZERO), gfp, 0);
}

struct page *DEBUG_WRAP(alloc_pages_node)(int node, gfp_t gfp, unsigned order)
{
    return given_out(DEBUG_REAL(alloc_pages_node)(node, gfp & ~__GFP_ZERO, order), gfp, order);
}

unsigned DEBUG_WRAP(alloc_pages_bulk)(int node, gfp_t gfp, unsigned count, struct page **pages)
{
    unsigned got = DEBUG_REAL(alloc_pages_bulk)(node, gfp & ~__GFP_ZERO, count, pages);
    for (unsigned i = 0; i < got; i++) {
        given_out(pages[i], gfp, 0);
    }
    return got;
}

void DEBUG_WRAP(free_page)(struct page *page)
{
    taken_back(page, 0);
    DEBUG_REAL(free_page)(page);
}

void DEBUG_WRAP(free_pages)(struct page *page, unsigned order)
{
    taken_back(page, order);
    DEBUG_REAL(free_pages)(page, order);
}

void DEBUG_WRAP(free_pages_bulk)(unsigned count, struct page *const *pages)
{
    for (unsigned i = 0; i < count; i++) {
        taken_back(pages[i], 0);
    }
    DEBUG_REAL(free_pages_bulk)(count, pages);
}

/* Caches that have room for a trailer: their objects' size, without and with it. */
static struct debug_cache {
    const struct kmem_cache *cache;
    size_t size;
    size_t room;
} caches[32];
static unsigned cache_count;

/* kmalloc() brings its trailers itself. */
static const char kmalloc_prefix[] = "kmalloc-";

struct kmem_cache *DEBUG_WRAP(kmem_cache_create)(const char *name, size_t size, size_t align)
{
    size_t room = ALIGN(size, sizeof(uint64_t)) + REDZONE_TRAILER;
    bool of_kmalloc = memcmp(name, kmalloc_prefix, sizeof(kmalloc_prefix) - 1) == 0;
    if (of_kmalloc || room > KMALLOC_MAX_CACHE_SIZE || cache_count == ARRAY_SIZE(caches)) {
        return DEBUG_REAL(kmem_cache_create)(name, size, align);
    }
    struct kmem_cache *cache = DEBUG_REAL(kmem_cache_create)(name, room, align);
    caches[cache_count++] = (struct debug_cache){cache, size, room};
    return cache;
}

/* NULL: objects of this cache have no trailer. */
static const struct debug_cache *find_cache(const struct kmem_cache *cache)
{
    for (unsigned i = 0; i < cache_count; i++) {
        if (caches[i].cache == cache) {
            return &caches[i];
        }
    }
    return NULL;
}

static void *object_given_out(const struct kmem_cache *cache, void *object, gfp_t gfp)
{
    const struct debug_cache *known = find_cache(cache);
    if (object != NULL && known != NULL) {
        redzone_object_alloc(object, known->size, known->room);
        if (gfp & __GFP_ZERO) {
            memset(object, 0, known->size);
        }
    }
    return object;
}

/* Zeroed here, where the size without the trailer is known. */
static gfp_t real_gfp(const struct kmem_cache *cache, gfp_t gfp)
{
    return find_cache(cache) == NULL ? gfp : gfp & ~__GFP_ZERO;
}

void *DEBUG_WRAP(kmem_cache_alloc)(struct kmem_cache *cache, gfp_t gfp)
{
    void *object = DEBUG_REAL(kmem_cache_alloc)(cache, real_gfp(cache, gfp));
    return object_given_out(cache, object, gfp);
}

void *DEBUG_WRAP(kmem_cache_alloc_node)(struct kmem_cache *cache, gfp_t gfp, int node)
{
    void *object = DEBUG_REAL(kmem_cache_alloc_node)(cache, real_gfp(cache, gfp), node);
    return object_given_out(cache, object, gfp);
}

void DEBUG_WRAP(kmem_cache_free)(struct kmem_cache *cache, void *object)
{
    const struct debug_cache *known = find_cache(cache);
    if (known != NULL) {
        redzone_object_free(object, known->room);
    }
    DEBUG_REAL(kmem_cache_free)(cache, object);
}

static size_t with_trailer(size_t size)
{
    return size == 0 ? 0 : ALIGN(size, sizeof(uint64_t)) + REDZONE_TRAILER;
}

static void *kmalloc_given_out(void *object, size_t size, gfp_t gfp)
{
    if (object != NULL) {
        redzone_object_alloc(object, size, DEBUG_REAL(ksize)(object));
        if (gfp & __GFP_ZERO) {
            memset(object, 0, size);
        }
    }
    return object;
}

void *DEBUG_WRAP(kmalloc)(size_t size, gfp_t gfp)
{
    void *object = DEBUG_REAL(kmalloc)(with_trailer(size), gfp & ~__GFP_ZERO);
    return kmalloc_given_out(object, size, gfp);
}

void *DEBUG_WRAP(kmalloc_node)(size_t size, gfp_t gfp, int node)
{
    void *object = DEBUG_REAL(kmalloc_node)(with_trailer(size), gfp & ~__GFP_ZERO, node);
    return kmalloc_given_out(object, size, gfp);
}

void DEBUG_WRAP(kfree)(void *object)
{
    if (object != NULL) {
        redzone_object_free(object, DEBUG_REAL(ksize)(object));
    }
    DEBUG_REAL(kfree)(object);
}

size_t DEBUG_WRAP(ksize)(const void *object)
{
    return DEBUG_REAL(ksize)(object) - REDZONE_TRAILER;
}

/* Only vmalloc's own areas have pages, and a size in bytes. */
static bool has_tail(const struct vm_struct *area)
{
    return (area->flags & VM_ALLOC) && area->pages != NULL;
}

void DEBUG_WRAP(clear_vm_uninitialized_flag)(struct vm_struct *area)
{
    if (has_tail(area)) {
        redzone_area_alloc(area);
    }
    DEBUG_REAL(clear_vm_uninitialized_flag)(area);
}

/* The tail begins elsewhere: what it was is looked at before. */
void DEBUG_WRAP(vm_area_set_requested_size)(struct vm_struct *area, uint64_t size)
{
    redzone_area_free(area);
    DEBUG_REAL(vm_area_set_requested_size)(area, size);
    redzone_area_alloc(area);
}

struct vm_struct *DEBUG_WRAP(remove_vm_area)(const void *addr, uint32_t flags)
{
    const struct vm_struct *area = find_vm_area(addr);
    if (area != NULL && area->addr == addr && (area->flags & flags) && has_tail(area) &&
        !(area->flags & VM_UNINITIALIZED)) {
        redzone_area_free(area);
    }
    return DEBUG_REAL(remove_vm_area)(addr, flags);
}

/* Where the area stays, its end is another from now on. */
void *DEBUG_WRAP(vrealloc_node_align)(const void *addr, uint64_t size, uint64_t align, gfp_t gfp,
                                      int node)
{
    const struct vm_struct *area = addr == NULL ? NULL : find_vm_area(addr);
    if (area != NULL && area->addr == addr && has_tail(area)) {
        redzone_area_free(area);
    }
    void *result = DEBUG_REAL(vrealloc_node_align)(addr, size, align, gfp, node);
    if (result != NULL && result == addr) {
        redzone_area_alloc(find_vm_area(addr));
    }
    return result;
}
