/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Free blocks of a node. Only the first frame of a free block is PAGE_FREE;
 * the frames behind it never are, so a look at a buddy's first frame says
 * whether it can merge.
 */
#include "mm/zone.h"

#include "lib/panic.h"

struct zone zones[MAX_NODES][ZONE_TYPES];

/* One page in so many is kept back, up to a limit. */
#define RESERVE_SHIFT 8
#define RESERVE_MAX 256u

void zone_init(struct zone *zone)
{
    spin_lock_init(&zone->lock, LOCK_ZONE);
    zone->orders = 0;
    for (unsigned order = 0; order <= MAX_ORDER; order++) {
        list_init(&zone->free[order]);
    }
    zone->free_pages = 0;
    zone->managed_pages = 0;
    zone->reserve_pages = 0;
}

void zone_set_reserve(struct zone *zone)
{
    zone->reserve_pages = min(zone->managed_pages >> RESERVE_SHIFT, (uint64_t)RESERVE_MAX);
}

static inline void push_block(struct zone *zone, struct page *page, unsigned order)
{
    page_set_type(page, PAGE_FREE);
    page->order = (uint8_t)order;
    list_add(&page->lru, &zone->free[order]);
    zone->orders |= 1u << order;
}

/* Takes a free block off its list, whose order it keeps. */
static inline void remove_block(struct zone *zone, struct page *page, unsigned order)
{
    list_del(&page->lru);
    if (list_empty(&zone->free[order])) {
        zone->orders &= ~(1u << order);
    }
    page_set_type(page, PAGE_ALLOCATED);
}

/* The smallest block of at least `order`, cut down to it; NULL: none. */
static struct page *take_block(struct zone *zone, unsigned order)
{
    uint32_t usable = zone->orders >> order << order;
    if (usable == 0) {
        return NULL;
    }
    unsigned have = (unsigned)__builtin_ctz(usable);
    struct page *page = list_first_entry(&zone->free[have], struct page, lru);
    remove_block(zone, page, have);
    while (have > order) {
        have--;
        push_block(zone, page + (1u << have), have);
    }
    page->order = (uint8_t)order;
    zone->free_pages -= 1u << order;
    return page;
}

/* The first frame of a free block of `order` whose buddy is `pfn`, or NULL. */
static inline struct page *free_buddy(pfn_t pfn, unsigned order)
{
    pfn_t buddy_pfn = pfn ^ (1u << order);
    if (order == MAX_ORDER || !pfn_valid(buddy_pfn)) {
        return NULL;
    }
    struct page *buddy = pfn_to_page(buddy_pfn);
    return page_type(buddy) == PAGE_FREE && buddy->order == order ? buddy : NULL;
}

static inline void return_frames(struct zone *zone, struct page *page, unsigned order)
{
    pfn_t pfn = page_to_pfn(page);
    struct page *buddy;
    zone->free_pages += 1u << order;
    while ((buddy = free_buddy(pfn, order)) != NULL) {
        remove_block(zone, buddy, order);
        pfn &= ~(pfn_t)(1u << order);
        order++;
    }
    push_block(zone, pfn_to_page(pfn), order);
}

static void return_block(struct zone *zone, struct page *page, unsigned order)
{
    BUG_ON(page_type(page) != PAGE_ALLOCATED || (page_to_pfn(page) & ((1u << order) - 1)) != 0);
    return_frames(zone, page, order);
}

/* Frames that the request may have, given what it must leave alone. */
static inline uint64_t available(const struct zone *zone, gfp_t gfp)
{
    uint64_t reserve = gfp & __GFP_HIGH ? 0 : zone->reserve_pages;
    return zone->free_pages > reserve ? zone->free_pages - reserve : 0;
}

struct page *zone_alloc(struct zone *zone, gfp_t gfp, unsigned order)
{
    struct page *page = NULL;
    spin_lock(&zone->lock);
    if (available(zone, gfp) >= 1u << order) {
        page = take_block(zone, order);
    }
    spin_unlock(&zone->lock);
    return page;
}

void zone_free(struct zone *zone, struct page *page, unsigned order)
{
    spin_lock(&zone->lock);
    return_block(zone, page, order);
    spin_unlock(&zone->lock);
}

/* A block of at most `count` frames, without cutting up a larger one if a
 * smaller one is there. */
static struct page *take_block_upto(struct zone *zone, unsigned count)
{
    unsigned order = min(ilog2(count), (unsigned)__builtin_ctz(zone->orders));
    return take_block(zone, order);
}

unsigned zone_alloc_bulk(struct zone *zone, gfp_t gfp, unsigned count, struct page **pages,
                         enum page_type type)
{
    unsigned done = 0;
    spin_lock(&zone->lock);
    count = (unsigned)min(available(zone, gfp), (uint64_t)count);
    while (done < count) {
        struct page *page = take_block_upto(zone, count - done);
        unsigned frames = 1u << page->order;
        for (unsigned i = 0; i < frames; i++, page++) {
            page_set_type(page, type);
            page->order = 0;
            pages[done++] = page;
        }
    }
    spin_unlock(&zone->lock);
    return done;
}

void zone_free_bulk(struct zone *zone, unsigned count, struct page *const *pages,
                    enum page_type type)
{
    spin_lock(&zone->lock);
    for (unsigned i = 0; i < count; i++) {
        BUG_ON(page_type(pages[i]) != type);
        return_frames(zone, pages[i], 0);
    }
    spin_unlock(&zone->lock);
}

/* mem_map begins as zeros: frames of node 0 need no mark. */
static void mark_node(pfn_t start, pfn_t end, unsigned node)
{
    for (pfn_t pfn = start; pfn < end && node != 0; pfn++) {
        pfn_to_page(pfn)->node = (uint16_t)node;
    }
}

/* In blocks as large as alignment and the end of the range allow. */
void zone_add_range(struct zone *zone, pfn_t start, pfn_t end, unsigned node)
{
    zone->managed_pages += end - start;
    mark_node(start, end, node);
    while (start < end) {
        unsigned order =
            min((unsigned)__builtin_ctzll(start | 1u << MAX_ORDER), ilog2(end - start));
        struct page *page = pfn_to_page(start);
        page_set_type(page, PAGE_ALLOCATED);
        return_block(zone, page, order);
        start += 1u << order;
    }
}
