/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Constants, seen through the seed, which is one. */
#include "workload_support.h"

#include <stdio.h>

static uint64_t seed_of(const char *expr)
{
    char script[256];

    snprintf(script, sizeof(script), "N = 5\nseed %s", expr);
    struct workload *workload = support_compile(script);
    const uint64_t seed = workload->seed;
    workload_destroy(workload);
    return seed;
}

START_TEST(constants_are_computed_in_64_bits_that_wrap)
{
    ck_assert_uint_eq(seed_of("N * N - 1"), 24);
    ck_assert_uint_eq(seed_of("-1"), UINT64_MAX);
    ck_assert_uint_eq(seed_of("3 - N"), UINT64_MAX - 1);
    ck_assert_uint_eq(seed_of("0x8000000000000000 * 2 + 7"), 7);
    ck_assert_uint_eq(seed_of("-1 / 2"), UINT64_MAX / 2);
    ck_assert_uint_eq(seed_of("-1 % 10"), 5);
    ck_assert_uint_eq(seed_of("17 / N % 2"), 1);
}
END_TEST

START_TEST(what_is_no_constant_is_refused)
{
    ck_assert_str_eq(support_error("seed cpu"),
                     "1:6: expected a constant; cpu is known only during the run");
    ck_assert_str_eq(support_error("seed 1 + random(1, 2)"),
                     "1:10: expected a constant; random() is known only during the run");
    ck_assert_str_eq(support_error("seed sizeof(p)"),
                     "1:13: expected a constant; sizeof() is known only during the run");
    ck_assert_str_eq(support_error("seed x"), "1:6: unknown name `x`");
    ck_assert_str_eq(support_error("seed 1 / 0"), "1:8: division by zero");
    ck_assert_str_eq(support_error("seed 1 % (2 - 2)"), "1:8: division by zero");
}
END_TEST

START_TEST(known_mistakes_in_phases_are_refused)
{
    ck_assert_str_eq(support_error("phase a { x = 1; y = x % 0 }"), "1:24: division by zero");
    ck_assert_str_eq(support_error("phase a { x = random(5, 4) }"),
                     "1:15: random(5, 4): the lower bound is above the upper");
}
END_TEST

int main(void)
{
    return support_main("constant",
                        (const TTest *const[]){constants_are_computed_in_64_bits_that_wrap,
                                               what_is_no_constant_is_refused,
                                               known_mistakes_in_phases_are_refused, NULL});
}
