/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vm_map_ram: what is mapped, what is flushed when, and cores at it in parallel. */
#include "arch/linear.h"
#include "arch/percpu.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/softirq.h"
#include "mm/tlbflush.h"
#include "mm/vm_area.h"
#include "mm/vm_map_ram.h"
#include "mm/vmap_block.h"
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define CPUS 4
#define FRAMES 100u

static struct page *frames[FRAMES];

static void start(int generation)
{
    fake_machine_start(UINT64_C(32) << 20, CPUS);
    ck_assert_int_eq(vmalloc_init(generations[generation]), FW_OK);
    ck_assert_uint_eq(alloc_pages_bulk(NUMA_NO_NODE, GFP_KERNEL, FRAMES, frames), FRAMES);
}

static void must_show(const char *va, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)va + i * PAGE_SIZE);
        ck_assert(leaf.mapped);
        ck_assert_uint_eq(leaf.pa, page_to_phys(frames[i]));
    }
}

START_TEST(small_and_large_mappings_show_the_frames)
{
    start(_i);
    char *small = vm_map_ram(frames, VMAP_MAX_ALLOC, PROT_KERNEL);
    char *large = vm_map_ram(frames, VMAP_MAX_ALLOC + 1, PROT_KERNEL_RO);
    must_show(small, VMAP_MAX_ALLOC);
    must_show(large, VMAP_MAX_ALLOC + 1);
    ck_assert_ptr_nonnull(vmap_block_find((uintptr_t)small));
    ck_assert_ptr_null(vmap_block_find((uintptr_t)large));
    ck_assert_uint_eq(vmalloc_allocator()->find((uintptr_t)large)->flags & 6u, VMAP_RAM);
    ck_assert_ptr_null(find_vm_area(large));
    vmalloc_check();
    ck_assert_int_eq(vm_unmap_ram(small, VMAP_MAX_ALLOC), FW_OK);
    ck_assert_int_eq(vm_unmap_ram(large, VMAP_MAX_ALLOC + 1), FW_OK);
    ck_assert(!pgtable_lookup((uintptr_t)small).mapped);
    ck_assert(!pgtable_lookup((uintptr_t)large).mapped);
    vmalloc_check();
}
END_TEST

START_TEST(what_is_no_mapping_is_refused)
{
    start(_i);
    char *small = vm_map_ram(frames, 2, PROT_KERNEL);
    char *large = vm_map_ram(frames, 70, PROT_KERNEL);
    void *memory = vmalloc(FRAMES * PAGE_SIZE);
    ck_assert_ptr_null(vm_map_ram(frames, 0, PROT_KERNEL));
    ck_assert_ptr_null(vm_map_ram(frames, UINT32_MAX, PROT_KERNEL));
    ck_assert_int_eq(vm_unmap_ram(small + 1, 2), FW_MISALIGNED);
    ck_assert_int_eq(vm_unmap_ram(small, 0), FW_INVALID);
    ck_assert_int_eq(vm_unmap_ram(small, 3), FW_INVALID);
    ck_assert_int_eq(vm_unmap_ram(small, VMAP_BBMAP_BITS), FW_UNKNOWN); /* all of its block */
    ck_assert_int_eq(vm_unmap_ram(large, 71), FW_INVALID);
    ck_assert_int_eq(vm_unmap_ram(large, 2), FW_UNKNOWN);
    ck_assert_int_eq(vm_unmap_ram(large + PAGE_SIZE, 70), FW_UNKNOWN);
    ck_assert_int_eq(vm_unmap_ram(memory, FRAMES), FW_UNKNOWN);
    ck_assert_int_eq(vfree(small), FW_UNKNOWN);
    ck_assert_int_eq(vfree(large), FW_UNKNOWN);
    must_show(small, 2);
    must_show(large, 70);
    ck_assert_int_eq(vm_unmap_ram(small, 2), FW_OK);
    ck_assert_int_eq(vm_unmap_ram(large, 70), FW_OK);
    ck_assert_int_eq(vm_unmap_ram(large, 70), FW_UNKNOWN);
    vmalloc_check();
}
END_TEST

static unsigned count_tlbis(const char *trace)
{
    unsigned count = 0;
    for (const char *at = trace; (at = strstr(at, "tlbi")) != NULL; at++) {
        count++;
    }
    return count;
}

START_TEST(nothing_is_flushed_until_somebody_asks)
{
    start(_i);
    fake_trace_start();
    char *va = vm_map_ram(frames, 3, PROT_KERNEL);
    ck_assert_int_eq(vm_unmap_ram(va, 3), FW_OK);
    const unsigned at_once = count_tlbis(fake_trace());
    ck_assert_uint_eq(at_once, vmalloc_is_immediate() ? 3 : 0);
    vm_unmap_aliases();
    const char *trace = fake_trace();
    char first[64];
    snprintf(first, sizeof(first), "tlbi vaale1is, 0x%llx\n",
             (unsigned long long)((uintptr_t)va >> PAGE_SHIFT & 0xfffffffffffULL));
    ck_assert_ptr_nonnull(strstr(trace, first));
    ck_assert_uint_eq(count_tlbis(trace), 4); /* in powers of two */
    vm_unmap_aliases();
    ck_assert_uint_eq(count_tlbis(fake_trace()), 0);
}
END_TEST

START_TEST(one_flush_covers_lazy_areas_and_dirty_blocks)
{
    start(_i);
    char *va = vm_map_ram(frames, 1, PROT_KERNEL);
    char *area = vmalloc(PAGE_SIZE);
    ck_assert_int_eq(vm_unmap_ram(va, 1), FW_OK);
    ck_assert_int_eq(vfree(area), FW_OK);
    fake_trace_start();
    vm_unmap_aliases();
    const char *trace = fake_trace();
    unsigned syncs = 0;
    for (const char *at = trace; (at = strstr(at, "dsb ish\n")) != NULL; at++) {
        syncs++;
    }
    ck_assert_uint_eq(syncs, 1);
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 0);
}
END_TEST

/* Every page that a mapping asks for fails once: for the block, its area, a table. */
START_TEST(failed_mapping_gives_everything_back)
{
    start(_i);
    static const uint32_t counts[] = {2, VMAP_MAX_ALLOC + 1};
    for (unsigned i = 0; i < 2; i++) {
        unsigned failed = 0;
        for (unsigned k = 1; k <= 8; k++) {
            get_vm_area(UINT64_C(1) << 30, VM_MAP); /* the next addresses have no table yet */
            fail_page_alloc(k);
            const void *va = vm_map_ram(frames, counts[i], PROT_KERNEL);
            fail_page_alloc(0);
            failed += va == NULL;
            vmalloc_check();
        }
        ck_assert_uint_ge(failed, 1);
        ck_assert_uint_lt(failed, 8);
    }
}
END_TEST

struct worker {
    unsigned cpu;
    unsigned wrong;
};

static void *work(void *arg)
{
    struct worker *worker = arg;
    void *mapped[16] = {NULL};
    uint32_t counts[16];
    uint64_t seed = worker->cpu;
    fake_become_cpu(worker->cpu);
    rcu_idle_exit();
    for (unsigned step = 0; step < 20000; step++) {
        const unsigned i = unit_random(&seed) % 16;
        if (mapped[i] != NULL) {
            worker->wrong += !pgtable_lookup((uintptr_t)mapped[i]).mapped;
            worker->wrong += vm_unmap_ram(mapped[i], counts[i]) != FW_OK;
            mapped[i] = NULL;
        } else {
            counts[i] = 1 + (uint32_t)(unit_random(&seed) % (step % 100 == 0 ? FRAMES : 8));
            mapped[i] = vm_map_ram(frames, counts[i], PROT_KERNEL);
            worker->wrong += mapped[i] == NULL;
        }
        if (step % 997 == 996) {
            vm_unmap_aliases();
        }
        if (local_softirq_pending()) {
            do_softirq();
        }
    }
    for (unsigned i = 0; i < 16; i++) {
        worker->wrong += mapped[i] != NULL && vm_unmap_ram(mapped[i], counts[i]) != FW_OK;
    }
    drain_deferred();
    rcu_idle_enter();
    return NULL;
}

START_TEST(cores_in_parallel_share_nothing_and_lose_nothing)
{
    static struct worker workers[CPUS];
    pthread_t threads[CPUS];
    start(_i);
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        workers[cpu].cpu = cpu;
        ck_assert_int_eq(pthread_create(&threads[cpu], NULL, work, &workers[cpu]), 0);
    }
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        pthread_join(threads[cpu], NULL);
        ck_assert_uint_eq(workers[cpu].wrong, 0);
    }
    purge_fragmented_blocks_allcpus();
    drain_deferred();
    generations[_i]->reclaim(flush_tlb_kernel_range);
    vmalloc_check();
    const struct vmap_request all = {VMALLOC_END - VMALLOC_START, PAGE_SIZE, VMALLOC_START,
                                     VMALLOC_END, VMAP_RAM};
    ck_assert_ptr_nonnull(generations[_i]->alloc(&all, NULL));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {small_and_large_mappings_show_the_frames, 0, GENERATIONS},
        {what_is_no_mapping_is_refused, 0, GENERATIONS},
        {nothing_is_flushed_until_somebody_asks, 0, GENERATIONS},
        {one_flush_covers_lazy_areas_and_dirty_blocks, 0, GENERATIONS},
        {failed_mapping_gives_everything_back, 0, GENERATIONS},
        {cores_in_parallel_share_nothing_and_lose_nothing, 0, GENERATIONS},
    };
    return unit_run("vm_map_ram", tests, ARRAY_SIZE(tests));
}
