/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_tree.c: the lowest range that fits, cut as it lies. */
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmap_check.h"
#include "mm/vmap_tree.h"
#include "unit.h"

#define SPACE 4096 /* pages */
#define ALL_OF_IT                                                                                  \
    {                                                                                              \
        .align = PAGE_SIZE, .vstart = PAGE_SIZE, .vend = SPACE * PAGE_SIZE                         \
    }

static struct vmap_set set;
static struct vmap_area *spare;

static void add_free(unsigned first, unsigned end)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    va->va_start = first * PAGE_SIZE;
    va->va_end = end * PAGE_SIZE;
    vmap_set_merge(&set, va);
    vmap_check_set(&set, "free");
}

static void start(void)
{
    fake_machine_start(UINT64_C(8) << 20, 1);
    ck_assert_int_eq(vmap_area_init(), FW_OK);
    vmap_set_init(&set, &vmap_tree_augment);
}

/* First page of what was taken; 0: nothing. */
static unsigned take(struct vmap_request request, unsigned pages)
{
    if (spare == NULL) {
        spare = vmap_area_alloc(GFP_KERNEL);
    }
    request.size = pages * PAGE_SIZE;
    uintptr_t va = vmap_tree_take(&set, &request, &spare);
    vmap_check_set(&set, "free");
    return (unsigned)(va / PAGE_SIZE);
}

static unsigned take_pages(unsigned pages)
{
    struct vmap_request request = ALL_OF_IT;
    return take(request, pages);
}

static bool is_free(unsigned page)
{
    return vmap_set_find(&set, page * PAGE_SIZE) != NULL;
}

START_TEST(lowest_range_that_fits_wins)
{
    start();
    add_free(10, 12);
    add_free(20, 25);
    add_free(30, 34);
    ck_assert_uint_eq(take_pages(3), 20);
    ck_assert_uint_eq(take_pages(2), 10);
    ck_assert_uint_eq(take_pages(2), 23);
    ck_assert_uint_eq(take_pages(4), 30);
    ck_assert_uint_eq(take_pages(1), 0);
    ck_assert(vmap_set_empty(&set));
}
END_TEST

START_TEST(each_fit_type_leaves_the_right_rest)
{
    start();
    struct vmap_request request = ALL_OF_IT;
    add_free(10, 20);
    ck_assert_uint_eq(take(request, 2), 10); /* left edge */
    ck_assert(!is_free(11) && is_free(12));
    request.vstart = 18 * PAGE_SIZE;
    ck_assert_uint_eq(take(request, 2), 18); /* right edge */
    ck_assert(is_free(17) && !is_free(18));
    request.vstart = 14 * PAGE_SIZE;
    ck_assert_uint_eq(take(request, 2), 14); /* no edge */
    ck_assert(is_free(13) && !is_free(14) && !is_free(15) && is_free(16));
    ck_assert_uint_eq(take_pages(2), 12); /* full */
    ck_assert_uint_eq(take_pages(2), 16);
    ck_assert(vmap_set_empty(&set));
}
END_TEST

START_TEST(split_without_spare_fails_and_changes_nothing)
{
    start();
    struct vmap_request request = ALL_OF_IT;
    struct vmap_area *none = NULL;
    add_free(10, 20);
    request.vstart = 14 * PAGE_SIZE;
    request.size = 2 * PAGE_SIZE;
    ck_assert_uint_eq(vmap_tree_take(&set, &request, &none), 0);
    vmap_check_set(&set, "free");
    ck_assert(is_free(14));
    ck_assert_uint_eq(take_pages(10), 10);
}
END_TEST

START_TEST(request_stays_inside_its_window)
{
    start();
    add_free(10, 20);
    struct vmap_request request = ALL_OF_IT;
    request.vstart = 12 * PAGE_SIZE;
    request.vend = 15 * PAGE_SIZE;
    ck_assert_uint_eq(take(request, 4), 0);
    ck_assert_uint_eq(take(request, 3), 12);
    ck_assert_uint_eq(take(request, 1), 0);
    request.vend = 0; /* smaller than the size: no wrap */
    ck_assert_uint_eq(take(request, 1), 0);
}
END_TEST

START_TEST(exact_aligned_window_is_found)
{
    start();
    add_free(10, 40);
    struct vmap_request request = {
        .align = 16 * PAGE_SIZE, .vstart = 16 * PAGE_SIZE, .vend = 32 * PAGE_SIZE};
    ck_assert_uint_eq(take(request, 16), 16);
}
END_TEST

START_TEST(exact_window_ends_when_large_ranges_are_misaligned)
{
    start();
    for (unsigned i = 0; i < 7; i++) {
        add_free(33 + 64 * i, 33 + 17 + 64 * i);
    }
    struct vmap_request request = {
        .align = 16 * PAGE_SIZE, .vstart = 16 * PAGE_SIZE, .vend = 32 * PAGE_SIZE};
    ck_assert_uint_eq(take(request, 16), 0);
}
END_TEST

START_TEST(alignment_is_met_inside_a_range)
{
    start();
    add_free(10, 14);
    add_free(17, 100);
    struct vmap_request request = ALL_OF_IT;
    request.align = 16 * PAGE_SIZE;
    ck_assert_uint_eq(take(request, 4), 32);
    ck_assert(is_free(31) && is_free(36));
}
END_TEST

/* The plain reference: one flag a page. */
static bool page_free[SPACE];

static unsigned lowest_by_scan(unsigned pages, unsigned vstart, unsigned vend)
{
    for (unsigned first = vstart; first + pages <= vend; first++) {
        unsigned run = 0;
        while (run < pages && page_free[first + run]) {
            run++;
        }
        if (run == pages) {
            return first;
        }
    }
    return 0;
}

static void set_pages(unsigned first, unsigned count, bool free)
{
    for (unsigned i = 0; i < count; i++) {
        ck_assert_int_ne(page_free[first + i], free);
        page_free[first + i] = free;
    }
}

/* One pair of a take, at most as high as is free, or a return. */
START_TEST(random_takes_match_a_scan_of_all_pages)
{
    start();
    uint64_t seed = 3;
    static unsigned first[SPACE], length[SPACE];
    unsigned held = 0;
    add_free(1, SPACE);
    set_pages(1, SPACE - 1, true);
    for (int step = 0; step < 6000; step++) {
        if (unit_random(&seed) % 5 < 3 && held < SPACE) {
            unsigned pages = 1 + (unsigned)(unit_random(&seed) % 40);
            struct vmap_request request = ALL_OF_IT;
            unsigned vstart = unit_random(&seed) % 3 != 0 ? 1 : unit_random(&seed) % SPACE;
            request.vstart = vstart * PAGE_SIZE;
            unsigned expected = lowest_by_scan(pages, vstart == 0 ? 1 : vstart, SPACE);
            unsigned got = take(request, pages);
            ck_assert_uint_eq(got, expected);
            if (got != 0) {
                set_pages(got, pages, false);
                first[held] = got;
                length[held++] = pages;
            }
        } else if (held > 0) {
            unsigned victim = (unsigned)(unit_random(&seed) % held);
            add_free(first[victim], first[victim] + length[victim]);
            set_pages(first[victim], length[victim], true);
            held--;
            first[victim] = first[held];
            length[victim] = length[held];
        }
    }
}
END_TEST

START_TEST(random_aligned_takes_are_free_aligned_and_never_refused)
{
    start();
    uint64_t seed = 5;
    add_free(1, SPACE);
    set_pages(1, SPACE - 1, true);
    for (int step = 0; step < 3000; step++) {
        unsigned pages = 1 + (unsigned)(unit_random(&seed) % 10);
        unsigned align = 1u << unit_random(&seed) % 7;
        struct vmap_request request = ALL_OF_IT;
        request.align = align * PAGE_SIZE;
        unsigned got = take(request, pages);
        if (got == 0) {
            ck_assert_uint_eq(lowest_by_scan(pages + align - 1, 1, SPACE), 0);
            continue;
        }
        ck_assert_uint_eq(got % align, 0);
        set_pages(got, pages, false);
        if (step % 4 != 0) {
            add_free(got, got + pages);
            set_pages(got, pages, true);
        }
    }
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {lowest_range_that_fits_wins, 0},
        {each_fit_type_leaves_the_right_rest, 0},
        {split_without_spare_fails_and_changes_nothing, 0},
        {request_stays_inside_its_window, 0},
        {exact_aligned_window_is_found, 0},
        {exact_window_ends_when_large_ranges_are_misaligned, 0},
        {alignment_is_met_inside_a_range, 0},
        {random_takes_match_a_scan_of_all_pages, 0},
        {random_aligned_takes_are_free_aligned_and_never_refused, 0},
    };
    return unit_run("vmap_tree", tests, ARRAY_SIZE(tests));
}
