/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list that judges the walk cache, judged by hand. */
#include "ref_wcache.h"

#include "suite.h"

#define GIB (1ULL << 30)
#define MIB2 (2ULL << 20)

static struct ref_wcache wc;

static void make(unsigned entries, unsigned ways, enum ref_policy policy)
{
    const struct ref_tlb_shape shape = {.entries = entries, .ways = ways, .policy = policy};

    wc = (struct ref_wcache){0};
    ref_wcache_init(&wc, &shape, 7);
}

/* A table reached by a descriptor of level 1 (1 GiB) or 2 (2 MiB). */
static void fill(uint64_t va, unsigned level, uint16_t asid)
{
    const struct ref_table table = {va, 0x1000 * level, level, level == 1 ? 30 : 21, asid};

    ref_wcache_fill(&wc, &table);
}

/* The level that a lookup finds, without using it; 9: nothing. */
static unsigned level_at(uint64_t va, uint16_t asid)
{
    struct ref_wcache copy = wc;
    const struct ref_table *table = ref_wcache_lookup(&copy, va, asid);

    return table == NULL ? 9 : table->level;
}

START_TEST(lookup_with_two_levels_finds_deepest)
{
    make(4, 0, REF_LRU);
    fill(GIB, 1, 0);
    fill(GIB, 2, 0);
    ck_assert_uint_eq(level_at(GIB + 0x1000, 0), 2);
    ck_assert_uint_eq(level_at(GIB + MIB2, 0), 1);
    ck_assert_uint_eq(level_at(2 * GIB, 0), 9);
}
END_TEST

START_TEST(lookup_of_other_asid_finds_nothing)
{
    make(4, 0, REF_LRU);
    fill(GIB, 1, 7);
    ck_assert_uint_eq(level_at(GIB, 7), 1);
    ck_assert_uint_eq(level_at(GIB, 8), 9);
}
END_TEST

START_TEST(fill_lru_evicts_least_recently_used_table)
{
    make(2, 0, REF_LRU);
    fill(GIB, 1, 0);
    fill(2 * GIB, 1, 0);
    ck_assert_ptr_nonnull(ref_wcache_lookup(&wc, GIB, 0));
    fill(3 * GIB, 1, 0);
    ck_assert_uint_eq(level_at(GIB, 0), 1);
    ck_assert_uint_eq(level_at(2 * GIB, 0), 9);
}
END_TEST

START_TEST(fill_fifo_evicts_first_table)
{
    make(2, 0, REF_FIFO);
    fill(GIB, 1, 0);
    fill(2 * GIB, 1, 0);
    ck_assert_ptr_nonnull(ref_wcache_lookup(&wc, GIB, 0));
    fill(3 * GIB, 1, 0);
    ck_assert_uint_eq(level_at(GIB, 0), 9);
}
END_TEST

/* Two sets by the number of the table's span: GiB 0 and 2 share one, 1 has its own. */
START_TEST(fill_into_full_set_spares_other_sets)
{
    make(2, 1, REF_LRU);
    fill(0, 1, 0);
    fill(GIB, 1, 0);
    fill(2 * GIB, 1, 0);
    ck_assert_uint_eq(level_at(0, 0), 9);
    ck_assert_uint_eq(level_at(GIB, 0), 1);
    ck_assert_uint_eq(level_at(2 * GIB, 0), 1);
}
END_TEST

/* What is left of tables at GiB 1 (ASID 1), GiB 1 (ASID 2) and GiB 2 (ASID 1), as bits. */
static unsigned left_after(struct ref_tlbi op)
{
    make(4, 0, REF_LRU);
    fill(GIB, 1, 1);
    fill(GIB, 1, 2);
    fill(2 * GIB, 1, 1);
    ref_wcache_invalidate(&wc, &op);
    return (level_at(GIB, 1) == 1) | (level_at(GIB, 2) == 1) << 1 |
           (level_at(2 * GIB, 1) == 1) << 2;
}

START_TEST(invalidate_drops_what_it_reaches)
{
    ck_assert_uint_eq(left_after((struct ref_tlbi){.reach = REF_ALL}), 0);
    ck_assert_uint_eq(left_after((struct ref_tlbi){.reach = REF_ASID, .asid = 1}), 2);
    ck_assert_uint_eq(left_after((struct ref_tlbi){.reach = REF_VA, .va = GIB + 0x5000, .asid = 2}),
                      5);
    ck_assert_uint_eq(left_after((struct ref_tlbi){.reach = REF_VA_ALL_ASIDS, .va = GIB}), 4);
}
END_TEST

START_TEST(invalidate_of_last_level_drops_no_table)
{
    ck_assert_uint_eq(
        left_after((struct ref_tlbi){.reach = REF_VA, .va = GIB, .asid = 1, .last_level = true}),
        7);
}
END_TEST

START_TEST(fill_of_level_that_is_not_kept_holds_nothing)
{
    make(4, 0, REF_LRU);
    wc.levels = 1 << 2;
    fill(GIB, 1, 0);
    ck_assert_uint_eq(level_at(GIB, 0), 9);
    fill(GIB, 2, 0);
    ck_assert_uint_eq(level_at(GIB, 0), 2);
}
END_TEST

START_TEST(table_of_no_entries_holds_nothing)
{
    make(0, 0, REF_LRU);
    fill(GIB, 1, 0);
    ck_assert_uint_eq(level_at(GIB, 0), 9);
}
END_TEST

int main(void)
{
    return suite_run("ref_wcache",
                     (const TTest *const[]){
                         lookup_with_two_levels_finds_deepest, lookup_of_other_asid_finds_nothing,
                         fill_lru_evicts_least_recently_used_table, fill_fifo_evicts_first_table,
                         fill_into_full_set_spares_other_sets, invalidate_drops_what_it_reaches,
                         invalidate_of_last_level_drops_no_table,
                         fill_of_level_that_is_not_kept_holds_nothing,
                         table_of_no_entries_holds_nothing, NULL});
}
