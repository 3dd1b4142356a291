/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_level.h"

#include "suite.h"

START_TEST(each_level_adds_to_the_one_before)
{
    for (unsigned level = 1; level < TRACE_LEVEL_COUNT; level++) {
        const uint64_t less = trace_level_kinds((enum trace_level)(level - 1));
        const uint64_t more = trace_level_kinds((enum trace_level)level);

        ck_assert_uint_eq(less & ~more, 0);
        ck_assert_uint_ne(less, more);
    }
    ck_assert_uint_eq(trace_level_kinds(TRACE_LEVEL_PTE), EVENT_ALL);
    ck_assert_uint_eq(trace_level_kinds(TRACE_LEVEL_DEFAULT), EVENT_ALL & ~EVENT_BIT(PTE_WRITE));
}
END_TEST

START_TEST(level_is_found_by_its_name)
{
    for (unsigned level = 0; level < TRACE_LEVEL_COUNT; level++) {
        ck_assert_uint_eq(trace_level_find(trace_level_names[level]), level);
    }
    ck_assert_uint_eq(trace_level_find("all"), TRACE_LEVEL_COUNT);
}
END_TEST

int main(void)
{
    return suite_run("trace_level", (const TTest *const[]){each_level_adds_to_the_one_before,
                                                           level_is_found_by_its_name, NULL});
}
