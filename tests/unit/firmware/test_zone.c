/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zone.c: blocks split, merge with their buddy only, and are checked. */
#include "fake.h"
#include "mm/zone.h"
#include "unit.h"

#define FRAMES 4096

/* One zone of FRAMES frames, with a page array of its own. */
static struct zone *start_zone(void)
{
    static struct page pages[FRAMES];
    mem_map = pages;
    mem_map_start = FAKE_RAM_START >> PAGE_SHIFT;
    mem_map_count = FRAMES;
    zone_init(&zones[0][0]);
    zone_add_range(&zones[0][0], mem_map_start, mem_map_start + FRAMES, 0);
    return &zones[0][0];
}

static uint64_t frame(const struct page *page)
{
    return page_to_pfn(page) - mem_map_start;
}

START_TEST(fresh_zone_holds_largest_blocks_only)
{
    struct zone *zone = start_zone();
    ck_assert_uint_eq(zone->orders, 1u << MAX_ORDER);
    ck_assert_uint_eq(zone->free_pages, FRAMES);
    ck_assert_uint_eq(zone->managed_pages, FRAMES);
}
END_TEST

START_TEST(odd_range_is_cut_into_aligned_blocks)
{
    struct zone *zone = start_zone();
    zone_init(zone);
    zone_add_range(zone, mem_map_start + 3, mem_map_start + 13, 0);
    /* 3, 4-7, 8-11, 12 */
    ck_assert_uint_eq(zone->orders, 1u << 0 | 1u << 2);
    ck_assert_uint_eq(zone->free_pages, 10);
    ck_assert_ptr_nonnull(zone_alloc(zone, GFP_KERNEL, 2));
    ck_assert_ptr_nonnull(zone_alloc(zone, GFP_KERNEL, 2));
    ck_assert_ptr_null(zone_alloc(zone, GFP_KERNEL, 1));
}
END_TEST

START_TEST(split_leaves_one_block_of_each_lower_order)
{
    struct zone *zone = start_zone();
    struct page *page = zone_alloc(zone, GFP_KERNEL, 3);
    ck_assert_uint_eq(frame(page) % 8, 0);
    ck_assert_uint_eq(page->order, 3);
    ck_assert_uint_eq(zone->orders, 0x7f8);
    zone_free(zone, page, 3);
    ck_assert_uint_eq(zone->orders, 1u << MAX_ORDER);
}
END_TEST

START_TEST(neighbour_that_is_no_buddy_does_not_merge)
{
    struct zone *zone = start_zone();
    struct page *block = zone_alloc(zone, GFP_KERNEL, 2);
    for (int i = 0; i < 4; i++) {
        block[i].type = PAGE_ALLOCATED;
    }
    zone_free(zone, block + 1, 0);
    zone_free(zone, block + 2, 0); /* adjacent, but the buddy of 3 */
    ck_assert_uint_eq(block[1].order, 0);
    ck_assert_uint_eq(block[2].order, 0);
    zone_free(zone, block + 0, 0);
    ck_assert_uint_eq(block[0].order, 1);
    zone_free(zone, block + 3, 0);
    ck_assert_uint_eq(zone->orders, 1u << MAX_ORDER);
}
END_TEST

START_TEST(random_blocks_never_overlap_and_all_merge_again)
{
    struct zone *zone = start_zone();
    static struct page *held[FRAMES];
    static uint8_t owner[FRAMES];
    unsigned count = 0;
    uint64_t seed = 7;
    for (int step = 0; step < 20000; step++) {
        if (unit_random(&seed) % 2 == 0 && count < FRAMES) {
            unsigned order = (unsigned)(unit_random(&seed) % 6);
            struct page *page = zone_alloc(zone, GFP_KERNEL, order);
            if (page == NULL) {
                continue;
            }
            for (unsigned i = 0; i < 1u << order; i++) {
                ck_assert_uint_eq(owner[frame(page) + i]++, 0);
            }
            held[count++] = page;
        } else if (count > 0) {
            unsigned victim = (unsigned)(unit_random(&seed) % count);
            struct page *page = held[victim];
            held[victim] = held[--count];
            for (unsigned i = 0; i < 1u << page->order; i++) {
                owner[frame(page) + i]--;
            }
            zone_free(zone, page, page->order);
        }
    }
    while (count > 0) {
        count--;
        zone_free(zone, held[count], held[count]->order);
    }
    ck_assert_uint_eq(zone->orders, 1u << MAX_ORDER);
    ck_assert_uint_eq(zone->free_pages, FRAMES);
}
END_TEST

START_TEST(bulk_takes_small_blocks_before_cutting_large_ones)
{
    struct zone *zone = start_zone();
    struct page *pages[40];
    struct page *one = zone_alloc(zone, GFP_KERNEL, 0);
    ck_assert_uint_eq(zone_alloc_bulk(zone, GFP_KERNEL, 40, pages, PAGE_CACHED), 40);
    for (unsigned i = 0; i < 40; i++) {
        ck_assert_uint_eq(pages[i]->type, PAGE_CACHED);
        ck_assert_uint_eq(pages[i]->order, 0);
        ck_assert_uint_eq(frame(pages[i]), frame(one) + 1 + i);
    }
    zone_free_bulk(zone, 40, pages, PAGE_CACHED);
    zone_free(zone, one, 0);
    ck_assert_uint_eq(zone->orders, 1u << MAX_ORDER);
}
END_TEST

START_TEST(reserve_is_for_atomic_requests)
{
    struct zone *zone = start_zone();
    static struct page *pages[FRAMES];
    zone_set_reserve(zone);
    ck_assert_uint_eq(zone->reserve_pages, FRAMES / 256);
    unsigned got = zone_alloc_bulk(zone, GFP_KERNEL, FRAMES, pages, PAGE_ALLOCATED);
    ck_assert_uint_eq(got, FRAMES - FRAMES / 256);
    ck_assert_ptr_null(zone_alloc(zone, GFP_KERNEL, 0));
    ck_assert_ptr_nonnull(zone_alloc(zone, GFP_ATOMIC, 0));
    ck_assert_uint_eq(zone_alloc_bulk(zone, GFP_ATOMIC, FRAMES, pages, PAGE_ALLOCATED),
                      FRAMES / 256 - 1);
    ck_assert_uint_eq(zone->free_pages, 0);
    ck_assert_ptr_null(zone_alloc(zone, GFP_ATOMIC, 0));
}
END_TEST

START_TEST(double_free_panics)
{
    struct zone *zone = start_zone();
    struct page *page = zone_alloc(zone, GFP_KERNEL, 1);
    zone_free(zone, page, 1);
    zone_free(zone, page, 1);
}
END_TEST

START_TEST(free_of_misaligned_block_panics)
{
    struct zone *zone = start_zone();
    struct page *page = zone_alloc(zone, GFP_KERNEL, 2);
    page[1].type = PAGE_ALLOCATED;
    zone_free(zone, page + 1, 1);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {fresh_zone_holds_largest_blocks_only, 0},
        {odd_range_is_cut_into_aligned_blocks, 0},
        {split_leaves_one_block_of_each_lower_order, 0},
        {neighbour_that_is_no_buddy_does_not_merge, 0},
        {random_blocks_never_overlap_and_all_merge_again, 0},
        {bulk_takes_small_blocks_before_cutting_large_ones, 0},
        {reserve_is_for_atomic_requests, 0},
        {double_free_panics, SIGABRT},
        {free_of_misaligned_block_panics, SIGABRT},
    };
    return unit_run("zone", tests, ARRAY_SIZE(tests));
}
