/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bits.h"

#include "suite.h"

START_TEST(get_takes_inclusive_bounds)
{
    ck_assert_uint_eq(bits_get(0xabcdULL, 11, 4), 0xbc);
    ck_assert_uint_eq(bits_get(~0ULL, 63, 0), ~0ULL);
    ck_assert_uint_eq(bits_get(1ULL << 63, 63, 63), 1);
}
END_TEST

START_TEST(mask_covers_both_ends)
{
    ck_assert_uint_eq(bits_mask(0), 0);
    ck_assert_uint_eq(bits_mask(12), 0xfff);
    ck_assert_uint_eq(bits_mask(64), ~0ULL);
}
END_TEST

START_TEST(sign_extend_replaces_what_lies_above)
{
    ck_assert_uint_eq(bits_sign_extend(0x12ff000000000000ULL, 55), 0xffff000000000000ULL);
    ck_assert_uint_eq(bits_sign_extend(0x127f000000000000ULL, 55), 0x007f000000000000ULL);
    ck_assert_uint_eq(bits_sign_extend(~0ULL, 63), ~0ULL);
}
END_TEST

START_TEST(powers_and_ends_of_a_set)
{
    ck_assert(!bits_is_power_of_two(0));
    ck_assert(bits_is_power_of_two(1));
    ck_assert(bits_is_power_of_two(1ULL << 63));
    ck_assert(!bits_is_power_of_two(6));
    ck_assert_uint_eq(bits_lowest(0x30), 4);
    ck_assert_uint_eq(bits_highest(0x30), 5);
}
END_TEST

int main(void)
{
    return suite_run("bits",
                     (const TTest *const[]){get_takes_inclusive_bounds, mask_covers_both_ends,
                                            sign_extend_replaces_what_lies_above,
                                            powers_and_ends_of_a_set, NULL});
}
