/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pgtable_protect.c: in place where that is allowed, broken first where it is not. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(16) << 20)
#define VA ((uintptr_t)VMALLOC_START)
#define KiB (UINT64_C(1) << 10)
#define MiB (UINT64_C(1) << 20)
#define GiB (UINT64_C(1) << 30)

static struct page *pages[16];

static void start(unsigned count)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, count, pages), count);
}

START_TEST(protect_changes_permissions_in_place_then_flushes)
{
    start(2);
    pgtable_map_pages(VA, pages, 2, PROT_KERNEL);
    fake_trace_start();
    ck_assert_int_eq(pgtable_protect(VA, 2 * PAGE_SIZE, PROT_KERNEL_ROX), FW_OK);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "tlbi vaale1is, 0xff800000000\n"
                                   "tlbi vaale1is, 0xff800000001\n"
                                   "dsb ish\nisb\n");
    for (unsigned i = 0; i < 2; i++) {
        ck_assert_uint_eq(pgtable_lookup(VA + i * PAGE_SIZE).pte,
                          pte_leaf(page_to_phys(pages[i]), PROT_KERNEL_ROX, 3));
    }
}
END_TEST

static bool was_broken;

static void look_at_entry(const char *name, uint64_t operand)
{
    (void)name;
    (void)operand;
    was_broken = was_broken || !pgtable_lookup(VA).mapped;
}

START_TEST(protect_breaks_before_it_makes_another_memory_type)
{
    start(1);
    pgtable_map_pages(VA, pages, 1, PROT_KERNEL);
    fake_on_tlbi(look_at_entry);
    ck_assert_int_eq(pgtable_protect(VA, PAGE_SIZE, PROT_KERNEL_RO), FW_OK);
    ck_assert(!was_broken);
    ck_assert_int_eq(pgtable_protect(VA, PAGE_SIZE, PROT_DEVICE), FW_OK);
    ck_assert(was_broken);
    ck_assert_uint_eq(pgtable_lookup(VA).pte, pte_leaf(page_to_phys(pages[0]), PROT_DEVICE, 3));
}
END_TEST

START_TEST(protect_of_a_hole_changes_nothing)
{
    start(3);
    pgtable_map_pages(VA, pages, 3, PROT_KERNEL);
    pgtable_unmap(VA + 2 * PAGE_SIZE, PAGE_SIZE);
    fake_trace_start();
    ck_assert_int_eq(pgtable_protect(VA, 3 * PAGE_SIZE, PROT_KERNEL_RO), FW_UNKNOWN);
    ck_assert_str_eq(fake_trace(), "");
    ck_assert_uint_eq(pgtable_lookup(VA).pte, pte_leaf(page_to_phys(pages[0]), PROT_KERNEL, 3));
}
END_TEST

static unsigned run_left;

/* How much of the run is still mapped when the first invalidation is issued. */
static void look_at_run(const char *name, uint64_t operand)
{
    (void)name;
    (void)operand;
    for (unsigned i = 0; run_left == 99 && i < 16; i++) {
        run_left = i == 0 ? 0 : run_left;
        run_left += pgtable_lookup(VA + i * PAGE_SIZE).mapped;
    }
}

START_TEST(protect_breaks_a_contiguous_run_whole)
{
    start(1);
    pgtable_map_phys(VA, MiB, 64 * KiB, PROT_KERNEL);
    run_left = 99;
    fake_on_tlbi(look_at_run);
    ck_assert_int_eq(pgtable_protect(VA, 64 * KiB, PROT_KERNEL_RO), FW_OK);
    ck_assert_uint_le(run_left, 1);
    for (unsigned i = 0; i < 16; i++) {
        ck_assert_uint_eq(pgtable_lookup(VA + i * PAGE_SIZE).pte,
                          pte_leaf(MiB + i * PAGE_SIZE, PROT_KERNEL_RO, 3) | PTE_CONT);
    }
}
END_TEST

START_TEST(protect_changes_a_block_in_place)
{
    start(1);
    pgtable_map_phys(VA, 2 * MiB, 2 * MiB, PROT_KERNEL);
    fake_on_tlbi(look_at_entry);
    ck_assert_int_eq(pgtable_protect(VA, 2 * MiB, PROT_KERNEL_RO), FW_OK);
    ck_assert(!was_broken);
    ck_assert_uint_eq(pgtable_lookup(VA).pte, pte_leaf(2 * MiB, PROT_KERNEL_RO, 2));
}
END_TEST

START_TEST(protect_of_part_of_a_run_or_block_changes_nothing)
{
    start(1);
    pgtable_map_phys(VA, MiB, 64 * KiB, PROT_KERNEL);
    pgtable_map_phys(VA + 2 * MiB, 2 * MiB, 2 * MiB, PROT_KERNEL);
    ck_assert_int_eq(pgtable_protect(VA, 32 * KiB, PROT_KERNEL_RO), FW_UNKNOWN);
    ck_assert_int_eq(pgtable_protect(VA + 3 * MiB, MiB, PROT_KERNEL_RO), FW_UNKNOWN);
    ck_assert_uint_eq(pgtable_lookup(VA).pte, pte_leaf(MiB, PROT_KERNEL, 3) | PTE_CONT);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {protect_changes_permissions_in_place_then_flushes, 0},
        {protect_breaks_before_it_makes_another_memory_type, 0},
        {protect_of_a_hole_changes_nothing, 0},
        {protect_breaks_a_contiguous_run_whole, 0},
        {protect_changes_a_block_in_place, 0},
        {protect_of_part_of_a_run_or_block_changes_nothing, 0},
    };
    return unit_run("pgtable_protect", tests, ARRAY_SIZE(tests));
}
