/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_stale.c: what a flush clears from suspicion, and what it does not. */
#include "lib/kernel.h"
#include "mm/layout.h"
#include "mm/vmap_stale.h"
#include "unit.h"

#define PAGE(n) (VMALLOC_START + (n)*PAGE_SIZE)

static void flush(unsigned start, unsigned end)
{
    vmap_stale_flush_end(vmap_stale_flush_begin(), PAGE(start), PAGE(end));
}

START_TEST(cleared_range_is_suspect_until_flushed)
{
    vmap_stale_add(PAGE(2), PAGE(5));
    ck_assert_uint_eq(vmap_stale_pages(), 3);
    flush(0, 9);
    vmap_stale_check(PAGE(2), PAGE(5));
    ck_assert_uint_eq(vmap_stale_pages(), 0);
}
END_TEST

START_TEST(suspect_range_may_not_be_used)
{
    vmap_stale_add(PAGE(2), PAGE(5));
    vmap_stale_check(PAGE(4), PAGE(9));
}
END_TEST

START_TEST(neighbours_of_a_suspect_range_may_be_used)
{
    vmap_stale_add(PAGE(2), PAGE(5));
    vmap_stale_check(PAGE(0), PAGE(2));
    vmap_stale_check(PAGE(5), PAGE(6));
}
END_TEST

START_TEST(flush_of_a_part_leaves_the_rest)
{
    vmap_stale_add(PAGE(2), PAGE(8));
    flush(3, 5);
    ck_assert_uint_eq(vmap_stale_pages(), 4);
    vmap_stale_check(PAGE(3), PAGE(5));
    flush(0, 3);
    ck_assert_uint_eq(vmap_stale_pages(), 3);
    flush(6, 7);
    ck_assert_uint_eq(vmap_stale_pages(), 2);
}
END_TEST

START_TEST(flush_that_began_before_the_clearing_does_not_count)
{
    uint64_t early = vmap_stale_flush_begin();
    vmap_stale_add(PAGE(2), PAGE(5));
    uint64_t late = vmap_stale_flush_begin();
    vmap_stale_flush_end(early, PAGE(0), PAGE(9));
    ck_assert_uint_eq(vmap_stale_pages(), 3);
    vmap_stale_flush_end(late, PAGE(0), PAGE(9));
    ck_assert_uint_eq(vmap_stale_pages(), 0);
}
END_TEST

START_TEST(range_cleared_again_counts_from_then_on)
{
    vmap_stale_add(PAGE(2), PAGE(5));
    uint64_t between = vmap_stale_flush_begin();
    vmap_stale_add(PAGE(4), PAGE(6));
    ck_assert_uint_eq(vmap_stale_pages(), 4);
    vmap_stale_flush_end(between, PAGE(0), PAGE(9));
    ck_assert_uint_eq(vmap_stale_pages(), 2);
}
END_TEST

START_TEST(reset_forgets)
{
    vmap_stale_add(PAGE(2), PAGE(5));
    vmap_stale_reset();
    vmap_stale_check(PAGE(0), PAGE(9));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {cleared_range_is_suspect_until_flushed, 0},
        {suspect_range_may_not_be_used, SIGABRT},
        {neighbours_of_a_suspect_range_may_be_used, 0},
        {flush_of_a_part_leaves_the_rest, 0},
        {flush_that_began_before_the_clearing_does_not_count, 0},
        {range_cleared_again_counts_from_then_on, 0},
        {reset_forgets, 0},
    };
    return unit_run("vmap_stale", tests, ARRAY_SIZE(tests));
}
