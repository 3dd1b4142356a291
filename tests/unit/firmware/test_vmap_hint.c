/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_hint.c: when the hint serves, what it skips, how frees move it. */
#include "fake.h"
#include "mm/vmap_hint.h"
#include "unit.h"

#define START ((uintptr_t)VMALLOC_START)
#define AT(page) (START + (page)*PAGE_SIZE)

static struct vmap_set set;
static struct vmap_hint hint;

static struct vmap_area *add(unsigned first, unsigned end)
{
    struct vmap_area *va = vmap_area_new(AT(first), AT(end), NULL);
    vmap_set_insert(&set, va);
    return va;
}

/* Areas 0-2, 3-5 and 9-10: gaps of 1 and 4 pages, then nothing but space. */
static void start(void)
{
    fake_machine_start(UINT64_C(8) << 20, 1);
    vmap_area_init();
    vmap_set_init(&set, NULL);
    add(0, 2);
    add(3, 5);
    add(9, 10);
}

/* The page found, or 999. */
static unsigned search(unsigned pages, unsigned align, unsigned from, unsigned to)
{
    const struct vmap_request request = {pages * PAGE_SIZE, align * PAGE_SIZE, AT(from), AT(to)};
    struct vmap_window window;
    uintptr_t addr;
    ck_assert(vmap_window_open(&request, START, AT(1000), &window, &addr));
    return vmap_hint_search(&hint, &set, &window, &addr) ? (addr - START) / PAGE_SIZE : 999;
}

/* The same, and the area is there then. */
static unsigned take(unsigned pages, unsigned align)
{
    unsigned page = search(pages, align, 0, 100);
    hint.free_vmap_cache = add(page, page + pages);
    return page;
}

static void drop(unsigned page)
{
    struct vmap_area *va = vmap_set_find(&set, AT(page));
    vmap_hint_removing(&hint, &set, va);
    vmap_set_remove(&set, va);
}

START_TEST(without_a_hint_the_lowest_gap_is_found)
{
    start();
    ck_assert_uint_eq(search(1, 1, 0, 100), 2);
    ck_assert_uint_eq(search(2, 1, 0, 100), 5);
    ck_assert_uint_eq(search(2, 8, 0, 100), 16);
    ck_assert_uint_eq(search(5, 1, 0, 100), 10);
    ck_assert_uint_eq(search(1, 1, 6, 100), 6);
    ck_assert_uint_eq(search(1, 1, 50, 100), 50);
}
END_TEST

START_TEST(window_that_is_too_small_fails)
{
    start();
    ck_assert_uint_eq(search(5, 1, 0, 14), 999);
    ck_assert_uint_eq(search(5, 1, 0, 15), 10);
    ck_assert_uint_eq(search(5, 1, 0, 9), 999);
}
END_TEST

START_TEST(largest_gap_passed_is_remembered)
{
    start();
    ck_assert_uint_eq(take(6, 1), 10);
    ck_assert_uint_eq(hint.cached_hole_size, 4 * PAGE_SIZE);
    ck_assert_uint_eq(take(7, 1), 16); /* from the hint on */
    ck_assert_uint_eq(take(3, 1), 5); /* less than the gap: begins anew */
    ck_assert_uint_eq(hint.cached_hole_size, PAGE_SIZE);
}
END_TEST

START_TEST(request_of_just_the_gap_passes_it_by)
{
    start();
    take(6, 1);
    ck_assert_uint_eq(take(4, 1), 16); /* not below: 4 is not less than 4 */
}
END_TEST

START_TEST(smaller_alignment_or_start_begins_anew)
{
    start();
    ck_assert_uint_eq(take(2, 8), 16);
    ck_assert_uint_eq(search(5, 1, 0, 100), 10);
    hint.free_vmap_cache = vmap_set_find(&set, AT(16));
    ck_assert_uint_eq(search(5, 1, 40, 100), 40);
    hint.free_vmap_cache = add(40, 45);
    ck_assert_uint_eq(search(5, 1, 0, 100), 10);
}
END_TEST

START_TEST(free_at_or_below_the_hint_moves_it_down)
{
    start();
    take(6, 1);
    drop(10);
    ck_assert_ptr_eq(hint.free_vmap_cache, vmap_set_find(&set, AT(9)));
    ck_assert_uint_eq(take(6, 1), 10);
    drop(3);
    ck_assert_ptr_eq(hint.free_vmap_cache, vmap_set_find(&set, AT(0)));
    ck_assert_uint_eq(take(7, 1), 2);
    drop(0);
    ck_assert_ptr_null(hint.free_vmap_cache);
    ck_assert_uint_eq(search(2, 1, 0, 100), 0);
}
END_TEST

START_TEST(free_above_the_hint_leaves_it)
{
    start();
    ck_assert_uint_eq(take(1, 1), 2);
    drop(9);
    ck_assert_uint_eq(hint.free_vmap_cache->va_start, AT(2));
}
END_TEST

START_TEST(free_before_the_start_of_the_last_request_drops_the_hint)
{
    start();
    ck_assert_uint_eq(search(1, 1, 20, 100), 20);
    hint.free_vmap_cache = add(20, 21);
    drop(3);
    ck_assert_ptr_null(hint.free_vmap_cache);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {without_a_hint_the_lowest_gap_is_found, 0, 0},
        {window_that_is_too_small_fails, 0, 0},
        {largest_gap_passed_is_remembered, 0, 0},
        {request_of_just_the_gap_passes_it_by, 0, 0},
        {smaller_alignment_or_start_begins_anew, 0, 0},
        {free_at_or_below_the_hint_moves_it_down, 0, 0},
        {free_above_the_hint_leaves_it, 0, 0},
        {free_before_the_start_of_the_last_request_drops_the_hint, 0, 0},
    };
    return unit_run("vmap_hint", tests, ARRAY_SIZE(tests));
}
