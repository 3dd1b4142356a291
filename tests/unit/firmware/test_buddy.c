/* SPDX-License-Identifier: GPL-2.0-or-later */
/* buddy.c: page lists of the cores, bulk calls, exhaustion, totals. */
#include "fake.h"
#include "mm/buddy.h"
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
        {double_free_panics, SIGABRT},
        {double_bulk_free_panics, SIGABRT},
        {free_with_wrong_order_panics, SIGABRT},
    };
    return unit_run("buddy", tests, ARRAY_SIZE(tests));
}
