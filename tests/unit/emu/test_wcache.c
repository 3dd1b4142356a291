/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wcache.h"

#include "suite.h"

static struct wcache wc;
static const struct regime_range range_4k = {.granule = GRANULE_4K, .start_level = 0};

static void set_up(unsigned entries)
{
    struct walkcache_config config = {.entries = entries, .policy = REPL_LRU, .levels = 7};

    ck_assert(wcache_init(&wc, &config));
}

/* Keeps the table below the descriptor of `level`; its address tells which one it is. */
static void keep(uint64_t address, unsigned level, uint16_t asid, uint64_t table)
{
    wcache_fill(&wc, &(struct wcache_entry){
                         .va = va(address),
                         .asid = asid,
                         .level = (uint8_t)level,
                         .granule = GRANULE_4K,
                         .next = {.table = pa(table), .level = (uint8_t)(level + 1)},
                     });
}

/* The table where a walk of the address begins; 0: at the top. */
static uint64_t begins(const struct regime_range *range, uint64_t address, uint16_t asid)
{
    unsigned slot = wcache_lookup(&wc, range, va(address), asid);

    return slot == WCACHE_NONE ? 0 : wcache_point(&wc, slot).table.v;
}

static void invalidate(enum tlbi_reach reach, uint64_t address, uint16_t asid, bool last_level)
{
    wcache_invalidate(&wc, &(struct tlbi){.reach = (uint8_t)reach,
                                          .va = va(address),
                                          .asid = asid,
                                          .last_level = last_level});
}

START_TEST(deepest_table_is_found)
{
    set_up(4);
    keep(0x40201000, 0, 1, 0xa000);
    ck_assert_uint_eq(begins(&range_4k, 0x40201000, 1), 0xa000);
    keep(0x40201000, 1, 1, 0xb000);
    ck_assert_uint_eq(begins(&range_4k, 0x40201000, 1), 0xb000);
    keep(0x40201000, 2, 1, 0xc000);
    ck_assert_uint_eq(begins(&range_4k, 0x403fffff, 1), 0xc000);
    ck_assert_uint_eq(begins(&range_4k, 0x40400000, 1), 0xb000);
    ck_assert_uint_eq(begins(&range_4k, 0x80000000, 1), 0xa000);
    ck_assert_uint_eq(begins(&range_4k, 0x8000000000, 1), 0);
    wcache_finish(&wc);
}
END_TEST

START_TEST(asids_have_their_own_entries)
{
    set_up(4);
    keep(0x1000, 2, 1, 0xa000);
    ck_assert_uint_eq(begins(&range_4k, 0x1000, 2), 0);
    keep(0x1000, 2, 2, 0xb000);
    ck_assert_uint_eq(begins(&range_4k, 0x1000, 1), 0xa000);
    ck_assert_uint_eq(begins(&range_4k, 0x1000, 2), 0xb000);
    wcache_finish(&wc);
}
END_TEST

START_TEST(tables_above_the_start_level_or_of_another_granule_do_not_count)
{
    struct regime_range short_range = {.granule = GRANULE_4K, .start_level = 2};
    struct regime_range range_64k = {.granule = GRANULE_64K, .start_level = 1};

    set_up(4);
    keep(0x1000, 1, 1, 0xa000);
    ck_assert_uint_eq(begins(&short_range, 0x1000, 1), 0);
    ck_assert_uint_eq(begins(&range_64k, 0x1000, 1), 0);
    ck_assert_uint_eq(begins(&range_4k, 0x1000, 1), 0xa000);
    wcache_finish(&wc);
}
END_TEST

START_TEST(tables_of_two_granules_at_one_address_are_told_apart)
{
    struct regime_range range_64k = {.granule = GRANULE_64K, .start_level = 1};

    set_up(4);
    wcache_fill(&wc, &(struct wcache_entry){.asid = 1,
                                            .level = 2,
                                            .granule = GRANULE_64K,
                                            .next = {.table = pa(0xb0000), .level = 3}});
    keep(0, 2, 1, 0xa000);
    ck_assert_uint_eq(begins(&range_64k, 0x1000, 1), 0xb0000);
    ck_assert_uint_eq(begins(&range_4k, 0x1000, 1), 0xa000);
    wcache_finish(&wc);
}
END_TEST

START_TEST(point_carries_the_limits_of_the_tables_above)
{
    set_up(4);
    wcache_fill(
        &wc,
        &(struct wcache_entry){
            .va = va(0x1000),
            .level = 1,
            .granule = GRANULE_4K,
            .next = {.table = pa(0xa000), .level = 2, .limits = {.ap_table = 2, .pxn_table = true}},
        });
    struct walk_point point = wcache_point(&wc, wcache_lookup(&wc, &range_4k, va(0x2000), 0));

    ck_assert_uint_eq(point.level, 2);
    ck_assert_uint_eq(point.limits.ap_table, 2);
    ck_assert(point.limits.pxn_table && !point.limits.uxn_table);
    wcache_finish(&wc);
}
END_TEST

START_TEST(full_cache_replaces_the_least_recently_used)
{
    set_up(2);
    keep(0x000000, 2, 1, 0xa000);
    keep(0x200000, 2, 1, 0xb000);
    wcache_hit(&wc, wcache_lookup(&wc, &range_4k, va(0), 1));
    keep(0x400000, 2, 1, 0xc000);
    ck_assert_uint_eq(begins(&range_4k, 0x000000, 1), 0xa000);
    ck_assert_uint_eq(begins(&range_4k, 0x200000, 1), 0);
    ck_assert_uint_eq(begins(&range_4k, 0x400000, 1), 0xc000);
    wcache_finish(&wc);
}
END_TEST

START_TEST(each_invalidation_drops_what_it_reaches)
{
    static const struct {
        enum tlbi_reach reach;
        uint64_t address;
        uint16_t asid;
        bool last_level;
        uint64_t left[4]; /* level 1 and 2 of ASID 1, level 2 of ASID 2, of a neighbour */
    } cases[] = {
        {TLBI_REACH_ALL, 0, 0, false, {0, 0, 0, 0}},
        {TLBI_REACH_ASID, 0, 1, false, {0, 0, 0xc000, 0}},
        {TLBI_REACH_VA, 0x1fffff, 1, false, {0, 0, 0xc000, 0xd000}},
        {TLBI_REACH_VA, 0x1000, 3, false, {0xa000, 0xb000, 0xc000, 0xd000}},
        {TLBI_REACH_VA_ALL_ASIDS, 0x1000, 3, false, {0, 0, 0, 0xd000}},
        {TLBI_REACH_VA, 0x1000, 1, true, {0xa000, 0xb000, 0xc000, 0xd000}},
        {TLBI_REACH_VA_ALL_ASIDS, 0x1000, 1, true, {0xa000, 0xb000, 0xc000, 0xd000}},
        {TLBI_REACH_VA, 0x40000000, 1, false, {0xa000, 0xb000, 0xc000, 0xd000}},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        set_up(4);
        keep(0x1000, 1, 1, 0xa000);
        keep(0x1000, 2, 1, 0xb000);
        keep(0x1000, 2, 2, 0xc000);
        keep(0x200000, 2, 1, 0xd000);
        invalidate(cases[i].reach, cases[i].address, cases[i].asid, cases[i].last_level);

        ck_assert_msg(begins(&range_4k, 0x600000, 1) == cases[i].left[0], "case %zu", i);
        ck_assert_msg(begins(&range_4k, 0, 1) == cases[i].left[1], "case %zu", i);
        ck_assert_msg(begins(&range_4k, 0, 2) == cases[i].left[2], "case %zu", i);
        ck_assert_msg(begins(&range_4k, 0x200000, 1) == cases[i].left[3], "case %zu", i);
        wcache_finish(&wc);
    }
}
END_TEST

START_TEST(range_drops_the_tables_that_it_meets)
{
    static const unsigned sizes[] = {8, 512}; /* looked through, looked up */

    for (size_t i = 0; i < SUITE_COUNT(sizes); i++) {
        struct tlbi op = {.reach = TLBI_REACH_VA, .va = va(0x3ff000), .more = 0x1000, .asid = 1};

        set_up(sizes[i]);
        keep(0x000000, 2, 1, 0xa000);
        keep(0x200000, 2, 1, 0xb000);
        keep(0x400000, 2, 1, 0xc000);
        keep(0x400000, 2, 2, 0xd000);
        keep(0x600000, 2, 1, 0xe000);
        keep(0x40000000, 1, 1, 0xf000);
        wcache_invalidate(&wc, &op);
        ck_assert_uint_eq(begins(&range_4k, 0x000000, 1), 0xa000);
        ck_assert_uint_eq(begins(&range_4k, 0x200000, 1), 0);
        ck_assert_uint_eq(begins(&range_4k, 0x400000, 1), 0);
        ck_assert_uint_eq(begins(&range_4k, 0x400000, 2), 0xd000);
        ck_assert_uint_eq(begins(&range_4k, 0x600000, 1), 0xe000);
        ck_assert_uint_eq(begins(&range_4k, 0x40000000, 1), 0xf000);
        op.more = 1ULL << 40;
        wcache_invalidate(&wc, &op);
        ck_assert_uint_eq(wc.assoc.live, 2); /* the first table, the other ASID's */
        wcache_finish(&wc);
    }
}
END_TEST

START_TEST(hint_drops_only_tables_above_its_level_and_of_its_granule)
{
    static const struct {
        uint8_t only_granule, only_level;
        unsigned left;
    } cases[] = {
        {0, 0, 0},
        {1 + GRANULE_4K, 3, 0},
        {1 + GRANULE_4K, 2, 1}, /* leaves level 2 */
        {1 + GRANULE_4K, 1, 2},
        {1 + GRANULE_64K, 3, 3},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct tlbi op = {.reach = TLBI_REACH_VA_ALL_ASIDS,
                          .va = va(0x1000),
                          .only_granule = cases[i].only_granule,
                          .only_level = cases[i].only_level};

        set_up(4);
        for (unsigned level = 0; level < 3; level++) {
            keep(0x1000, level, 1, 0xa000);
        }
        wcache_invalidate(&wc, &op);
        ck_assert_msg(wc.assoc.live == cases[i].left, "case %zu", i);
        wcache_finish(&wc);
    }
}
END_TEST

START_TEST(levels_that_are_not_kept_leave_the_entries_alone)
{
    struct walkcache_config config = {.entries = 1, .policy = REPL_LRU, .levels = 1 << 2};

    ck_assert(wcache_init(&wc, &config));
    keep(0x1000, 2, 1, 0xa000);
    keep(0x1000, 0, 1, 0xb000);
    keep(0x1000, 1, 1, 0xc000);
    ck_assert_uint_eq(begins(&range_4k, 0x1000, 1), 0xa000);
    wcache_finish(&wc);
}
END_TEST

START_TEST(cache_without_entries_holds_nothing)
{
    set_up(0);
    ck_assert(!wcache_exists(&wc));
    ck_assert_uint_eq(wcache_lookup(&wc, &range_4k, va(0), 0), WCACHE_NONE);
    invalidate(TLBI_REACH_ALL, 0, 0, false);
    wcache_finish(&wc);
}
END_TEST

int main(void)
{
    return suite_run("wcache", (const TTest *const[]){
                                   deepest_table_is_found, asids_have_their_own_entries,
                                   tables_above_the_start_level_or_of_another_granule_do_not_count,
                                   tables_of_two_granules_at_one_address_are_told_apart,
                                   point_carries_the_limits_of_the_tables_above,
                                   full_cache_replaces_the_least_recently_used,
                                   each_invalidation_drops_what_it_reaches,
                                   levels_that_are_not_kept_leave_the_entries_alone,
                                   range_drops_the_tables_that_it_meets,
                                   hint_drops_only_tables_above_its_level_and_of_its_granule,
                                   cache_without_entries_holds_nothing, NULL});
}
