/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The judge's ways, by hand. */
#include "ref_ways.h"
#include "suite.h"

static struct ref_ways w;

static void init_full(enum ref_policy policy, unsigned ways)
{
    ref_ways_init(&w, policy, ways, 0);
    for (unsigned i = 0; i < ways; i++) {
        ck_assert_uint_eq(ref_ways_take(&w, 0), i);
    }
}

START_TEST(tree_of_four_points_away_from_its_uses)
{
    init_full(REF_PLRU, 4); /* 3 was used last: left half, where 1 was used after 0 */
    ck_assert_uint_eq(ref_ways_take(&w, 0), 0);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 2);
    ref_ways_use(&w, 1);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 3);
    ref_ways_use(&w, 2);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 0); /* true LRU too, but 1 is newer than 3 was */
}
END_TEST

START_TEST(tree_of_three_has_no_fourth_way)
{
    init_full(REF_PLRU, 3);
    for (unsigned i = 0; i < 20; i++) {
        ck_assert_uint_lt(ref_ways_take(&w, 0), 3);
    }
}
END_TEST

/* SplitMix64 from state 0 begins e220a839.., 6e789e6a.., 06c45d18.., f88bb8a8..: high words by
 * ways. */
START_TEST(random_choices_are_those_of_splitmix)
{
    init_full(REF_RANDOM, 10);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 8);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 4);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 0);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 9);
}
END_TEST

START_TEST(emptied_slots_come_back_last_first)
{
    init_full(REF_RANDOM, 4);
    ref_ways_empty(&w, 1);
    ref_ways_empty(&w, 3);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 3);
    ck_assert_uint_eq(ref_ways_take(&w, 0), 1);
}
END_TEST

int main(void)
{
    return suite_run("ref_ways", (const TTest *const[]){tree_of_four_points_away_from_its_uses,
                                                        tree_of_three_has_no_fourth_way,
                                                        random_choices_are_those_of_splitmix,
                                                        emptied_slots_come_back_last_first, NULL});
}
