/* SPDX-License-Identifier: GPL-2.0-or-later */
/* buddy.c: page lists of the cores, bulk calls, exhaustion, totals. */
#include "fake.h"
#include "mm/zone.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(8) << 20)

START_TEST(totals_return_after_alloc_and_free)
{
    fake_machine_start(RAM_SIZE, 1);
    uint64_t before = pages_free_total();
    struct page *one = alloc_page(GFP_KERNEL);
    struct page *many = alloc_pages(GFP_KERNEL, 4);
    ck_assert_uint_eq(pages_free_total(), before - 17);
    free_page(one);
    free_pages(many, 4);
    ck_assert_uint_eq(pages_free_total(), before);
    ck_assert_uint_le(before, pages_managed_total());
}
END_TEST

START_TEST(zero_is_done_when_asked_and_only_then)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *page = alloc_page(GFP_KERNEL);
    memset(page_address(page), 0x5a, PAGE_SIZE);
    free_page(page);
    ck_assert_ptr_eq(alloc_page(GFP_KERNEL), page); /* newest first */
    ck_assert_uint_eq(*(unsigned char *)page_address(page), 0x5a);
    free_page(page);
    ck_assert_ptr_eq(alloc_page(GFP_KERNEL | __GFP_ZERO), page);
    unsigned char *bytes = page_address(page);
    ck_assert_uint_eq(bytes[0] | bytes[PAGE_SIZE - 1], 0);
    struct page *block = alloc_pages(GFP_KERNEL | __GFP_ZERO, 3);
    bytes = page_address(block);
    ck_assert_uint_eq(bytes[0] | bytes[8 * PAGE_SIZE - 1], 0);
}
END_TEST

START_TEST(all_pages_can_be_had_once_and_none_twice)
{
    fake_machine_start(RAM_SIZE, 1);
    static struct page *pages[RAM_SIZE >> PAGE_SHIFT];
    uint64_t before = pages_free_total();
    uint64_t count = 0;
    while ((pages[count] = alloc_page(GFP_ATOMIC)) != NULL) {
        ck_assert_uint_eq(pages[count]->type, PAGE_ALLOCATED);
        pages[count]->node = 77; /* a second owner would see it */
        count++;
        ck_assert(alloc_pages(GFP_ATOMIC, MAX_ORDER + 1) == NULL);
    }
    ck_assert_uint_eq(count, before);
    ck_assert_uint_eq(pages_free_total(), 0);
    for (uint64_t i = 0; i < count; i++) {
        ck_assert_uint_eq(pages[i]->node, 77);
        pages[i]->node = 0;
        free_page(pages[i]);
    }
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(bulk_crosses_the_list_and_falls_short_at_the_end)
{
    fake_machine_start(RAM_SIZE, 1);
    static struct page *pages[RAM_SIZE >> PAGE_SHIFT];
    uint64_t before = pages_free_total();
    unsigned got = alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 1000, pages);
    ck_assert_uint_eq(got, 1000);
    ck_assert_uint_eq(pages_free_total(), before - 1000);
    got += alloc_pages_bulk(NUMA_NO_NODE, GFP_ATOMIC, 5000, pages + got);
    ck_assert_uint_eq(got, before);
    free_pages_bulk(got, pages);
    ck_assert_uint_eq(pages_free_total(), before);
    drain_local_pages();
    ck_assert_uint_eq(pages_free_total(), before);
    ck_assert_ptr_nonnull(alloc_pages(GFP_KERNEL, MAX_ORDER)); /* merged again */
}
END_TEST

START_TEST(bulk_zeroes_each_page_when_asked)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *pages[100];
    alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL | __GFP_ZERO, 100, pages);
    for (int i = 0; i < 100; i++) {
        unsigned char *bytes = page_address(pages[i]);
        ck_assert_uint_eq(bytes[0] | bytes[PAGE_SIZE - 1], 0);
    }
}
END_TEST

START_TEST(each_core_has_its_own_list)
{
    fake_machine_start(RAM_SIZE, 2);
    uint64_t before = pages_free_total();
    struct page *page = alloc_page(GFP_KERNEL);
    fake_become_cpu(1);
    struct page *other = alloc_page(GFP_KERNEL);
    ck_assert_ptr_ne(page, other);
    free_page(page);
    ck_assert_ptr_eq(alloc_page(GFP_KERNEL), page);
    free_page(page);
    free_page(other);
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(failure_comes_at_the_kth_request_and_once)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *pages[8];
    fail_page_alloc(3);
    ck_assert_ptr_nonnull(alloc_page(GFP_KERNEL));
    ck_assert_ptr_nonnull(alloc_pages(GFP_KERNEL, 2));
    ck_assert_ptr_null(alloc_page(GFP_KERNEL));
    ck_assert_ptr_nonnull(alloc_page(GFP_KERNEL));
    fail_page_alloc(2);
    ck_assert_ptr_nonnull(alloc_page(GFP_KERNEL));
    ck_assert_ptr_null(alloc_pages(GFP_KERNEL, 1));
    fail_page_alloc(1);
    fail_page_alloc(0);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 8, pages), 8);
}
END_TEST

START_TEST(bulk_ends_short_of_the_request_that_fails)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *pages[8];
    uint64_t before = pages_free_total();
    fail_page_alloc(6);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 3, pages), 3);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 5, pages + 3), 2);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 3, pages + 5), 0);
    ck_assert_ptr_null(alloc_page(GFP_KERNEL));
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 3, pages + 5), 3);
    free_pages_bulk(8, pages);
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(split_block_is_freed_frame_by_frame_and_merges_again)
{
    fake_machine_start(RAM_SIZE, 1);
    uint64_t before = pages_free_total();
    struct page *block = alloc_pages(GFP_KERNEL, 3);
    split_page(block, 3);
    ck_assert_uint_eq(block->order, 0);
    for (unsigned i = 8; i > 0; i--) {
        free_page(&block[i - 1]);
    }
    ck_assert_uint_eq(pages_free_total(), before);
    drain_local_pages();
    ck_assert_ptr_eq(alloc_pages(GFP_KERNEL, 3), block);
}
END_TEST

/* Two cores and four nodes of 2 blocks each. */
static void start_nodes(void)
{
    ck_assert(node_set_count(4));
    fake_machine_start(UINT64_C(32) << 20, 2);
}

START_TEST(node_is_a_contiguous_share_of_ram_and_of_the_cores)
{
    start_nodes();
    ck_assert_uint_eq(cpu_to_node(0), 0);
    ck_assert_uint_eq(cpu_to_node(1), 2);
    for (int node = 0; node < 4; node++) {
        struct page *page = alloc_page_node(node, GFP_KERNEL | __GFP_THISNODE);
        ck_assert_uint_eq(page->node, node);
        ck_assert_uint_eq((page_to_phys(page) - FAKE_RAM_START) >> 23, node);
        struct page *block = alloc_pages_node(node, GFP_KERNEL, 4);
        ck_assert_uint_eq(block->node, node);
    }
    ck_assert(!node_set_count(0) && !node_set_count(MAX_NODES + 1));
}
END_TEST

START_TEST(core_takes_from_its_own_node_and_returns_to_the_pages_node)
{
    start_nodes();
    uint64_t before = pages_free_total();
    struct page *mine = alloc_page(GFP_KERNEL);
    fake_become_cpu(1);
    struct page *pages[70];
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 70, pages), 70);
    for (int i = 0; i < 70; i++) {
        ck_assert_uint_eq(pages[i]->node, 2);
    }
    ck_assert_uint_eq(mine->node, 0);
    free_page(mine); /* not to the list of this core */
    ck_assert_ptr_ne(alloc_page(GFP_KERNEL), mine);
    free_pages_bulk(70, pages);
    fake_become_cpu(0);
    drain_local_pages();
    ck_assert_ptr_nonnull(alloc_pages_node(0, GFP_KERNEL | __GFP_THISNODE, MAX_ORDER));
    ck_assert_uint_eq(pages_free_total(), before - 1 - (1u << MAX_ORDER));
}
END_TEST

START_TEST(exhausted_node_falls_back_in_a_ring_unless_told_not_to)
{
    start_nodes();
    unsigned order[4], seen = 0;
    struct page *page;
    while ((page = alloc_page_node(2, GFP_ATOMIC)) != NULL) {
        if (seen == 0 || order[seen - 1] != page->node) {
            ck_assert_uint_lt(seen, 4);
            order[seen++] = page->node;
        }
        if (page->node == 3) {
            ck_assert_ptr_null(alloc_page_node(2, GFP_ATOMIC | __GFP_THISNODE));
            struct page *pages[3]; /* bulk stays on its node: singles fall back */
            ck_assert_uint_eq(alloc_pages_bulk(2, GFP_ATOMIC, 3, pages), 0);
        }
    }
    ck_assert_uint_eq(seen, 4);
    ck_assert(order[0] == 2 && order[1] == 3 && order[2] == 0 && order[3] == 1);
    ck_assert_uint_eq(pages_free_total(), 0);
}
END_TEST

START_TEST(low_frames_are_for_those_who_ask_for_them)
{
    const uint64_t border = UINT64_C(1) << 32, MiB = UINT64_C(1) << 20;
    fake_ram_start_at(border - 8 * MiB, 16 * MiB);
    fake_machine_start_on_ram(1);
    uint64_t before = pages_free_total();
    struct page *high = alloc_page(GFP_KERNEL), *low = alloc_page(GFP_KERNEL | __GFP_DMA32);
    struct page *pages[100];
    ck_assert_uint_ge(page_to_phys(high), border);
    ck_assert_uint_lt(page_to_phys(low), border);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL | __GFP_DMA32, 100, pages), 100);
    for (int i = 0; i < 100; i++) {
        ck_assert_uint_lt(page_to_phys(pages[i]), border);
    }
    free_pages_bulk(100, pages);
    free_page(low);
    free_page(high);
    drain_local_pages(); /* both kinds are on the list */
    ck_assert_uint_eq(pages_free_total(), before);
    for (int type = 0; type < ZONE_TYPES; type++) {
        ck_assert_uint_eq(zones[0][type].free_pages, zones[0][type].managed_pages);
    }
    while ((high = alloc_page(GFP_ATOMIC)) != NULL && page_to_phys(high) >= border) {
    }
    ck_assert_ptr_nonnull(high); /* the low ones do when there are no others */
}
END_TEST

START_TEST(double_free_panics)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *page = alloc_page(GFP_KERNEL);
    free_page(page);
    free_page(page);
}
END_TEST

START_TEST(double_bulk_free_panics)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *pages[2];
    alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 1, pages);
    pages[1] = pages[0];
    free_pages_bulk(2, pages);
}
END_TEST

START_TEST(free_with_wrong_order_panics)
{
    fake_machine_start(RAM_SIZE, 1);
    free_pages(alloc_pages(GFP_KERNEL, 3), 2);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {totals_return_after_alloc_and_free, 0},
        {zero_is_done_when_asked_and_only_then, 0},
        {all_pages_can_be_had_once_and_none_twice, 0},
        {bulk_crosses_the_list_and_falls_short_at_the_end, 0},
        {bulk_zeroes_each_page_when_asked, 0},
        {each_core_has_its_own_list, 0},
        {failure_comes_at_the_kth_request_and_once, 0},
        {bulk_ends_short_of_the_request_that_fails, 0},
        {split_block_is_freed_frame_by_frame_and_merges_again, 0},
        {node_is_a_contiguous_share_of_ram_and_of_the_cores, 0},
        {core_takes_from_its_own_node_and_returns_to_the_pages_node, 0},
        {exhausted_node_falls_back_in_a_ring_unless_told_not_to, 0},
        {low_frames_are_for_those_who_ask_for_them, 0},
        {double_free_panics, SIGABRT},
        {double_bulk_free_panics, SIGABRT},
        {free_with_wrong_order_panics, SIGABRT},
    };
    return unit_run("buddy", tests, ARRAY_SIZE(tests));
}
