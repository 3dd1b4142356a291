/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gen_nodes.c: which pool, which node, and the ring search for what lies inside. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
#include "mm/vmap_heap.h"
#include "mm/vmap_node.h"
#include "unit.h"

#define START ((uintptr_t)VMALLOC_START)
#define SPACE (UINT64_C(1) << 30)
#define CPUS 4

static const struct vm_allocator *const gen = &vm_allocator_nodes;
static struct vm_struct owner = {.flags = VM_ALLOC};

static void start(unsigned cpus)
{
    fake_machine_start(UINT64_C(16) << 20, cpus);
    ck_assert_int_eq(gen->init(START, START + SPACE, NULL), FW_OK);
    gen->check();
}

static struct vmap_area *take_up_to(uint64_t pages, uintptr_t end)
{
    const struct vmap_request request = {
        .size = pages * PAGE_SIZE, .align = PAGE_SIZE, .vstart = START, .vend = end};
    return gen->alloc(&request, &owner);
}

static uintptr_t take(uint64_t pages)
{
    return take_up_to(pages, START + SPACE)->va_start;
}

static void release(uintptr_t va)
{
    gen->free_lazy(gen->unlink(va, VM_ALLOC));
}

static unsigned flushes;

static void count_flush(uintptr_t from, uintptr_t to)
{
    ck_assert_uint_lt(from, to);
    flushes++;
}

START_TEST(core_gets_back_what_it_freed)
{
    start(CPUS);
    uintptr_t mine = take(3);
    fake_become_cpu(1);
    uintptr_t other = take(3);
    release(other);
    release(mine); /* by another core: it returns to its owner all the same */
    ck_assert(gen->purge(count_flush));
    gen->check();
    ck_assert_uint_eq(take(3), other);
    ck_assert_uint_eq(take(3), START + 6 * PAGE_SIZE); /* its pool is empty: the heap */
    fake_become_cpu(0);
    ck_assert_uint_eq(take(4), START + 9 * PAGE_SIZE); /* another size */
    ck_assert_uint_eq(take(3), mine);
    ck_assert_uint_eq(flushes, 1);
}
END_TEST

START_TEST(restricted_window_is_not_served_from_a_pool)
{
    start(CPUS);
    take(1);
    uintptr_t va = take(3);
    release(va);
    gen->purge(count_flush);
    struct vmap_area *area = take_up_to(3, START + 100 * PAGE_SIZE);
    ck_assert_uint_eq(area->va_start, va + 3 * PAGE_SIZE);
    release(area->va_start); /* without an owner: free, not pooled */
    gen->purge(count_flush);
    gen->check();
    ck_assert_ptr_eq(vmap_set_find(vmap_heap_set(), va + 3 * PAGE_SIZE),
                     vmap_set_find(vmap_heap_set(), START + SPACE - 1));
    ck_assert_uint_eq(take(3), va);
}
END_TEST

START_TEST(area_too_large_for_a_pool_becomes_free)
{
    start(CPUS);
    uintptr_t large = take(257), pooled = take(256);
    release(large);
    release(pooled);
    gen->purge(count_flush);
    gen->check();
    ck_assert_uint_eq(take(256), pooled);
    ck_assert_uint_eq(take(200), large);
}
END_TEST

START_TEST(address_inside_is_found_around_the_ring)
{
    start(CPUS);
    for (unsigned i = 0; i < 4; i++) {
        take(40); /* starts in one zone, reaches into three more */
    }
    for (uintptr_t at = START; at < START + 160 * PAGE_SIZE; at += PAGE_SIZE) {
        struct vmap_area *va = gen->find(at);
        ck_assert_ptr_nonnull(va);
        ck_assert(va->va_start <= at && at < va->va_end);
    }
    ck_assert_ptr_null(gen->find(START + 160 * PAGE_SIZE));
    ck_assert_ptr_null(gen->unlink(START + 41 * PAGE_SIZE, VM_ALLOC));
}
END_TEST

START_TEST(each_purge_decays_a_quarter_and_reclaim_all)
{
    uintptr_t va[16];
    start(CPUS);
    for (unsigned i = 0; i < 16; i++) {
        va[i] = take(1);
    }
    for (unsigned i = 0; i < 16; i++) {
        release(va[i]);
    }
    gen->purge(count_flush);
    ck_assert_uint_eq(vmap_nodes[0].pools.pool[0].len, 16);
    ck_assert(!gen->purge(count_flush)); /* nothing lazy, but time for decay */
    ck_assert_uint_eq(vmap_nodes[0].pools.pool[0].len, 12);
    ck_assert(gen->reclaim(count_flush));
    ck_assert_uint_eq(vmap_nodes[0].pools.pool[0].len, 0);
    ck_assert(!gen->reclaim(count_flush));
    ck_assert_uint_eq(flushes, 1);
    gen->check();
    ck_assert_uint_eq(take(300), START);
}
END_TEST

START_TEST(single_node_pools_nothing)
{
    start(1);
    ck_assert_uint_eq(nr_vmap_nodes, 1);
    uintptr_t low = take(2), kept = take(1), high = take(2);
    release(low);
    release(high);
    gen->check();
    ck_assert_uint_eq(gen->lazy_pages(), 4);
    gen->purge(count_flush);
    gen->check();
    ck_assert_uint_eq(take(1), low);
    ck_assert_uint_eq(gen->find(kept)->va_start, kept);
    ck_assert_uint_eq(take(2), kept + PAGE_SIZE);
}
END_TEST

START_TEST(neighbours_freed_in_order_wait_as_one)
{
    start(1);
    uintptr_t va[3] = {take(1), take(2), take(3)};
    for (unsigned i = 0; i < 3; i++) {
        release(va[i]);
    }
    ck_assert_ptr_eq(vmap_nodes[0].lazy.next->next, &vmap_nodes[0].lazy);
    ck_assert_uint_eq(gen->lazy_pages(), 6);
    gen->check();
    gen->purge(count_flush);
    ck_assert_uint_eq(gen->lazy_pages(), 0);
    ck_assert_uint_eq(take(6), START);
}
END_TEST

START_TEST(early_areas_are_live_in_their_nodes)
{
    fake_machine_start(UINT64_C(16) << 20, CPUS);
    struct vm_struct second = {.addr = (void *)(START + 50 * PAGE_SIZE), .size = 30 * PAGE_SIZE};
    struct vm_struct first = {.addr = (void *)START, .size = PAGE_SIZE, .next = &second};
    ck_assert_int_eq(gen->init(START, START + SPACE, &first), FW_OK);
    gen->check();
    ck_assert_ptr_eq(gen->find(START + 79 * PAGE_SIZE)->vm, &second);
    ck_assert_uint_eq(take(50), START + 80 * PAGE_SIZE);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {core_gets_back_what_it_freed, 0, 0},
        {restricted_window_is_not_served_from_a_pool, 0, 0},
        {area_too_large_for_a_pool_becomes_free, 0, 0},
        {address_inside_is_found_around_the_ring, 0, 0},
        {each_purge_decays_a_quarter_and_reclaim_all, 0, 0},
        {single_node_pools_nothing, 0, 0},
        {neighbours_freed_in_order_wait_as_one, 0, 0},
        {early_areas_are_live_in_their_nodes, 0, 0},
    };
    return unit_run("gen_nodes", tests, ARRAY_SIZE(tests));
}
