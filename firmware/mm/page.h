/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struct page: one for each frame of RAM, in one array (mem_map) that spans
 * from the lowest to the highest frame. Frames in holes, and those that the
 * image or bootmem hold, are PAGE_RESERVED for ever.
 */
#pragma once

#include "arch/linear.h"
#include "lib/list.h"
#include "mm/layout.h"

struct kmem_cache;

enum page_type {
    PAGE_RESERVED, /* never given out */
    PAGE_ALLOCATED, /* its owner holds it; first of 1 << order frames */
    PAGE_FREE, /* first of a free block of 1 << order frames, on a free list */
    PAGE_CACHED, /* in the page list of one core */
    PAGE_SLAB, /* first of a slab of cache `cache` */
};

struct page {
    struct list_head lru; /* free list, or partial slabs of a cache */
    struct kmem_cache *cache; /* PAGE_SLAB */
    uint16_t slab_free; /* PAGE_SLAB: first free object, in bytes from the start */
    uint16_t slab_inuse; /* PAGE_SLAB: objects given out */
    uint8_t type; /* enum page_type */
    uint8_t order;
    uint16_t node;
};

_Static_assert(sizeof(struct page) == 32, "page_to_pfn() is a shift");

/*
 * The owner of a frame sets its type without a lock, while another core may be
 * looking whether it is PAGE_FREE: it never is while somebody owns it.
 */
static inline enum page_type page_type(const struct page *page)
{
    return (enum page_type)READ_ONCE(page->type);
}

static inline void page_set_type(struct page *page, enum page_type type)
{
    WRITE_ONCE(page->type, (uint8_t)type);
}

/* mem_map[0] is frame mem_map_start; mem_map_count entries. */
extern struct page *mem_map;
extern pfn_t mem_map_start;
extern uint64_t mem_map_count;

static inline pfn_t phys_to_pfn(phys_addr_t pa)
{
    return pa >> PAGE_SHIFT;
}

static inline phys_addr_t pfn_to_phys(pfn_t pfn)
{
    return pfn << PAGE_SHIFT;
}

static inline struct page *pfn_to_page(pfn_t pfn)
{
    return mem_map + (pfn - mem_map_start);
}

static inline pfn_t page_to_pfn(const struct page *page)
{
    return mem_map_start + (pfn_t)(page - mem_map);
}

/* True for a frame that has a struct page, reserved or not. */
static inline bool pfn_valid(pfn_t pfn)
{
    return pfn - mem_map_start < mem_map_count;
}

static inline phys_addr_t page_to_phys(const struct page *page)
{
    return pfn_to_phys(page_to_pfn(page));
}

static inline struct page *phys_to_page(phys_addr_t pa)
{
    return pfn_to_page(phys_to_pfn(pa));
}

/* Linear-map address of the frame, and back. */
static inline void *page_address(const struct page *page)
{
    return __va(page_to_phys(page));
}

static inline struct page *virt_to_page(const void *va)
{
    return phys_to_page(__pa(va));
}
