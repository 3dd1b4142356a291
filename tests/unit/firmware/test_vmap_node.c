/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_node.c: how many nodes there are, and what a check finds in them. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
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

static uintptr_t take(uint64_t pages)
{
    const struct vmap_request request = {
        .size = pages * PAGE_SIZE, .align = PAGE_SIZE, .vstart = START, .vend = START + SPACE};
    return gen->alloc(&request, &owner)->va_start;
}

static void release(uintptr_t va)
{
    gen->free_lazy(gen->unlink(va, VM_ALLOC));
}

static void no_flush(uintptr_t from, uintptr_t to)
{
    ck_assert_uint_lt(from, to);
}

START_TEST(owner_survives_its_encoding)
{
    start(CPUS);
    struct vmap_area va = {.flags = 0};
    ck_assert_ptr_null(vmap_node_owner(&va));
    for (unsigned id = 0; id < CPUS; id++) {
        va.flags = encode_vn_id(id) | 0xff; /* the low bits are others' */
        ck_assert_ptr_eq(vmap_node_owner(&va), &vmap_nodes[id]);
    }
    va.flags = encode_vn_id(CPUS);
    ck_assert_ptr_null(vmap_node_owner(&va));
}
END_TEST

START_TEST(nodes_are_as_many_as_cores)
{
    start(3);
    ck_assert_uint_eq(nr_vmap_nodes, 3);
    ck_assert_ptr_eq(addr_to_node(START + 15 * PAGE_SIZE), addr_to_node(START));
    ck_assert_ptr_ne(addr_to_node(START + 16 * PAGE_SIZE), addr_to_node(START));
    ck_assert_ptr_eq(addr_to_node(START + 48 * PAGE_SIZE), addr_to_node(START));
}
END_TEST

START_TEST(no_memory_for_nodes_leaves_one)
{
    fake_machine_start(UINT64_C(2) << 20, 64); /* 64 of them are 400 KiB in one piece */
    while (alloc_pages(GFP_KERNEL, 5) != NULL) {
    }
    ck_assert_int_eq(gen->init(START, START + SPACE, NULL), FW_OK);
    ck_assert_uint_eq(nr_vmap_nodes, 1);
    release(take(2));
    ck_assert(gen->purge(no_flush));
    gen->check();
}
END_TEST

START_TEST(check_finds_a_live_area_in_another_node)
{
    start(CPUS);
    struct vmap_area *va = gen->find(take(1));
    vmap_set_remove(&vmap_nodes[addr_to_node_id(va->va_start)].busy, va);
    vmap_set_insert(&addr_to_node(va->va_start + 16 * PAGE_SIZE)->busy, va);
    gen->check();
}
END_TEST

START_TEST(check_finds_a_pooled_area_lost)
{
    start(CPUS);
    release(take(1));
    gen->purge(no_flush);
    vmap_pools_take(&vmap_nodes[0].pools, PAGE_SIZE, PAGE_SIZE);
    gen->check();
}
END_TEST

START_TEST(check_finds_a_lazy_area_of_another_owner)
{
    start(CPUS);
    struct vmap_area *va = gen->find(take(1));
    release(va->va_start);
    va->flags = encode_vn_id(2);
    gen->check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {owner_survives_its_encoding, 0, 0},
        {nodes_are_as_many_as_cores, 0, 0},
        {no_memory_for_nodes_leaves_one, 0, 0},
        {check_finds_a_live_area_in_another_node, SIGABRT, 0},
        {check_finds_a_pooled_area_lost, SIGABRT, 0},
        {check_finds_a_lazy_area_of_another_owner, SIGABRT, 0},
    };
    return unit_run("vmap_node", tests, ARRAY_SIZE(tests));
}
