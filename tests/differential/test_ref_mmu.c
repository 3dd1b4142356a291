/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the judge's accesses, over one level 3 table reached at once. */
#include "ref_mmu.h"

#include "suite.h"

#define PAGE(n) ((uint64_t)(n) << 12)

static struct ref_mmu mmu;
static uint64_t missed_page[16];
static unsigned missed_in_l2, missed_count;

/* Every table entry leads to one table at 0, whose every entry is a global page. */
static bool read_descriptor(void *ctx, uint64_t pa, uint64_t *ret_value)
{
    (void)ctx, (void)pa;
    *ret_value = 1 << 10 | 3;
    return pa < 4096;
}

static void note_miss(void *ctx, enum ref_side side, uint64_t va, bool in_l2)
{
    (void)ctx, (void)side;
    ck_assert_uint_lt(missed_count, 16);
    missed_page[missed_count++] = va >> 12;
    missed_in_l2 += in_l2;
}

/* L1 TLBs of l1 entries, an L2 of 8, all FIFO. */
static void make(unsigned l1)
{
    const struct ref_tlb_shape small = {l1, 0, REF_FIFO, 1 << 12},
                               large = {8, 0, REF_FIFO, 1 << 12};

    mmu = (struct ref_mmu){.read = read_descriptor, .missed = note_miss, .regime.tcr = 16};
    ref_tlb_init(&mmu.l1[REF_SIDE_I], &small);
    ref_tlb_init(&mmu.l1[REF_SIDE_D], &small);
    ref_tlb_init(&mmu.l2, &large);
    missed_count = missed_in_l2 = 0;
}

static bool access_data(enum ref_access_kind kind, uint64_t va, uint8_t element, uint8_t count)
{
    const struct ref_access access = {.kind = kind, .element = element, .count = count};

    return ref_mmu_data(&mmu, &access, va);
}

static void load_page(unsigned n)
{
    ck_assert(access_data(REF_ACCESS_LOAD, PAGE(n), 8, 1));
}

static void expect_misses(unsigned count, const uint64_t *pages)
{
    ck_assert_uint_eq(missed_count, count);
    for (unsigned i = 0; i < count; i++) {
        ck_assert_uint_eq(missed_page[i], pages[i]);
    }
}

/* Page 0 is first in line to leave, page 1 is absent. */
static void line_up(void)
{
    make(2);
    load_page(0);
    load_page(4);
    missed_count = 0;
}

START_TEST(sides_miss_apart_and_share_l2)
{
    make(2);
    ck_assert(ref_mmu_fetch(&mmu, PAGE(3)));
    load_page(3);
    load_page(3);
    expect_misses(2, (const uint64_t[]){3, 3});
    ck_assert_uint_eq(missed_in_l2, 1);
    ck_assert_uint_eq(mmu.counts.l2_miss, 1);
    ck_assert_uint_eq(mmu.counts.descriptor_reads, 4);
    ck_assert_uint_eq(mmu.counts.data_accesses, 2);
}
END_TEST

START_TEST(straddling_load_misses_second_page_once)
{
    line_up();
    ck_assert(access_data(REF_ACCESS_LOAD, 0xffc, 8, 1));
    expect_misses(1, (const uint64_t[]){1});
}
END_TEST

START_TEST(straddling_store_misses_first_page_again)
{
    line_up();
    ck_assert(access_data(REF_ACCESS_STORE, 0xffc, 8, 1));
    expect_misses(2, (const uint64_t[]){1, 0});
    ck_assert_uint_eq(mmu.counts.data_accesses, 4);
}
END_TEST

START_TEST(straddling_store_under_mutation_misses_once)
{
    line_up();
    mmu.store_once = true;
    ck_assert(access_data(REF_ACCESS_STORE, 0xffc, 8, 1));
    expect_misses(1, (const uint64_t[]){1});
}
END_TEST

START_TEST(pair_parted_by_page_end_misses_second_page_once)
{
    line_up();
    ck_assert(access_data(REF_ACCESS_STORE, 0xff8, 8, 2));
    expect_misses(1, (const uint64_t[]){1});
}
END_TEST

START_TEST(unmapped_access_is_a_miss_that_fills_nothing)
{
    make(2);
    ck_assert(!ref_mmu_fetch(&mmu, 1ULL << 50));
    ck_assert(!ref_mmu_fetch(&mmu, 1ULL << 50));
    ck_assert_uint_eq(mmu.counts.miss[REF_SIDE_I], 2);
}
END_TEST

START_TEST(invalidate_reaches_every_tlb)
{
    make(2);
    ck_assert(ref_mmu_fetch(&mmu, PAGE(3)));
    load_page(3);
    ref_mmu_invalidate(&mmu, (struct ref_tlbi){.reach = REF_VA_ALL_ASIDS, .va = PAGE(3)});
    ck_assert_uint_eq(mmu.l1[REF_SIDE_I].count + mmu.l1[REF_SIDE_D].count + mmu.l2.count, 0);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        {sides_miss_apart_and_share_l2, 0},
        {straddling_load_misses_second_page_once, 0},
        {straddling_store_misses_first_page_again, 0},
        {straddling_store_under_mutation_misses_once, 0},
        {pair_parted_by_page_end_misses_second_page_once, 0},
        {unmapped_access_is_a_miss_that_fills_nothing, 0},
        {invalidate_reaches_every_tlb, 0},
        {NULL, 0},
    };

    return suite_run_rows("ref_mmu", tests);
}
