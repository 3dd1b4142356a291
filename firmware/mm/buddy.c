/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page allocator in front of the zones: which zones a request may have, and
 * when the list of the core will do.
 */
#include "mm/buddy.h"

#include "arch/clear_page.h"
#include "mm/bootmem.h"
#include "mm/page_list.h"
#include "mm/zone.h"

#define BLOCK_FRAMES (UINT64_C(1) << MAX_ORDER)

struct page *mem_map;
pfn_t mem_map_start;
uint64_t mem_map_count;
uint64_t totalram_pages;
static bool ready;

/* What the lists of the cores are no good for: with frames above 4 GiB, a
 * request for those below. */
static gfp_t list_refuses;

/* The node of a frame: shares of RAM that begin where the largest blocks do. */
static unsigned pfn_node(pfn_t pfn)
{
    const pfn_t first = mem_map_start & ~(BLOCK_FRAMES - 1);
    const uint64_t span = mem_map_start + mem_map_count - first;
    const uint64_t share = ALIGN((span + nr_online_nodes - 1) / nr_online_nodes, BLOCK_FRAMES);
    return (unsigned)((pfn - first) / share);
}

/* Block by block, since node and zone change between blocks only. */
static void add_free_range(phys_addr_t start, phys_addr_t end, void *ctx)
{
    (void)ctx;
    const pfn_t last = phys_to_pfn(end);
    for (pfn_t pfn = phys_to_pfn(start); pfn < last;) {
        const pfn_t next = min(ALIGN(pfn + 1, BLOCK_FRAMES), last);
        const unsigned node = pfn_node(pfn);
        zone_add_range(&zones[node][pfn_zone_type(pfn)], pfn, next, node);
        pfn = next;
    }
}

static void for_each_zone(void (*fn)(struct zone *zone))
{
    for (unsigned node = 0; node < nr_online_nodes; node++) {
        for (unsigned type = 0; type < ZONE_TYPES; type++) {
            fn(&zones[node][type]);
        }
    }
}

static void count_zone(struct zone *zone)
{
    zone_set_reserve(zone);
    totalram_pages += zone->managed_pages;
}

static void prepare_lists(void)
{
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        per_cpu_ptr(&page_list, cpu)->node = cpu_to_node(cpu);
    }
    const pfn_t last = mem_map_start + mem_map_count - 1;
    list_refuses = pfn_zone_type(last) == ZONE_NORMAL ? __GFP_DMA32 : 0;
}

void buddy_init(void)
{
    struct bootmem_range span = bootmem_span();
    mem_map_start = phys_to_pfn(span.start);
    mem_map_count = phys_to_pfn(span.end) - mem_map_start;
    mem_map = bootmem_alloc(mem_map_count * sizeof(struct page), 64);
    if (mem_map == NULL) {
        panic("no memory for the page array of %llu frames", (unsigned long long)mem_map_count);
    }
    bootmem_close();
    for_each_zone(zone_init);
    bootmem_for_each_free(add_free_range, NULL);
    totalram_pages = 0;
    for_each_zone(count_zone);
    prepare_lists();
    ready = true;
}

bool buddy_is_ready(void)
{
    return ready;
}

void fail_page_alloc(unsigned k)
{
    this_cpu_ptr(&page_list)->fail_in = k;
}

/* Is this the request to fail? */
static inline bool fails(struct page_list *list)
{
    return unlikely(list->fail_in != 0) && --list->fail_in == 0;
}

static inline bool list_serves(const struct page_list *list, int node, gfp_t gfp)
{
    return (node == NUMA_NO_NODE || (uint32_t)node == list->node) && (gfp & list_refuses) == 0;
}

/* High frames first, so that those who need low ones find them longer. */
static struct page *alloc_from_node(unsigned node, gfp_t gfp, unsigned order)
{
    struct page *page = NULL;
    for (unsigned type = gfp & __GFP_DMA32 ? ZONE_DMA32 + 1 : ZONE_TYPES;
         type-- > 0 && page == NULL;) {
        if (zones[node][type].managed_pages != 0) {
            page = zone_alloc(&zones[node][type], gfp, order);
        }
    }
    return page;
}

/* The node asked for, then those behind it in a ring. */
static __noinline struct page *alloc_from_zones(const struct page_list *list, int node, gfp_t gfp,
                                                unsigned order)
{
    BUG_ON(node != NUMA_NO_NODE && !node_online(node));
    const unsigned first = node == NUMA_NO_NODE ? list->node : (unsigned)node;
    const unsigned count = gfp & __GFP_THISNODE ? 1 : nr_online_nodes;
    struct page *page = NULL;
    for (unsigned i = 0; i < count && page == NULL; i++) {
        page = alloc_from_node((first + i) % nr_online_nodes, gfp, order);
    }
    return page;
}

static inline struct page *cleared(struct page *page, gfp_t gfp, unsigned order)
{
    if (gfp & __GFP_ZERO && page != NULL) {
        clear_pages(page_address(page), UINT64_C(1) << order);
    }
    return page;
}

struct page *alloc_pages_node(int node, gfp_t gfp, unsigned order)
{
    if (order == 0) {
        return alloc_page_node(node, gfp);
    }
    struct page_list *list = this_cpu_ptr(&page_list);
    if (order > MAX_ORDER || fails(list)) {
        return NULL;
    }
    return cleared(alloc_from_zones(list, node, gfp, order), gfp, order);
}

struct page *alloc_page_node(int node, gfp_t gfp)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    struct page *page;
    if (fails(list)) {
        return NULL;
    }
    if (likely(list_serves(list, node, gfp) && (list->count != 0 || page_list_refill(list, gfp)))) {
        page_list_take(list, 1, &page);
    } else {
        page = alloc_from_zones(list, node, gfp, 0);
    }
    return cleared(page, gfp, 0);
}

void split_page(struct page *page, unsigned order)
{
    BUG_ON(page_type(page) != PAGE_ALLOCATED || page->order != order);
    for (unsigned i = 0; i < 1u << order; i++) {
        page_set_type(&page[i], PAGE_ALLOCATED);
        page[i].order = 0;
    }
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

static __noinline void free_to_zone(struct page *page)
{
    zone_free(page_zone(page), page, 0);
}

static __force_inline void put_page(struct page_list *list, struct page *page)
{
    if (unlikely(page->node != list->node)) {
        free_to_zone(page);
        return;
    }
    if (unlikely(list->count == PAGE_LIST_CAPACITY)) {
        page_list_spill(list, PAGE_LIST_BATCH);
    }
    page_list_add(list, page);
}

void free_page(struct page *page)
{
    put_page(this_cpu_ptr(&page_list), page);
}

static unsigned bulk_from_list(struct page_list *list, gfp_t gfp, unsigned count,
                               struct page **pages)
{
    unsigned done = 0;
    while (done < count && (list->count != 0 || page_list_refill(list, gfp))) {
        unsigned step = min(count - done, list->count);
        page_list_take(list, step, pages + done);
        done += step;
    }
    return done;
}

static unsigned bulk_from_node(int node, gfp_t gfp, unsigned count, struct page **pages)
{
    unsigned done = 0;
    for (unsigned type = gfp & __GFP_DMA32 ? ZONE_DMA32 + 1 : ZONE_TYPES; type-- > 0;) {
        struct zone *zone = &zones[node][type];
        if (zone->managed_pages != 0) {
            done += zone_alloc_bulk(zone, gfp, count - done, pages + done, PAGE_ALLOCATED);
        }
    }
    return done;
}

static void clear_all(unsigned count, struct page *const *pages)
{
    for (unsigned i = 0; i < count; i++) {
        clear_pages(page_address(pages[i]), 1);
    }
}

/* Whatever the list of the core cannot give as it stands. */
static __noinline unsigned bulk_slow(int node, gfp_t gfp, unsigned count, struct page **pages)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    const bool failure_due = list->fail_in != 0;
    if (failure_due) {
        count = min(count, list->fail_in - 1);
    }
    unsigned done =
        list_serves(list, node, gfp)
            ? bulk_from_list(list, gfp, count, pages)
            : bulk_from_node(node == NUMA_NO_NODE ? (int)list->node : node, gfp, count, pages);
    if (failure_due) {
        list->fail_in -= done;
    }
    if (gfp & __GFP_ZERO) {
        clear_all(done, pages);
    }
    return done;
}

unsigned alloc_pages_bulk(int node, gfp_t gfp, unsigned count, struct page **pages)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    if (likely(list->count >= count && list->fail_in == 0 && (gfp & __GFP_ZERO) == 0 &&
               list_serves(list, node, gfp))) {
        page_list_take(list, count, pages);
        return count;
    }
    return bulk_slow(node, gfp, count, pages);
}

static __noinline void free_slow(struct page_list *list, unsigned count, struct page *const *pages)
{
    for (unsigned i = 0; i < count; i++) {
        put_page(list, pages[i]);
    }
}

void free_pages_bulk(unsigned count, struct page *const *pages)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    for (; likely(count > 0); count--, pages++) {
        if (unlikely(list->count == PAGE_LIST_CAPACITY || (*pages)->node != list->node)) {
            free_slow(list, count, pages);
            return;
        }
        page_list_add(list, *pages);
    }
}

void drain_local_pages(void)
{
    struct page_list *list = this_cpu_ptr(&page_list);
    page_list_spill(list, list->count);
}

uint64_t pages_free_total(void)
{
    uint64_t total = 0;
    for (unsigned node = 0; node < nr_online_nodes; node++) {
        for (unsigned type = 0; type < ZONE_TYPES; type++) {
            total += READ_ONCE(zones[node][type].free_pages);
        }
    }
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        total += READ_ONCE(per_cpu_ptr(&page_list, cpu)->count);
    }
    return total;
}
