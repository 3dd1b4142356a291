/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gen_rbtree.c: lazy areas stay in the tree, in the way but not to be found. */
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
#include "unit.h"

#define START ((uintptr_t)VMALLOC_START)
#define SPACE (UINT64_C(64) << 30)
#define LAZY_MAX 8192 /* pages, one core */

static const struct vm_allocator *const gen = &vm_allocator_rbtree;
static struct vm_struct owner = {.flags = VM_ALLOC};

static void start(void)
{
    fake_machine_start(UINT64_C(16) << 20, 1);
    ck_assert_int_eq(gen->init(START, START + SPACE, NULL), FW_OK);
}

static struct vmap_area *take(uint64_t pages)
{
    const struct vmap_request request = {
        .size = pages * PAGE_SIZE, .align = PAGE_SIZE, .vstart = START, .vend = START + SPACE};
    return gen->alloc(&request, &owner);
}

static bool release(uintptr_t va)
{
    return gen->free_lazy(gen->unlink(va, VM_ALLOC));
}

static uintptr_t flushed_start, flushed_end;

static void record_flush(uintptr_t from, uintptr_t to)
{
    flushed_start = from;
    flushed_end = to;
}

START_TEST(hull_spans_what_lives_between)
{
    start();
    uintptr_t first = take(2)->va_start;
    uintptr_t kept = take(100)->va_start;
    uintptr_t last = take(3)->va_start;
    release(last);
    release(first);
    ck_assert(gen->purge(record_flush));
    ck_assert_uint_eq(flushed_start, first);
    ck_assert_uint_eq(flushed_end, last + 3 * PAGE_SIZE);
    ck_assert_uint_eq(gen->find(kept)->va_start, kept);
    gen->check();
}
END_TEST

START_TEST(unlinked_area_is_in_the_way_until_it_is_free)
{
    start();
    struct vmap_area *va = take(4);
    uintptr_t addr = va->va_start;
    ck_assert_ptr_eq(gen->unlink(addr, VM_ALLOC), va);
    ck_assert_ptr_eq(va->vm, &owner);
    ck_assert_ptr_null(gen->find(addr));
    ck_assert_uint_eq(take(4)->va_start, addr + 4 * PAGE_SIZE);
    gen->free_lazy(va);
    ck_assert_uint_eq(take(1)->va_start, addr + 8 * PAGE_SIZE);
    gen->purge(record_flush);
    ck_assert_uint_eq(take(4)->va_start, addr);
    gen->check();
}
END_TEST

START_TEST(purge_is_due_above_the_threshold)
{
    start();
    for (unsigned i = 0; i < LAZY_MAX / 64; i++) {
        ck_assert(!release(take(64)->va_start));
    }
    ck_assert(release(take(1)->va_start));
    ck_assert_uint_eq(gen->lazy_pages(), LAZY_MAX + 1);
}
END_TEST

START_TEST(check_finds_a_lazy_area_that_no_purge_would_see)
{
    start();
    take(1);
    gen->check();
    gen->unlink(START, VM_ALLOC);
    gen->check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {hull_spans_what_lives_between, 0, 0},
        {unlinked_area_is_in_the_way_until_it_is_free, 0, 0},
        {purge_is_due_above_the_threshold, 0, 0},
        {check_finds_a_lazy_area_that_no_purge_would_see, SIGABRT, 0},
    };
    return unit_run("gen_rbtree", tests, ARRAY_SIZE(tests));
}
