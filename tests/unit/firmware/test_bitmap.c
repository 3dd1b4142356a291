/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bitmap.h: single bits, search over word borders. */
#include "lib/bitmap.h"
#include "unit.h"

START_TEST(set_and_clear_touch_one_bit)
{
    DECLARE_BITMAP(map, 130) = {0};
    bitmap_set(map, 64);
    ck_assert(bitmap_test(map, 64));
    ck_assert(!bitmap_test(map, 63) && !bitmap_test(map, 65));
    ck_assert_uint_eq(map[0] | map[2], 0);
    bitmap_clear(map, 64);
    ck_assert_uint_eq(map[1], 0);
}
END_TEST

START_TEST(find_next_crosses_words_and_stops_at_the_end)
{
    DECLARE_BITMAP(map, 130) = {0};
    bitmap_set(map, 3);
    bitmap_set(map, 129);
    ck_assert_uint_eq(bitmap_find_next(map, 130, 0), 3);
    ck_assert_uint_eq(bitmap_find_next(map, 130, 3), 3);
    ck_assert_uint_eq(bitmap_find_next(map, 130, 4), 129);
    ck_assert_uint_eq(bitmap_find_next(map, 129, 4), 129);
    ck_assert_uint_eq(bitmap_find_next(map, 100, 4), 100);
}
END_TEST

START_TEST(weight_counts_bits_in_range_only)
{
    DECLARE_BITMAP(map, 192) = {0};
    bitmap_set(map, 0);
    bitmap_set(map, 63);
    bitmap_set(map, 64);
    bitmap_set(map, 150);
    ck_assert_uint_eq(bitmap_weight(map, 192), 4);
    ck_assert_uint_eq(bitmap_weight(map, 150), 3);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {set_and_clear_touch_one_bit, 0},
        {find_next_crosses_words_and_stops_at_the_end, 0},
        {weight_counts_bits_in_range_only, 0},
    };
    return unit_run("bitmap", tests, ARRAY_SIZE(tests));
}
