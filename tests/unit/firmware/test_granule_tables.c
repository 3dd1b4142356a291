/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pte.h, pgtable.c and tlbflush.c with pages of 16K and of 64K; built once for
 * each. The numbers are those of the Arm ARM's tables of each granule.
 */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/tlbflush.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#define RAM_SIZE (UINT64_C(256) << 20)
#define VA ((uintptr_t)VMALLOC_START)
#define IS_16K (PAGE_SHIFT == 14)

START_TEST(geometry_is_that_of_the_granule)
{
    ck_assert_uint_eq(PTRS_PER_TABLE, IS_16K ? 2048 : 8192);
    ck_assert_uint_eq(PTE_ROOT_LEVEL, IS_16K ? 0 : 1);
    ck_assert_uint_eq(pte_level_shift(2), IS_16K ? 25 : 29);
    ck_assert_uint_eq(CONT_PTE_SIZE, UINT64_C(2) << 20);
    ck_assert_uint_eq(TLBFLUSH_MAX_PAGES, IS_16K ? 2048 : 8192);
}
END_TEST

/* Bits above 47 are all ones in this half and select nothing. */
START_TEST(root_index_has_the_bits_that_are_left)
{
    ck_assert_uint_eq(pte_index(VA, PTE_ROOT_LEVEL), IS_16K ? 1 : 32);
    ck_assert_uint_eq(pte_index(PAGE_OFFSET, PTE_ROOT_LEVEL), 0);
    ck_assert_uint_eq(pte_index(~(uintptr_t)0, PTE_ROOT_LEVEL), IS_16K ? 1 : 63);
    ck_assert_uint_eq(pte_index(~(uintptr_t)0, 3), PTRS_PER_TABLE - 1);
}
END_TEST

START_TEST(address_field_begins_at_the_page)
{
    const pte_t leaf = pte_leaf(UINT64_C(0x123450000), PROT_KERNEL, 3);
    ck_assert_uint_eq(pte_phys(leaf), UINT64_C(0x123450000));
    ck_assert_uint_eq(pte_phys(leaf | (PAGE_SIZE - 1)), UINT64_C(0x123450000));
    ck_assert_uint_eq(pte_phys(~UINT64_C(0)), (UINT64_C(1) << 48) - PAGE_SIZE);
}
END_TEST

START_TEST(pages_over_a_table_border_are_mapped_in_order)
{
    static struct page *pages[100];
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, 100, pages), 100);
    const uintptr_t va = VA + (PTRS_PER_TABLE - 50) * PAGE_SIZE;
    ck_assert_int_eq(pgtable_map_pages(va, pages, 100, PROT_KERNEL), FW_OK);
    for (unsigned i = 0; i < 100; i++) {
        const struct pgtable_leaf leaf = pgtable_lookup(va + i * PAGE_SIZE + 5);
        ck_assert(leaf.mapped);
        ck_assert_uint_eq(leaf.pa, page_to_phys(pages[i]) + 5);
    }
    /* Two of level 3; above them one of each level but the root. */
    ck_assert_uint_eq(pgtable_table_pages(), 2 + (2 - PTE_ROOT_LEVEL));
    pgtable_unmap(va, 100 * PAGE_SIZE);
    ck_assert(!pgtable_lookup(va).mapped);
}
END_TEST

START_TEST(blocks_are_those_of_level_2)
{
    fake_machine_start(RAM_SIZE, 1);
    const uint64_t block = UINT64_C(1) << pte_level_shift(2);
    const uint64_t large = UINT64_C(1) << pte_level_shift(1);
    ck_assert_int_eq(pgtable_map_phys(VA, large, block, PROT_DEVICE), FW_OK);
    ck_assert_uint_eq(pgtable_lookup(VA + 7).level, 2);
    ck_assert_uint_eq(pgtable_lookup(VA + 7).pa, large + 7);
    if (IS_16K) { /* 64G fit one entry of level 1, which may not be a block */
        ck_assert_int_eq(pgtable_map_phys(VA + large, large, large, PROT_DEVICE), FW_OK);
        ck_assert_uint_eq(pgtable_lookup(VA + large).level, 2);
    }
}
END_TEST

/* Operands count in units of 4K whatever the granule. */
START_TEST(flush_steps_by_whole_pages)
{
    char expected[160];
    fake_trace_start();
    flush_tlb_kernel_range(VA, VA + 2 * PAGE_SIZE);
    snprintf(expected, sizeof(expected),
             "dsb ishst\n"
             "tlbi vaale1is, 0xff800000000\n"
             "tlbi vaale1is, 0xff8000000%s\n"
             "dsb ish\n"
             "isb\n",
             IS_16K ? "04" : "10");
    ck_assert_str_eq(fake_trace(), expected);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {geometry_is_that_of_the_granule, 0},  {root_index_has_the_bits_that_are_left, 0},
        {address_field_begins_at_the_page, 0}, {pages_over_a_table_border_are_mapped_in_order, 0},
        {blocks_are_those_of_level_2, 0},      {flush_steps_by_whole_pages, 0},
    };
    return unit_run(IS_16K ? "granule_tables_16k" : "granule_tables_64k", tests, ARRAY_SIZE(tests));
}
