/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "number.h"

#include "suite.h"

START_TEST(thousands_are_grouped)
{
    ck_assert_str_eq(number_grouped(0).text, "0");
    ck_assert_str_eq(number_grouped(999).text, "999");
    ck_assert_str_eq(number_grouped(1000).text, "1,000");
    ck_assert_str_eq(number_grouped(1234567).text, "1,234,567");
    ck_assert_str_eq(number_grouped(UINT64_MAX).text, "18,446,744,073,709,551,615");
}
END_TEST

START_TEST(percent_is_rounded_and_never_overflows)
{
    ck_assert_str_eq(number_percent(0, 0).text, "-");
    ck_assert_str_eq(number_percent(0, 5).text, "0.00 %");
    ck_assert_str_eq(number_percent(1, 3).text, "33.33 %");
    ck_assert_str_eq(number_percent(2, 3).text, "66.67 %");
    ck_assert_str_eq(number_percent(5, 5).text, "100.00 %");
    ck_assert_str_eq(number_percent(UINT64_MAX, UINT64_MAX).text, "100.00 %");
}
END_TEST

START_TEST(average_has_one_rounded_decimal)
{
    ck_assert_str_eq(number_average(7, 0).text, "-");
    ck_assert_str_eq(number_average(0, 3).text, "0.0");
    ck_assert_str_eq(number_average(5, 3).text, "1.7");
    ck_assert_str_eq(number_average(1999, 1000).text, "2.0");
    ck_assert_str_eq(number_average(12345678, 10).text, "1,234,567.8");
}
END_TEST

int main(void)
{
    return suite_run("number", (const TTest *const[]){thousands_are_grouped,
                                                      percent_is_rounded_and_never_overflows,
                                                      average_has_one_rounded_decimal, NULL});
}
