/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_pool.c: by size, newest first, and back to the heap by quarters. */
#include "fake.h"
#include "mm/vmap_heap.h"
#include "mm/vmap_pool.h"
#include "unit.h"

#define START ((uintptr_t)VMALLOC_START)
#define PAGES 1024u

static struct vmap_pools pools;

/* A heap from which everything was taken. */
static void start(void)
{
    const struct vmap_request all = {.size = PAGES * PAGE_SIZE,
                                     .align = PAGE_SIZE,
                                     .vstart = START,
                                     .vend = START + PAGES * PAGE_SIZE};
    fake_machine_start(UINT64_C(8) << 20, 1);
    vmap_area_init();
    vmap_heap_init(START, START + PAGES * PAGE_SIZE, NULL);
    ck_assert_uint_eq(vmap_heap_take(&all), START);
    vmap_pools_init(&pools);
}

static struct vmap_area *area(unsigned first, unsigned pages)
{
    uintptr_t va = START + first * PAGE_SIZE;
    return vmap_area_new(va, va + pages * PAGE_SIZE, NULL);
}

/* The page where the area starts, or PAGES. */
static unsigned take(unsigned pages, unsigned align)
{
    struct vmap_area *va = vmap_pools_take(&pools, pages * PAGE_SIZE, align * PAGE_SIZE);
    return va == NULL ? PAGES : (unsigned)((va->va_start - START) / PAGE_SIZE);
}

static void count_pages(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    unsigned *pages = ctx;
    pages[state] += (unsigned)vmap_area_pages(va);
}

static void check_pages(unsigned free, unsigned pooled)
{
    unsigned pages[4] = {0};
    vmap_pools_for_each(&pools, count_pages, pages);
    vmap_heap_for_each(count_pages, pages);
    ck_assert_uint_eq(pages[VMAP_FREE], free);
    ck_assert_uint_eq(pages[VMAP_POOL], pooled);
}

START_TEST(newest_of_the_exact_size_comes_first)
{
    start();
    ck_assert_uint_eq(take(2, 1), PAGES);
    vmap_pools_add(&pools, area(0, 2));
    vmap_pools_add(&pools, area(10, 2));
    vmap_pools_add(&pools, area(20, 3));
    ck_assert_uint_eq(take(1, 1), PAGES);
    ck_assert_uint_eq(take(2, 1), 10);
    ck_assert_uint_eq(take(2, 1), 0);
    ck_assert_uint_eq(take(2, 1), PAGES);
    ck_assert_uint_eq(take(3, 1), 20);
}
END_TEST

START_TEST(misaligned_newest_goes_to_the_end)
{
    start();
    vmap_pools_add(&pools, area(8, 2));
    vmap_pools_add(&pools, area(3, 2));
    ck_assert_uint_eq(take(2, 4), PAGES);
    ck_assert_uint_eq(take(2, 4), 8);
    ck_assert_uint_eq(take(2, 4), PAGES);
    ck_assert_uint_eq(take(2, 1), 3);
}
END_TEST

START_TEST(largest_class_has_256_pages)
{
    start();
    struct vmap_area *large = area(256, 257);
    ck_assert(vmap_pools_add(&pools, area(0, 256)));
    ck_assert(!vmap_pools_add(&pools, large));
    ck_assert_uint_eq(take(257, 1), PAGES);
    ck_assert_uint_eq(take(256, 1), 0);
    check_pages(0, 0);
}
END_TEST

START_TEST(decay_gives_the_oldest_quarter_of_each_pool)
{
    start();
    for (unsigned i = 0; i < 9; i++) {
        vmap_pools_add(&pools, area(i, 1));
    }
    for (unsigned i = 0; i < 3; i++) {
        vmap_pools_add(&pools, area(100 + 2 * i, 2));
    }
    ck_assert(vmap_pools_decay(&pools, false));
    check_pages(2, 7 + 6); /* 9 / 4 and 3 / 4 */
    ck_assert_uint_eq(take(1, 1), 8);
    ck_assert(vmap_pools_decay(&pools, false)); /* 6 / 4 */
    check_pages(3, 5 + 6);
    ck_assert(vmap_pools_decay(&pools, false)); /* 5 / 4 */
    ck_assert(vmap_pools_decay(&pools, false)); /* 4 / 4 */
    ck_assert(!vmap_pools_decay(&pools, false));
    check_pages(5, 3 + 6);
    ck_assert_uint_eq(vmap_heap_set()->list.next->next == &vmap_heap_set()->list, true);
}
END_TEST

START_TEST(full_decay_empties_every_pool)
{
    start();
    for (unsigned i = 0; i < 100; i++) {
        vmap_pools_add(&pools, area(3 * i, 1));
        vmap_pools_add(&pools, area(3 * i + 1, 2));
    }
    ck_assert(vmap_pools_decay(&pools, true));
    check_pages(300, 0);
    ck_assert(!vmap_pools_decay(&pools, true));
    ck_assert_uint_eq(take(1, 1), PAGES);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {newest_of_the_exact_size_comes_first, 0, 0},
        {misaligned_newest_goes_to_the_end, 0, 0},
        {largest_class_has_256_pages, 0, 0},
        {decay_gives_the_oldest_quarter_of_each_pool, 0, 0},
        {full_decay_empties_every_pool, 0, 0},
    };
    return unit_run("vmap_pool", tests, ARRAY_SIZE(tests));
}
