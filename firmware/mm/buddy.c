/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page allocator in front of the zones. Each core keeps a stack of single
 * frames; it refills and spills in batches, oldest frames first out.
 */
#include "mm/buddy.h"

#include "arch/percpu.h"
#include "lib/panic.h"
#include "lib/string.h"
#include "mm/bootmem.h"
#include "mm/zone.h"

#define PAGE_LIST_CAPACITY 256u
#define PAGE_LIST_BATCH 64u

struct page_list {
    unsigned count;
    struct page *pages[PAGE_LIST_CAPACITY]; /* [0, count), newest last */
};

static DEFINE_PER_CPU(struct page_list, page_list);

struct page *mem_map;
pfn_t mem_map_start;
uint64_t mem_map_count;
static bool ready;

static void add_free_range(phys_addr_t start, phys_addr_t end, void *zone)
{
    zone_add_range(zone, phys_to_pfn(start), phys_to_pfn(end));
}

void buddy_init(void)
{
    struct bootmem_range span = bootmem_span();
    struct zone *zone = &zones[0];
    mem_map_start = phys_to_pfn(span.start);
    mem_map_count = phys_to_pfn(span.end) - mem_map_start;
    mem_map = bootmem_alloc(mem_map_count * sizeof(struct page), 64);
    if (mem_map == NULL) {
        panic("no memory for the page array of %llu frames", (unsigned long long)mem_map_count);
    }
    bootmem_close();
    zone_init(zone);
    bootmem_for_each_free(add_free_range, zone);
    zone_set_reserve(zone);
    ready = true;
}

bool buddy_is_ready(void)
{
    return ready;
}

/* Only one node exists, so any choice of it ends here. */
static inline struct zone *zone_of_node(int node)
{
    (void)node;
    return &zones[0];
}

static inline void clear_block(struct page *page, unsigned order)
{
    memset(page_address(page), 0, PAGE_SIZE << order);
}

struct page *alloc_pages_node(int node, gfp_t gfp, unsigned order)
{
    if (order == 0) {
        return alloc_page_node(node, gfp);
    }
    if (order > MAX_ORDER) {
        return NULL;
    }
    struct page *page = zone_alloc(zone_of_node(node), gfp, order);
    if (page != NULL && gfp & __GFP_ZERO) {
        clear_block(page, order);
    }
    return page;
}

void free_pages(struct page *page, unsigned order)
{
    if (order == 0) {
        free_page(page);
        return;
    }
    BUG_ON(page->order != order);
    zone_free(page_zone(page), page, order);
}

static __noinline bool refill(struct page_list *list, int node, gfp_t gfp)
{
    list->count =
        zone_alloc_bulk(zone_of_node(node), gfp, PAGE_LIST_BATCH, list->pages, PAGE_CACHED);
    return list->count != 0;
}

/* Gives the `count` oldest frames back to their zone. */
static __noinline void spill(struct page_list *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        page_set_type(list->pages[i], PAGE_ALLOCATED);
    }
    zone_free_bulk(&zones[0], count, list->pages);
    list->count -= count;
    memmove(list->pages, list->pages + count, list->count * sizeof(list->pages[0]));
}

struct page *alloc_page_node(int node, gfp_t gfp)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    if (unlikely(list->count == 0) && !refill(list, node, gfp)) {
        return NULL;
    }
    struct page *page = list->pages[--list->count];
    page_set_type(page, PAGE_ALLOCATED);
    if (gfp & __GFP_ZERO) {
        clear_block(page, 0);
    }
    return page;
}

static inline void cache_page(struct page_list *list, unsigned at, struct page *page)
{
    BUG_ON(page_type(page) != PAGE_ALLOCATED);
    page_set_type(page, PAGE_CACHED);
    list->pages[at] = page;
}

void free_page(struct page *page)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    if (unlikely(list->count == PAGE_LIST_CAPACITY)) {
        spill(list, PAGE_LIST_BATCH);
    }
    cache_page(list, list->count++, page);
}

/* Moves the newest `count` frames of the list to `pages`. */
static inline void take_cached(struct page_list *list, unsigned count, struct page **pages)
{
    struct page **from = &list->pages[list->count - count];
    for (unsigned i = 0; i < count; i++) {
        page_set_type(from[i], PAGE_ALLOCATED);
        pages[i] = from[i];
    }
    list->count -= count;
}

static void clear_all(unsigned count, struct page *const *pages)
{
    for (unsigned i = 0; i < count; i++) {
        clear_block(pages[i], 0);
    }
}

unsigned alloc_pages_bulk(int node, gfp_t gfp, unsigned count, struct page **pages)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    unsigned done = 0;
    while (done < count && (list->count != 0 || refill(list, node, gfp))) {
        unsigned step = min(count - done, list->count);
        take_cached(list, step, pages + done);
        done += step;
    }
    if (gfp & __GFP_ZERO) {
        clear_all(done, pages);
    }
    return done;
}

void free_pages_bulk(unsigned count, struct page *const *pages)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    while (count > 0) {
        if (unlikely(list->count == PAGE_LIST_CAPACITY)) {
            spill(list, PAGE_LIST_BATCH);
        }
        unsigned step = min(count, PAGE_LIST_CAPACITY - list->count);
        for (unsigned i = 0; i < step; i++) {
            cache_page(list, list->count + i, pages[i]);
        }
        list->count += step;
        pages += step;
        count -= step;
    }
}

void drain_local_pages(void)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    spill(list, list->count);
}

uint64_t pages_managed_total(void)
{
    return zones[0].managed_pages;
}

uint64_t pages_free_total(void)
{
    uint64_t total = READ_ONCE(zones[0].free_pages);
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        total += READ_ONCE(per_cpu_ptr(&page_list, cpu)->count);
    }
    return total;
}
