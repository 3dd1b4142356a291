/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pgtable_block.c: as few entries as fit, and nothing live is ever split. */
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

START_TEST(contiguous_memory_uses_the_largest_blocks_that_fit)
{
    start(1);
    uintptr_t va = VA + GiB - 2 * MiB - PAGE_SIZE;
    phys_addr_t pa = 2 * GiB - 2 * MiB - PAGE_SIZE;
    uint64_t size = PAGE_SIZE + 2 * MiB + GiB + 4 * MiB + PAGE_SIZE;
    ck_assert_int_eq(pgtable_map_phys(va, pa, size, PROT_DEVICE), FW_OK);
    static const unsigned levels[] = {3, 2, 1, 2, 2, 3};
    uint64_t offset = 0;
    for (unsigned i = 0; i < ARRAY_SIZE(levels); i++) {
        struct pgtable_leaf leaf = pgtable_lookup(va + offset + 7);
        ck_assert_uint_eq(leaf.level, levels[i]);
        ck_assert_uint_eq(leaf.pa, pa + offset + 7);
        offset += UINT64_C(1) << pte_level_shift(levels[i]);
    }
    ck_assert_uint_eq(offset, size);
    pgtable_unmap(va, size);
    ck_assert(!pgtable_lookup(va).mapped && !pgtable_lookup(va + size - 1).mapped);
}
END_TEST

/* Level 3 entries from va on with the contiguous bit. */
static unsigned count_cont(uintptr_t va, unsigned entries)
{
    unsigned count = 0;
    for (unsigned i = 0; i < entries; i++) {
        const struct pgtable_leaf leaf = pgtable_lookup(va + i * PAGE_SIZE);
        ck_assert(leaf.mapped && leaf.level == 3);
        count += (leaf.pte & PTE_CONT) != 0;
    }
    return count;
}

START_TEST(aligned_sixteen_pages_are_a_contiguous_run)
{
    start(1);
    const uintptr_t va = VA + 64 * KiB - PAGE_SIZE;
    const phys_addr_t pa = MiB + 64 * KiB - PAGE_SIZE;
    ck_assert_int_eq(pgtable_map_phys(va, pa, 64 * KiB + 3 * PAGE_SIZE, PROT_KERNEL), FW_OK);
    ck_assert_uint_eq(count_cont(va, 1), 0);
    ck_assert_uint_eq(count_cont(va + PAGE_SIZE, 16), 16);
    ck_assert_uint_eq(count_cont(va + 17 * PAGE_SIZE, 2), 0);
    ck_assert_uint_eq(pgtable_lookup(va + 20).pa, pa + 20);
    ck_assert_uint_eq(pgtable_lookup(va + 10 * PAGE_SIZE).pa, pa + 10 * PAGE_SIZE);
}
END_TEST

START_TEST(addresses_or_memory_off_by_a_page_make_no_run)
{
    start(1);
    ck_assert_int_eq(pgtable_map_phys(VA + PAGE_SIZE, MiB, 64 * KiB, PROT_KERNEL), FW_OK);
    ck_assert_uint_eq(count_cont(VA + PAGE_SIZE, 16), 0);
    ck_assert_int_eq(pgtable_map_phys(VA + MiB, MiB + PAGE_SIZE, 64 * KiB, PROT_KERNEL), FW_OK);
    ck_assert_uint_eq(count_cont(VA + MiB, 16), 0);
}
END_TEST

START_TEST(run_over_an_entry_in_use_is_busy)
{
    start(1);
    pgtable_map_pages(VA + 7 * PAGE_SIZE, pages, 1, PROT_KERNEL);
    ck_assert_int_eq(pgtable_map_phys(VA, MiB, 64 * KiB, PROT_KERNEL), FW_BUSY);
    ck_assert(!pgtable_lookup(VA).mapped);
}
END_TEST

START_TEST(unmap_of_part_of_a_run_panics)
{
    start(1);
    pgtable_map_phys(VA, MiB, 64 * KiB, PROT_KERNEL);
    pgtable_unmap(VA + PAGE_SIZE, 15 * PAGE_SIZE);
}
END_TEST

START_TEST(unmap_clears_runs_and_pages_together)
{
    start(1);
    pgtable_map_phys(VA, MiB, 2 * 64 * KiB, PROT_KERNEL);
    pgtable_unmap(VA + 64 * KiB, 64 * KiB);
    ck_assert_uint_eq(count_cont(VA, 16), 16);
    ck_assert(!pgtable_lookup(VA + 64 * KiB).mapped);
    pgtable_unmap(VA, 64 * KiB);
    ck_assert(!pgtable_lookup(VA).mapped && !pgtable_lookup(VA + 15 * PAGE_SIZE).mapped);
}
END_TEST

static uint64_t free_at_flush;

static void note_free_pages(const char *name, uint64_t operand)
{
    (void)operand;
    ck_assert_str_eq(name, "vaae1is");
    ck_assert(!pgtable_lookup(VA).mapped);
    free_at_flush = pages_free_total();
}

/* The table is out of the tree when it is flushed, and free only afterwards. */
START_TEST(block_takes_the_place_of_an_empty_table_after_its_flush)
{
    start(1);
    pgtable_map_pages(VA, pages, 1, PROT_KERNEL);
    pgtable_unmap(VA, PAGE_SIZE);
    const uint64_t tables = pgtable_table_pages(), unused = pages_free_total();
    fake_on_tlbi(note_free_pages);
    fake_trace_start();
    ck_assert_int_eq(pgtable_map_phys(VA, 2 * MiB, 2 * MiB, PROT_KERNEL), FW_OK);
    ck_assert_str_eq(fake_trace(), "dsb ishst\ntlbi vaae1is, 0xff800000000\ndsb ish\nisb\n"
                                   "dsb ishst\nisb\n");
    ck_assert_uint_eq(free_at_flush, unused);
    ck_assert_uint_eq(pages_free_total(), unused + 1);
    ck_assert_uint_eq(pgtable_table_pages(), tables - 1);
    ck_assert_uint_eq(pgtable_lookup(VA + MiB).level, 2);
}
END_TEST

START_TEST(table_in_use_keeps_a_block_out)
{
    start(1);
    pgtable_map_pages(VA + MiB, pages, 1, PROT_KERNEL);
    ck_assert_int_eq(pgtable_map_phys(VA, 2 * MiB, 2 * MiB, PROT_KERNEL), FW_BUSY);
    ck_assert(pgtable_lookup(VA + MiB).mapped);
    ck_assert_uint_eq(pgtable_lookup(VA).level, 3); /* as far as it came, by pages */
}
END_TEST

START_TEST(blocks_of_pages_take_one_pair_of_barriers)
{
    fake_machine_start(RAM_SIZE, 1);
    struct page *block = alloc_pages(GFP_KERNEL, 5), *frames[32];
    for (unsigned i = 0; i < 32; i++) {
        frames[i] = block + (i ^ 16); /* two runs, the upper first */
    }
    pgtable_map_phys(VA, 0, PAGE_SIZE, PROT_KERNEL); /* the tables are there */
    fake_trace_start();
    ck_assert_int_eq(pgtable_map_blocks(VA + MiB, frames, 32, 4, PROT_KERNEL), FW_OK);
    ck_assert_str_eq(fake_trace(), "dsb ishst\nisb\n");
    ck_assert_uint_eq(count_cont(VA + MiB, 32), 32);
    ck_assert_uint_eq(pgtable_lookup(VA + MiB).pa, page_to_phys(block + 16));
    ck_assert_uint_eq(pgtable_lookup(VA + MiB + 64 * KiB).pa, page_to_phys(block));
}
END_TEST

START_TEST(page_inside_a_block_is_busy)
{
    start(1);
    pgtable_map_phys(VA, 2 * MiB, 2 * MiB, PROT_KERNEL);
    ck_assert_int_eq(pgtable_map_pages(VA + PAGE_SIZE, pages, 1, PROT_KERNEL), FW_BUSY);
    ck_assert_int_eq(pgtable_map_phys(VA, 2 * MiB, PAGE_SIZE, PROT_KERNEL), FW_BUSY);
}
END_TEST

START_TEST(unmap_of_part_of_a_block_panics)
{
    start(1);
    pgtable_map_phys(VA, 2 * MiB, 2 * MiB, PROT_KERNEL);
    pgtable_unmap(VA, PAGE_SIZE);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {contiguous_memory_uses_the_largest_blocks_that_fit, 0},
        {aligned_sixteen_pages_are_a_contiguous_run, 0},
        {addresses_or_memory_off_by_a_page_make_no_run, 0},
        {run_over_an_entry_in_use_is_busy, 0},
        {unmap_of_part_of_a_run_panics, SIGABRT},
        {unmap_clears_runs_and_pages_together, 0},
        {block_takes_the_place_of_an_empty_table_after_its_flush, 0},
        {table_in_use_keeps_a_block_out, 0},
        {blocks_of_pages_take_one_pair_of_barriers, 0},
        {page_inside_a_block_is_busy, 0},
        {unmap_of_part_of_a_block_panics, SIGABRT},
    };
    return unit_run("pgtable_block", tests, ARRAY_SIZE(tests));
}
