/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_area.c: sets stay sorted, find what they hold, and merge. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/layout.h"
#include "mm/slab.h"
#include "mm/vmap_area.h"
#include "mm/vmap_check.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct vmap_set set;

static void start(void)
{
    fake_machine_start(UINT64_C(8) << 20, 1);
    ck_assert_int_eq(vmap_area_init(), FW_OK);
    vmap_set_init(&set, NULL);
}

/* Pages [first, end) as an area. */
static struct vmap_area *area(unsigned first, unsigned end)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    va->va_start = first * PAGE_SIZE;
    va->va_end = end * PAGE_SIZE;
    return va;
}

static char text[256];

static void print_area(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    (void)state;
    (void)ctx;
    size_t used = strlen(text);
    snprintf(text + used, sizeof(text) - used, "%u-%u ", (unsigned)(va->va_start / PAGE_SIZE),
             (unsigned)(va->va_end / PAGE_SIZE));
}

static const char *contents(void)
{
    vmap_check_set(&set, "test");
    text[0] = '\0';
    vmap_set_for_each(&set, print_area, VMAP_BUSY, NULL);
    return text;
}

START_TEST(inserted_areas_are_sorted)
{
    start();
    vmap_set_insert(&set, area(8, 9));
    vmap_set_insert(&set, area(1, 3));
    vmap_set_insert(&set, area(4, 8));
    ck_assert_str_eq(contents(), "1-3 4-8 8-9 ");
}
END_TEST

START_TEST(find_start_takes_that_address_only)
{
    start();
    for (unsigned first = 2; first < 200; first += 4) {
        vmap_set_insert(&set, area(first, first + 2));
    }
    for (unsigned page = 0; page < 204; page++) {
        const struct vmap_area *va = vmap_set_find_start(&set, page * PAGE_SIZE);
        ck_assert_int_eq(va != NULL, page % 4 == 2 && page < 200);
        ck_assert(va == NULL || va->va_start == page * PAGE_SIZE);
    }
}
END_TEST

START_TEST(find_takes_any_address_inside_and_none_outside)
{
    start();
    struct vmap_area *va = area(4, 8);
    vmap_set_insert(&set, va);
    vmap_set_insert(&set, area(1, 3));
    ck_assert_ptr_eq(vmap_set_find(&set, 4 * PAGE_SIZE), va);
    ck_assert_ptr_eq(vmap_set_find(&set, 8 * PAGE_SIZE - 1), va);
    ck_assert_ptr_null(vmap_set_find(&set, 8 * PAGE_SIZE));
    ck_assert_ptr_null(vmap_set_find(&set, 3 * PAGE_SIZE));
    vmap_set_remove(&set, va);
    ck_assert_ptr_null(vmap_set_find(&set, 4 * PAGE_SIZE));
}
END_TEST

/* Against areas at 4-8 and 12-16: [first, end) meets one of them. */
static const unsigned overlaps[][2] = {{7, 9}, {3, 5}, {4, 8}, {5, 6}, {3, 9}, {11, 13}, {7, 13}};

START_TEST(overlap_panics)
{
    start();
    vmap_set_insert(&set, area(4, 8));
    vmap_set_insert(&set, area(12, 16));
    vmap_set_insert(&set, area(overlaps[_i][0], overlaps[_i][1]));
}
END_TEST

START_TEST(merge_joins_left_right_and_both)
{
    start();
    vmap_set_merge(&set, area(10, 12));
    vmap_set_merge(&set, area(20, 22));
    ck_assert_str_eq(contents(), "10-12 20-22 ");
    vmap_set_merge(&set, area(12, 13));
    ck_assert_str_eq(contents(), "10-13 20-22 ");
    vmap_set_merge(&set, area(19, 20));
    ck_assert_str_eq(contents(), "10-13 19-22 ");
    vmap_set_merge(&set, area(13, 19));
    ck_assert_str_eq(contents(), "10-22 ");
}
END_TEST

START_TEST(merge_gives_objects_back)
{
    start();
    uint64_t before = pages_free_total();
    for (unsigned i = 0; i < 1000; i++) {
        vmap_set_merge(&set, area(2 * i + 2, 2 * i + 3));
    }
    for (unsigned i = 0; i < 1000; i++) {
        vmap_set_merge(&set, area(2 * i + 1, 2 * i + 2));
    }
    ck_assert_str_eq(contents(), "1-2001 ");
    struct vmap_area *last = vmap_set_find(&set, PAGE_SIZE);
    vmap_set_remove(&set, last);
    vmap_area_free(last);
    slab_shrink();
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(insert_before_lands_between_neighbours)
{
    start();
    for (unsigned i = 0; i < 20; i++) {
        vmap_set_insert(&set, area(10 * i + 5, 10 * i + 6));
    }
    for (unsigned i = 0; i < 20; i++) {
        struct vmap_area *next = vmap_set_find(&set, (10 * i + 5) * PAGE_SIZE);
        vmap_set_insert_before(&set, area(10 * i + 2, 10 * i + 3), next);
        vmap_check_set(&set, "test");
    }
}
END_TEST

START_TEST(take_all_moves_tree_and_list)
{
    start();
    struct vmap_set from = set;
    vmap_set_init(&from, NULL);
    vmap_set_insert(&from, area(1, 2));
    vmap_set_insert(&from, area(3, 4));
    vmap_set_take_all(&set, &from);
    ck_assert_str_eq(contents(), "1-2 3-4 ");
    ck_assert(vmap_set_empty(&from));
    vmap_check_set(&from, "from");
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {inserted_areas_are_sorted, 0},
        {find_takes_any_address_inside_and_none_outside, 0},
        {find_start_takes_that_address_only, 0},
        {overlap_panics, SIGABRT, sizeof(overlaps) / sizeof(overlaps[0])},
        {merge_joins_left_right_and_both, 0},
        {merge_gives_objects_back, 0},
        {insert_before_lands_between_neighbours, 0},
        {take_all_moves_tree_and_list, 0},
    };
    return unit_run("vmap_area", tests, ARRAY_SIZE(tests));
}
