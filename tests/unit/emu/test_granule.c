/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "granule.h"

#include "suite.h"

START_TEST(levels_map_the_sizes_of_the_architecture)
{
    static const struct {
        enum granule granule;
        unsigned level, shift;
        bool block;
    } cases[] = {
        {GRANULE_4K, 0, 39, false}, {GRANULE_4K, 1, 30, true},   {GRANULE_4K, 2, 21, true},
        {GRANULE_4K, 3, 12, false}, {GRANULE_16K, 0, 47, false}, {GRANULE_16K, 1, 36, false},
        {GRANULE_16K, 2, 25, true}, {GRANULE_16K, 3, 14, false}, {GRANULE_64K, 1, 42, false},
        {GRANULE_64K, 2, 29, true}, {GRANULE_64K, 3, 16, false},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        ck_assert_uint_eq(granule_level_shift(cases[i].granule, cases[i].level), cases[i].shift);
        ck_assert_int_eq(granule_has_block(cases[i].granule, cases[i].level), cases[i].block);
    }
}
END_TEST

START_TEST(runs_have_the_sizes_of_the_architecture)
{
    static const struct {
        enum granule granule;
        unsigned level;
        uint64_t bytes;
    } cases[] = {
        {GRANULE_4K, 1, 16ULL << 30}, {GRANULE_4K, 2, 32ULL << 20}, {GRANULE_4K, 3, 64ULL << 10},
        {GRANULE_16K, 2, 1ULL << 30}, {GRANULE_16K, 3, 2ULL << 20}, {GRANULE_64K, 2, 16ULL << 30},
        {GRANULE_64K, 3, 2ULL << 20},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        ck_assert_uint_eq(1ULL << granule_run_shift(cases[i].granule, cases[i].level),
                          cases[i].bytes);
    }
}
END_TEST

int main(void)
{
    return suite_run("granule",
                     (const TTest *const[]){levels_map_the_sizes_of_the_architecture,
                                            runs_have_the_sizes_of_the_architecture, NULL});
}
