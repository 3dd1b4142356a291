/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gen_augmented.c: free to busy to lazy to free, and never past the flush. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
#include "unit.h"

#define START ((uintptr_t)VMALLOC_START)
#define SPACE (UINT64_C(64) << 30)
#define LAZY_MAX 8192 /* pages, one core */

static const struct vm_allocator *const gen = &vm_allocator_augmented;
static struct vm_struct owner = {.flags = VM_ALLOC};

static void start(void)
{
    fake_machine_start(UINT64_C(16) << 20, 1);
    ck_assert_int_eq(gen->init(START, START + SPACE, NULL), FW_OK);
    gen->check();
}

static struct vmap_area *take(uint64_t pages)
{
    const struct vmap_request request = {
        .size = pages * PAGE_SIZE, .align = PAGE_SIZE, .vstart = START, .vend = START + SPACE};
    return gen->alloc(&request, &owner);
}

/* Takes a live area through unlink to lazy. */
static bool free_area(uintptr_t va)
{
    return gen->free_lazy(gen->unlink(va, VM_ALLOC));
}

static unsigned flushes;
static uintptr_t flushed_start, flushed_end;

static void record_flush(uintptr_t start, uintptr_t end)
{
    flushes++;
    flushed_start = start;
    flushed_end = end;
}

START_TEST(areas_are_handed_out_lowest_first)
{
    start();
    ck_assert_uint_eq(take(2)->va_start, START);
    ck_assert_uint_eq(take(5)->va_start, START + 2 * PAGE_SIZE);
    ck_assert_ptr_null(take(SPACE / PAGE_SIZE));
    gen->check();
}
END_TEST

START_TEST(lazy_addresses_are_reused_only_after_the_purge)
{
    start();
    uintptr_t va = take(2)->va_start;
    ck_assert(!free_area(va));
    ck_assert_uint_eq(gen->lazy_pages(), 2);
    ck_assert_uint_eq(take(2)->va_start, va + 2 * PAGE_SIZE);
    ck_assert(gen->purge(record_flush));
    ck_assert_uint_eq(gen->lazy_pages(), 0);
    ck_assert_uint_eq(take(2)->va_start, va);
    gen->check();
}
END_TEST

static void must_still_be_lazy(uintptr_t start, uintptr_t end)
{
    record_flush(start, end);
    ck_assert_uint_gt(take(1)->va_start, start);
}

START_TEST(address_is_not_free_while_the_flush_runs)
{
    start();
    uintptr_t va = take(4)->va_start;
    take(1);
    free_area(va);
    ck_assert(gen->purge(must_still_be_lazy));
    ck_assert_uint_eq(take(4)->va_start, va);
}
END_TEST

START_TEST(one_flush_covers_all_lazy_areas)
{
    start();
    uintptr_t first = take(2)->va_start;
    uintptr_t kept = take(3)->va_start;
    uintptr_t last = take(4)->va_start;
    free_area(last);
    free_area(first);
    ck_assert(gen->try_purge(record_flush));
    ck_assert_uint_eq(flushes, 1);
    ck_assert_uint_eq(flushed_start, first);
    ck_assert_uint_eq(flushed_end, last + 4 * PAGE_SIZE);
    ck_assert_uint_eq(gen->find(kept)->va_start, kept);
    gen->check();
}
END_TEST

START_TEST(purge_of_nothing_flushes_nothing)
{
    start();
    take(1);
    ck_assert(!gen->purge(record_flush));
    ck_assert(!gen->try_purge(record_flush));
    ck_assert_uint_eq(flushes, 0);
}
END_TEST

static void purge_inside(uintptr_t start, uintptr_t end)
{
    record_flush(start, end);
    ck_assert(!gen->try_purge(record_flush));
}

START_TEST(second_purge_does_not_wait_for_the_first)
{
    start();
    free_area(take(1)->va_start);
    ck_assert(gen->purge(purge_inside));
    ck_assert_uint_eq(flushes, 1);
}
END_TEST

START_TEST(purge_is_due_above_the_threshold)
{
    start();
    for (unsigned i = 0; i < LAZY_MAX / 2; i++) {
        ck_assert(!free_area(take(2)->va_start));
    }
    ck_assert_uint_eq(gen->lazy_pages(), LAZY_MAX);
    ck_assert(free_area(take(1)->va_start));
}
END_TEST

START_TEST(threshold_grows_with_the_doublings_of_cores)
{
    fake_machine_start(UINT64_C(16) << 20, 8);
    gen->init(START, START + SPACE, NULL);
    ck_assert(!free_area(take(4 * LAZY_MAX)->va_start));
    ck_assert(free_area(take(1)->va_start));
}
END_TEST

START_TEST(unlink_wants_the_exact_start_and_a_flag)
{
    start();
    struct vmap_area *va = take(4);
    ck_assert_ptr_null(gen->unlink(va->va_start + PAGE_SIZE, VM_ALLOC));
    ck_assert_ptr_null(gen->unlink(va->va_start, VM_MAP));
    ck_assert_ptr_null(gen->unlink(va->va_end, VM_ALLOC));
    ck_assert_ptr_eq(gen->find(va->va_end - 1), va);
    ck_assert_ptr_eq(gen->unlink(va->va_start, VM_ALLOC), va);
    ck_assert_ptr_null(gen->unlink(va->va_start, VM_ALLOC));
    gen->free_now(va);
    gen->check();
}
END_TEST

START_TEST(free_now_makes_reusable_at_once)
{
    start();
    uintptr_t va = take(2)->va_start;
    gen->free_now(gen->unlink(va, VM_ALLOC));
    ck_assert_uint_eq(take(2)->va_start, va);
}
END_TEST

START_TEST(early_areas_are_busy_and_the_rest_is_free)
{
    fake_machine_start(UINT64_C(16) << 20, 1);
    struct vm_struct second = {.addr = (void *)(START + 5 * PAGE_SIZE), .size = 3 * PAGE_SIZE};
    struct vm_struct first = {.addr = (void *)START, .size = PAGE_SIZE, .next = &second};
    ck_assert_int_eq(gen->init(START, START + SPACE, &first), FW_OK);
    gen->check();
    ck_assert_ptr_eq(gen->find(START + 6 * PAGE_SIZE)->vm, &second);
    ck_assert_uint_eq(take(4)->va_start, START + PAGE_SIZE);
    ck_assert_uint_eq(take(1)->va_start, START + 8 * PAGE_SIZE);
    gen->check();
}
END_TEST

static char states[64];

static void note_state(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    unsigned *count = ctx;
    ck_assert_uint_lt(va->va_start, va->va_end);
    states[(*count)++] = "fbl"[state];
}

START_TEST(for_each_visits_every_state)
{
    start();
    unsigned count = 0;
    uintptr_t va = take(1)->va_start;
    take(1);
    take(1);
    free_area(va);
    gen->for_each(note_state, &count);
    ck_assert_str_eq(states, "lbbf");
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {areas_are_handed_out_lowest_first, 0},
        {lazy_addresses_are_reused_only_after_the_purge, 0},
        {address_is_not_free_while_the_flush_runs, 0},
        {one_flush_covers_all_lazy_areas, 0},
        {purge_of_nothing_flushes_nothing, 0},
        {second_purge_does_not_wait_for_the_first, 0},
        {purge_is_due_above_the_threshold, 0},
        {threshold_grows_with_the_doublings_of_cores, 0},
        {unlink_wants_the_exact_start_and_a_flag, 0},
        {free_now_makes_reusable_at_once, 0},
        {early_areas_are_busy_and_the_rest_is_free, 0},
        {for_each_visits_every_state, 0},
    };
    return unit_run("gen_augmented", tests, ARRAY_SIZE(tests));
}
