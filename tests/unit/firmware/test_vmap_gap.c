/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_gap.c: windows that end, wrap or are too small; gaps between areas. */
#include "mm/vmap_gap.h"
#include "mm/layout.h"
#include "unit.h"

#define START ((uintptr_t)VMALLOC_START)
#define END (START + 100 * PAGE_SIZE)
#define TOP (~(uintptr_t)0 - PAGE_SIZE + 1) /* the last page of all */

static bool open(uint64_t pages, uint64_t align, uintptr_t from, uintptr_t to, uintptr_t *addr)
{
    struct vmap_window window;
    const struct vmap_request request = {
        .size = pages * PAGE_SIZE, .align = align * PAGE_SIZE, .vstart = from, .vend = to};
    return vmap_window_open(&request, START, END, &window, addr);
}

START_TEST(window_opens_at_the_first_aligned_address)
{
    uintptr_t addr = 0;
    ck_assert(open(2, 1, START + 1, END, &addr));
    ck_assert_uint_eq(addr, START + PAGE_SIZE);
    ck_assert(open(2, 16, START + 1, END, &addr));
    ck_assert_uint_eq(addr, START + 16 * PAGE_SIZE);
}
END_TEST

START_TEST(window_is_clipped_to_what_is_managed)
{
    uintptr_t addr = 0;
    ck_assert(open(100, 1, 0, UINTPTR_MAX, &addr));
    ck_assert_uint_eq(addr, START);
    ck_assert(!open(101, 1, 0, UINTPTR_MAX, &addr));
    ck_assert(!open(1, 1, END, UINTPTR_MAX, &addr));
    ck_assert(!open(1, 1, 0, START, &addr));
    ck_assert(!open(UINT64_MAX / PAGE_SIZE, 1, START, END, &addr));
}
END_TEST

START_TEST(move_that_leaves_the_window_is_refused)
{
    const struct vmap_request request = {2 * PAGE_SIZE, PAGE_SIZE, START, END};
    struct vmap_window window;
    uintptr_t addr = 0;
    ck_assert(vmap_window_open(&request, 0, UINTPTR_MAX, &window, &addr));
    ck_assert(vmap_window_move(&window, END - 2 * PAGE_SIZE, &addr));
    ck_assert_uint_eq(addr, END - 2 * PAGE_SIZE);
    ck_assert(!vmap_window_move(&window, END - PAGE_SIZE, &addr));
    ck_assert(!vmap_window_move(&window, END, &addr));
    ck_assert(!vmap_window_move(&window, TOP, &addr));
    ck_assert_uint_eq(addr, END - 2 * PAGE_SIZE);
}
END_TEST

START_TEST(move_that_wraps_is_refused)
{
    const struct vmap_request request = {2 * PAGE_SIZE, UINT64_C(1) << 62, PAGE_SIZE, UINTPTR_MAX};
    struct vmap_window window;
    uintptr_t addr = 0;
    ck_assert(vmap_window_open(&request, 0, UINTPTR_MAX, &window, &addr));
    ck_assert_uint_eq(addr, UINT64_C(1) << 62);
    ck_assert(vmap_window_move(&window, UINT64_C(3) << 62, &addr));
    ck_assert(!vmap_window_move(&window, (UINT64_C(3) << 62) + 1, &addr)); /* aligned: 0 */
    ck_assert(!vmap_window_move(&window, TOP, &addr));
    ck_assert_uint_eq(addr, UINT64_C(3) << 62);
}
END_TEST

static char text[64];

static void print_gap(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    unsigned *at = ctx;
    ck_assert_int_eq(state, VMAP_FREE);
    text[(*at)++] = (char)('0' + (va->va_start - START) / PAGE_SIZE);
    text[(*at)++] = (char)('0' + (va->va_end - START) / PAGE_SIZE);
    text[(*at)++] = ' ';
}

START_TEST(gaps_lie_before_between_and_after)
{
    LIST_HEAD(areas);
    struct vmap_area low = {.va_start = START + PAGE_SIZE, .va_end = START + 3 * PAGE_SIZE};
    struct vmap_area touching = {.va_start = low.va_end, .va_end = START + 4 * PAGE_SIZE};
    struct vmap_area high = {.va_start = START + 6 * PAGE_SIZE, .va_end = START + 7 * PAGE_SIZE};
    unsigned at = 0;
    list_add_tail(&low.list, &areas);
    list_add_tail(&touching.list, &areas);
    list_add_tail(&high.list, &areas);
    vmap_gap_for_each(&areas, START, START + 9 * PAGE_SIZE, print_gap, &at);
    ck_assert_str_eq(text, "01 46 79 ");
    at = 0;
    vmap_gap_for_each(&areas, low.va_start, high.va_end, print_gap, &at);
    ck_assert_uint_eq(at, 3);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {window_opens_at_the_first_aligned_address, 0, 0},
        {window_is_clipped_to_what_is_managed, 0, 0},
        {move_that_leaves_the_window_is_refused, 0, 0},
        {move_that_wraps_is_refused, 0, 0},
        {gaps_lie_before_between_and_after, 0, 0},
    };
    return unit_run("vmap_gap", tests, ARRAY_SIZE(tests));
}
