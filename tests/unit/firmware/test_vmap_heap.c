/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_heap.c: what lies between early areas is free; what comes back merges. */
#include "fake.h"
#include "mm/vmalloc.h"
#include "mm/vmap_check.h"
#include "mm/vmap_heap.h"
#include "unit.h"

#include <stdio.h>

#define START ((uintptr_t)VMALLOC_START)

static char ranges[256];

static void print_range(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    size_t *at = ctx;
    ck_assert_int_eq(state, VMAP_FREE);
    *at += (size_t)snprintf(ranges + *at, sizeof(ranges) - *at, "%u-%u ",
                            (unsigned)((va->va_start - START) / PAGE_SIZE),
                            (unsigned)((va->va_end - START) / PAGE_SIZE));
}

static const char *heap(void)
{
    size_t at = 0;
    ranges[0] = '\0';
    vmap_heap_for_each(print_range, &at);
    vmap_check_set(vmap_heap_set(), "free");
    return ranges;
}

static void start(struct vm_struct *early)
{
    fake_machine_start(UINT64_C(8) << 20, 1);
    vmap_area_init();
    ck_assert_int_eq(vmap_heap_init(START, START + 100 * PAGE_SIZE, early), FW_OK);
}

static uintptr_t take(uint64_t pages)
{
    const struct vmap_request request = {.size = pages * PAGE_SIZE,
                                         .align = PAGE_SIZE,
                                         .vstart = START,
                                         .vend = START + 100 * PAGE_SIZE};
    return vmap_heap_take(&request);
}

static struct vmap_area *area(unsigned first, unsigned end)
{
    return vmap_area_new(START + first * PAGE_SIZE, START + end * PAGE_SIZE, NULL);
}

START_TEST(gaps_between_early_areas_are_free)
{
    struct vm_struct last = {.addr = (void *)(START + 90 * PAGE_SIZE), .size = 10 * PAGE_SIZE};
    struct vm_struct touching = {
        .addr = (void *)(START + 5 * PAGE_SIZE), .size = PAGE_SIZE, .next = &last};
    struct vm_struct first = {.addr = (void *)START, .size = 5 * PAGE_SIZE, .next = &touching};
    start(&first);
    ck_assert_str_eq(heap(), "6-90 ");
}
END_TEST

START_TEST(lowest_range_is_taken_until_none_fits)
{
    start(NULL);
    ck_assert_uint_eq(take(60), START);
    ck_assert_uint_eq(take(41), 0);
    ck_assert_uint_eq(take(40), START + 60 * PAGE_SIZE);
    ck_assert_uint_eq(take(1), 0);
    ck_assert_str_eq(heap(), "");
}
END_TEST

START_TEST(freed_range_joins_its_neighbours)
{
    start(NULL);
    take(30);
    vmap_heap_free(area(5, 10));
    ck_assert_str_eq(heap(), "5-10 30-100 ");
    vmap_heap_free(area(10, 30));
    ck_assert_str_eq(heap(), "5-100 ");
}
END_TEST

START_TEST(list_longer_than_a_batch_is_freed_whole)
{
    LIST_HEAD(areas);
    start(NULL);
    take(100);
    for (unsigned i = 0; i < 100; i += 2) {
        list_add_tail(&area(i, i + 1)->list, &areas);
    }
    vmap_heap_free_list(&areas);
    ck_assert(list_empty(&areas));
    for (unsigned i = 1; i < 100; i += 2) {
        vmap_heap_free(area(i, i + 1));
    }
    ck_assert_str_eq(heap(), "0-100 ");
}
END_TEST

START_TEST(range_freed_twice_panics)
{
    start(NULL);
    take(10);
    vmap_heap_free(area(2, 4));
    vmap_heap_free(area(3, 5));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {gaps_between_early_areas_are_free, 0}, {lowest_range_is_taken_until_none_fits, 0},
        {freed_range_joins_its_neighbours, 0},  {list_longer_than_a_batch_is_freed_whole, 0},
        {range_freed_twice_panics, SIGABRT},
    };
    return unit_run("vmap_heap", tests, ARRAY_SIZE(tests));
}
