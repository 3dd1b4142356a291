/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list that judges the TLBs, judged by hand. */
#include "ref_tlb.h"

#include "suite.h"

#define PAGE(n) ((uint64_t)(n) << 12)
#define SIZES_4K_1M (1ULL << 12 | 1ULL << 20)

static struct ref_tlb tlb;

static void make(unsigned entries, unsigned ways, enum ref_policy policy)
{
    const struct ref_tlb_shape shape = {entries, ways, policy, SIZES_4K_1M};

    ref_tlb_init(&tlb, &shape);
}

static bool holds(uint64_t va, uint16_t asid)
{
    struct ref_tlb copy = tlb;

    return ref_tlb_lookup(&copy, va, asid) != NULL;
}

static void fill_page(unsigned n, uint16_t asid, bool global)
{
    const struct ref_leaf leaf = {PAGE(n), 12, asid, global};

    ref_tlb_fill(&tlb, &leaf, PAGE(n), 63);
}

/* Fills pages 0..count-1, all global. */
static void fill_pages(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        fill_page(i, 0, true);
    }
}

START_TEST(fill_fifo_evicts_first_filled_though_used)
{
    make(4, 0, REF_FIFO);
    fill_pages(4);
    ck_assert_ptr_nonnull(ref_tlb_lookup(&tlb, PAGE(0), 0));
    fill_page(4, 0, true);
    ck_assert(!holds(PAGE(0), 0));
    ck_assert(holds(PAGE(1), 0) && holds(PAGE(4), 0));
}
END_TEST

START_TEST(fill_lru_evicts_least_recently_used)
{
    make(4, 0, REF_LRU);
    fill_pages(4);
    ck_assert_ptr_nonnull(ref_tlb_lookup(&tlb, PAGE(0), 0));
    fill_page(4, 0, true);
    ck_assert(holds(PAGE(0), 0));
    ck_assert(!holds(PAGE(1), 0));
}
END_TEST

START_TEST(fill_full_set_evicts_from_that_set_only)
{
    make(8, 2, REF_FIFO); /* 4 sets: pages 0, 4, 8 share one */
    fill_pages(8);
    fill_page(8, 0, true);
    ck_assert(!holds(PAGE(0), 0));
    for (unsigned i = 1; i <= 8; i++) {
        ck_assert(holds(PAGE(i), 0));
    }
}
END_TEST

START_TEST(fill_of_block_takes_largest_size_held)
{
    const struct ref_leaf leaf = {0x40000000, 21, 0, true};

    make(4, 0, REF_FIFO);
    ref_tlb_fill(&tlb, &leaf, 0x40123456, 63);
    ck_assert(holds(0x401fffff, 0) && holds(0x40100000, 0));
    ck_assert(!holds(0x400fffff, 0) && !holds(0x40200000, 0));
}
END_TEST

START_TEST(fill_below_limit_takes_smaller_size)
{
    const struct ref_leaf leaf = {0x40000000, 21, 0, true};

    make(4, 0, REF_FIFO);
    ref_tlb_fill(&tlb, &leaf, 0x40123456, 19);
    ck_assert(holds(0x40123000, 0));
    ck_assert(!holds(0x40124000, 0));
}
END_TEST

START_TEST(fill_without_entries_holds_nothing)
{
    make(0, 0, REF_FIFO);
    fill_page(1, 0, true);
    ck_assert(!holds(PAGE(1), 0));
}
END_TEST

START_TEST(lookup_of_other_asid_finds_global_only)
{
    make(4, 0, REF_FIFO);
    fill_page(1, 7, false);
    fill_page(2, 7, true);
    ck_assert(holds(PAGE(1), 7) && !holds(PAGE(1), 8));
    ck_assert(holds(PAGE(2), 8));
}
END_TEST

/* Pages 1 and 2 of ASID 7, page 3 of ASID 8, page 4 global; page 4 was filled under ASID 7. */
static const struct {
    struct ref_tlbi op;
    bool left[4];
} drops[] = {
    {{REF_ALL, 0, 0, false}, {false, false, false, false}},
    {{REF_ASID, 0, 7, false}, {false, false, true, true}},
    {{REF_VA, PAGE(1), 7, false}, {false, true, true, true}},
    {{REF_VA, PAGE(1), 8, false}, {true, true, true, true}},
    {{REF_VA, PAGE(4), 8, false}, {true, true, true, false}},
    {{REF_VA_ALL_ASIDS, PAGE(3), 7, false}, {true, true, false, true}},
};

START_TEST(invalidate_drops_what_the_operation_reaches)
{
    static const uint16_t asid[4] = {7, 7, 8, 7};

    make(4, 0, REF_FIFO);
    for (unsigned i = 0; i < 4; i++) {
        fill_page(i + 1, asid[i], i == 3);
    }
    ref_tlb_invalidate(&tlb, &drops[_i].op);
    for (unsigned i = 0; i < 4; i++) {
        ck_assert_int_eq(holds(PAGE(i + 1), asid[i]), drops[_i].left[i]);
    }
}
END_TEST

START_TEST(invalidate_in_split_block_drops_all_parts)
{
    const struct ref_leaf leaf = {0x40000000, 21, 0, true};
    struct ref_tlbi op = {.reach = REF_VA_ALL_ASIDS, .va = 0x40000000, .part_only = true};

    make(4, 0, REF_FIFO);
    ref_tlb_fill(&tlb, &leaf, 0x40000000, 63);
    ref_tlb_fill(&tlb, &leaf, 0x40100000, 63);
    ref_tlb_invalidate(&tlb, &op);
    ck_assert(!holds(0x40000000, 0) && holds(0x40100000, 0));
    op.part_only = false;
    ref_tlb_invalidate(&tlb, &op);
    ck_assert(!holds(0x40100000, 0));
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        {fill_fifo_evicts_first_filled_though_used, 0},
        {fill_lru_evicts_least_recently_used, 0},
        {fill_full_set_evicts_from_that_set_only, 0},
        {fill_of_block_takes_largest_size_held, 0},
        {fill_below_limit_takes_smaller_size, 0},
        {fill_without_entries_holds_nothing, 0},
        {lookup_of_other_asid_finds_global_only, 0},
        {invalidate_drops_what_the_operation_reaches, SUITE_COUNT(drops)},
        {invalidate_in_split_block_drops_all_parts, 0},
        {NULL, 0},
    };

    return suite_run_rows("ref_tlb", tests);
}
