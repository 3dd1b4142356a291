/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks: how they are used up, dirtied, purged and flushed, core by core. */
#include "arch/percpu.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "mm/softirq.h"
#include "mm/vmap_block.h"
#include "mm/vmap_block_table.h"
#include "unit.h"

#define CPUS 3

static void start(int generation)
{
    fake_machine_start(UINT64_C(16) << 20, CPUS);
    ck_assert_int_eq(vmalloc_init(generations[generation]), FW_OK);
}

static void count_block(struct vmap_block *vb, void *count)
{
    (void)vb;
    ++*(unsigned *)count;
}

static unsigned blocks(void)
{
    unsigned count = 0;
    vmap_block_table_for_each(count_block, &count);
    return count;
}

static void release(uintptr_t addr, unsigned count)
{
    ck_assert_int_eq(vb_free(addr, count), FW_OK);
}

START_TEST(mappings_follow_each_other_in_powers_of_two)
{
    start(_i);
    uintptr_t first = vb_alloc(1);
    ck_assert_uint_eq(first % VMAP_BLOCK_SIZE, 0);
    ck_assert_uint_eq(vb_alloc(3), first + PAGE_SIZE);
    ck_assert_uint_eq(vb_alloc(2), first + 5 * PAGE_SIZE);
    ck_assert_uint_eq(vb_alloc(VMAP_MAX_ALLOC), first + 7 * PAGE_SIZE);
    ck_assert_uint_eq(vb_alloc(VMAP_MAX_ALLOC - 1), first + 71 * PAGE_SIZE);
    ck_assert_uint_eq(blocks(), 1);
    const struct vmap_block *vb = vmap_block_find(first + 100 * PAGE_SIZE);
    ck_assert_uint_eq(vb->free, VMAP_BBMAP_BITS - 135);
    ck_assert_uint_eq(bitmap_weight(vb->used_map, VMAP_BBMAP_BITS), 1 + 3 + 2 + 64 + 63);
    ck_assert_uint_eq(vb->va->flags & (VMAP_RAM | VMAP_BLOCK), VMAP_RAM | VMAP_BLOCK);
    ck_assert_ptr_null(vmap_block_find(first + VMAP_BLOCK_SIZE));
    ck_assert_ptr_null(vmap_block_find(first - 1));
    ck_assert_ptr_null(vmap_block_find(0));
}
END_TEST

START_TEST(each_core_has_blocks_of_its_own)
{
    start(_i);
    uintptr_t addr[CPUS];
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        fake_become_cpu(cpu);
        addr[cpu] = vb_alloc(1);
        ck_assert_uint_eq(vmap_block_find(addr[cpu])->cpu, cpu);
    }
    ck_assert_uint_eq(blocks(), CPUS);
    fake_become_cpu(0);
    release(addr[2], 1); /* any core may end a mapping */
    ck_assert_uint_eq(vmap_block_find(addr[2])->dirty, 1);
    ck_assert_uint_eq(vb_alloc(1), addr[0] + PAGE_SIZE);
}
END_TEST

START_TEST(block_used_up_and_given_back_is_freed)
{
    start(_i);
    uintptr_t first = vb_alloc(VMAP_MAX_ALLOC);
    for (unsigned i = 1; i < VMAP_BBMAP_BITS / VMAP_MAX_ALLOC; i++) {
        ck_assert_uint_eq(vb_alloc(VMAP_MAX_ALLOC), first + i * VMAP_MAX_ALLOC * PAGE_SIZE);
    }
    uintptr_t second = vb_alloc(1);
    ck_assert_uint_eq(blocks(), 2);
    for (unsigned i = 0; i < VMAP_BBMAP_BITS / VMAP_MAX_ALLOC; i++) {
        ck_assert_ptr_nonnull(vmap_block_find(first));
        release(first + i * VMAP_MAX_ALLOC * PAGE_SIZE, VMAP_MAX_ALLOC);
    }
    ck_assert_uint_eq(blocks(), 1);
    ck_assert_ptr_null(vmap_block_find(first));
    ck_assert_ptr_null(vmalloc_allocator()->find(first));
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(),
                      vmalloc_is_immediate() ? 0 : VMAP_BBMAP_BITS);
    ck_assert_uint_eq(rcu_pending_callbacks(), 1);
    drain_deferred();
    ck_assert_uint_eq(rcu_pending_callbacks(), 0);
    release(second, 1);
    vmalloc_check();
}
END_TEST

START_TEST(older_blocks_are_filled_first)
{
    start(_i);
    vb_alloc(1);
    for (unsigned i = 0; i < VMAP_BBMAP_BITS / VMAP_MAX_ALLOC - 1; i++) {
        vb_alloc(VMAP_MAX_ALLOC);
    }
    uintptr_t next = vb_alloc(VMAP_MAX_ALLOC); /* 63 pages are left in the first */
    ck_assert_uint_eq(blocks(), 2);
    uintptr_t hole = vb_alloc(32);
    ck_assert_ptr_ne(vmap_block_find(hole), vmap_block_find(next));
    ck_assert_uint_eq(blocks(), 2);
}
END_TEST

START_TEST(ending_no_mapping_changes_nothing)
{
    start(_i);
    uintptr_t first = vb_alloc(3), second = vb_alloc(2);
    ck_assert_int_eq(vb_free(first, 2), FW_INVALID);
    ck_assert_int_eq(vb_free(first, 4), FW_INVALID); /* as much space, another count */
    ck_assert_int_eq(vb_free(first + PAGE_SIZE, 2), FW_UNKNOWN);
    ck_assert_int_eq(vb_free(first + 3 * PAGE_SIZE, 1), FW_UNKNOWN);
    ck_assert_int_eq(vb_free(second + 64 * PAGE_SIZE, 1), FW_UNKNOWN);
    ck_assert_int_eq(vb_free(first - PAGE_SIZE, 1), FW_UNKNOWN);
    ck_assert_uint_eq(vmap_block_find(first)->dirty, 0);
    release(first, 3);
    ck_assert_int_eq(vb_free(first, 3), FW_UNKNOWN);
    release(second, 2);
    ck_assert_uint_eq(vmap_block_find(first)->dirty, 6);
}
END_TEST

START_TEST(dirty_range_is_collected_once_also_of_blocks_without_free_pages)
{
    start(_i);
    struct vmap_hull hull = {UINTPTR_MAX, 0};
    uintptr_t first = vb_alloc(VMAP_MAX_ALLOC);
    for (unsigned i = 1; i < VMAP_BBMAP_BITS / VMAP_MAX_ALLOC; i++) {
        vb_alloc(VMAP_MAX_ALLOC);
    }
    const uintptr_t step = VMAP_MAX_ALLOC * PAGE_SIZE;
    release(first + step, VMAP_MAX_ALLOC);
    release(first + 5 * step, VMAP_MAX_ALLOC);
    vmap_blocks_collect_dirty(&hull);
    ck_assert_uint_eq(hull.start, first + step);
    ck_assert_uint_eq(hull.end, first + 6 * step);
    hull = (struct vmap_hull){UINTPTR_MAX, 0};
    vmap_blocks_collect_dirty(&hull);
    ck_assert_uint_eq(hull.end, 0);
    release(first, VMAP_MAX_ALLOC);
    vmap_blocks_collect_dirty(&hull);
    ck_assert_uint_eq(hull.start, first);
    ck_assert_uint_eq(hull.end, first + step);
    ck_assert_uint_eq(blocks(), 1);
}
END_TEST

START_TEST(idle_block_goes_when_little_is_free_in_it)
{
    start(_i);
    struct vmap_hull hull = {UINTPTR_MAX, 0};
    uintptr_t addr[VMAP_BBMAP_BITS / VMAP_MAX_ALLOC];
    for (unsigned i = 0; i < 12; i++) { /* a quarter stays free */
        addr[i] = vb_alloc(VMAP_MAX_ALLOC);
    }
    for (unsigned i = 0; i < 12; i++) {
        release(addr[i], VMAP_MAX_ALLOC);
    }
    vmap_blocks_collect_dirty(&hull);
    ck_assert_uint_eq(blocks(), 1);
    uintptr_t pin = vb_alloc(1);
    vmap_blocks_collect_dirty(&hull);
    ck_assert_uint_eq(blocks(), 1);
    release(pin, 1);
    vmap_blocks_collect_dirty(&hull);
    ck_assert_uint_eq(blocks(), 0);
    ck_assert_uint_ne(vb_alloc(1), addr[0] + 12 * VMAP_MAX_ALLOC * PAGE_SIZE);
}
END_TEST

START_TEST(when_addresses_run_out_every_idle_block_goes)
{
    start(_i);
    uintptr_t idle = vb_alloc(1), live = 0;
    fake_become_cpu(1);
    live = vb_alloc(2);
    fake_become_cpu(0);
    release(idle, 1);
    ck_assert(purge_fragmented_blocks_allcpus());
    ck_assert(!purge_fragmented_blocks_allcpus());
    ck_assert_uint_eq(blocks(), 1);
    ck_assert_ptr_nonnull(vmap_block_find(live));
    /* And so a request that takes all there is finds the addresses of the others. */
    release(live, 2);
    const uint64_t all = VMALLOC_END - VMALLOC_START - PAGE_SIZE;
    ck_assert_ptr_nonnull(get_vm_area(all, VM_MAP));
    ck_assert_uint_eq(blocks(), 0);
    drain_deferred();
    vmalloc_check();
}
END_TEST

START_TEST(without_memory_or_addresses_there_is_no_block)
{
    start(_i);
    fail_slab_alloc(1);
    ck_assert_uint_eq(vb_alloc(1), 0);
    ck_assert_ptr_nonnull(get_vm_area(VMALLOC_END - VMALLOC_START - PAGE_SIZE, VM_MAP));
    ck_assert_uint_eq(vb_alloc(1), 0);
    ck_assert_uint_eq(blocks(), 0);
    vmalloc_check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {mappings_follow_each_other_in_powers_of_two, 0, GENERATIONS},
        {each_core_has_blocks_of_its_own, 0, GENERATIONS},
        {block_used_up_and_given_back_is_freed, 0, GENERATIONS},
        {older_blocks_are_filled_first, 0, GENERATIONS},
        {ending_no_mapping_changes_nothing, 0, GENERATIONS},
        {dirty_range_is_collected_once_also_of_blocks_without_free_pages, 0, GENERATIONS},
        {idle_block_goes_when_little_is_free_in_it, 0, GENERATIONS},
        {when_addresses_run_out_every_idle_block_goes, 0, GENERATIONS},
        {without_memory_or_addresses_there_is_no_block, 0, GENERATIONS},
    };
    return unit_run("vmap_block", tests, ARRAY_SIZE(tests));
}
