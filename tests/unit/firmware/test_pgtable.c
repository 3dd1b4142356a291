/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pgtable.c: what is mapped can be looked up, and nothing else; barriers. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(16) << 20)
#define VA ((uintptr_t)VMALLOC_START)
#define MiB (UINT64_C(1) << 20)
#define GiB (UINT64_C(1) << 30)
#define MAP_BARRIERS "dsb ishst\nisb\n"

static struct page *pages[2048];

static void start(unsigned count)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, count, pages), count);
}

static void expect_mapped(uintptr_t va, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        struct pgtable_leaf leaf = pgtable_lookup(va + i * PAGE_SIZE + 5);
        ck_assert(leaf.mapped);
        ck_assert_uint_eq(leaf.level, 3);
        ck_assert_uint_eq(leaf.pa, page_to_phys(pages[i]) + 5);
    }
}

START_TEST(pages_over_a_table_border_are_mapped_in_order)
{
    start(1100);
    uintptr_t va = VA + 500 * PAGE_SIZE;
    ck_assert_int_eq(pgtable_map_pages(va, pages, 1100, PROT_KERNEL), FW_OK);
    expect_mapped(va, 0, 1100);
    ck_assert(!pgtable_lookup(va - 1).mapped);
    ck_assert(!pgtable_lookup(va + 1100 * PAGE_SIZE).mapped);
    ck_assert_uint_eq(pgtable_table_pages(), 2 + 4);
}
END_TEST

START_TEST(one_pair_of_barriers_for_each_map)
{
    start(1100);
    pgtable_map_pages(VA, pages, 1, PROT_KERNEL); /* the tables come with a barrier each */
    fake_trace_start();
    pgtable_map_pages(VA + PAGE_SIZE, pages, 300, PROT_KERNEL);
    ck_assert_str_eq(fake_trace(), MAP_BARRIERS);
    pgtable_unmap(VA, 301 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), ""); /* the flush is the caller's */
}
END_TEST

START_TEST(new_table_is_visible_before_it_is_linked)
{
    start(1);
    fake_trace_start();
    pgtable_map_pages(VA, pages, 1, PROT_KERNEL);
    ck_assert_str_eq(fake_trace(), "dmb ishst\ndmb ishst\ndmb ishst\n" MAP_BARRIERS);
}
END_TEST

START_TEST(map_over_a_mapping_is_busy_and_keeps_it)
{
    start(10);
    pgtable_map_pages(VA + 5 * PAGE_SIZE, pages + 5, 1, PROT_KERNEL);
    ck_assert_int_eq(pgtable_map_pages(VA, pages + 1, 6, PROT_KERNEL), FW_BUSY);
    expect_mapped(VA, 5, 1);
}
END_TEST

START_TEST(unmap_clears_the_range_and_no_more)
{
    start(1100);
    pgtable_map_pages(VA, pages, 1100, PROT_KERNEL);
    pgtable_unmap(VA + 10 * PAGE_SIZE, 1000 * PAGE_SIZE);
    expect_mapped(VA, 0, 10);
    expect_mapped(VA, 1010, 90);
    for (unsigned i = 10; i < 1010; i++) {
        ck_assert(!pgtable_lookup(VA + i * PAGE_SIZE).mapped);
    }
    uint64_t tables = pgtable_table_pages();
    pgtable_map_pages(VA + 10 * PAGE_SIZE, pages + 10, 1000, PROT_KERNEL);
    ck_assert_uint_eq(pgtable_table_pages(), tables);
    expect_mapped(VA, 0, 1100);
}
END_TEST

START_TEST(unmap_of_nothing_is_harmless_and_quick)
{
    start(1);
    pgtable_unmap(VA, VMALLOC_END - VMALLOC_START);
    pgtable_map_pages(VA + GiB, pages, 1, PROT_KERNEL);
    pgtable_unmap(VA, VMALLOC_END - VMALLOC_START);
    ck_assert(!pgtable_lookup(VA + GiB).mapped);
}
END_TEST

START_TEST(missing_table_memory_is_reported)
{
    start(1);
    while (alloc_page(GFP_ATOMIC) != NULL) {
    }
    ck_assert_int_eq(pgtable_map_pages(VA, pages, 1, PROT_KERNEL), FW_NO_MEMORY);
    ck_assert_int_eq(pgtable_map_phys(VA, 0, PAGE_SIZE, PROT_KERNEL), FW_NO_MEMORY);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {pages_over_a_table_border_are_mapped_in_order, 0},
        {one_pair_of_barriers_for_each_map, 0},
        {new_table_is_visible_before_it_is_linked, 0},
        {map_over_a_mapping_is_busy_and_keeps_it, 0},
        {unmap_clears_the_range_and_no_more, 0},
        {unmap_of_nothing_is_harmless_and_quick, 0},
        {missing_table_memory_is_reported, 0},
    };
    return unit_run("pgtable", tests, ARRAY_SIZE(tests));
}
