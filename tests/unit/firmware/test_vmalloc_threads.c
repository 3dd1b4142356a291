/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Four threads as four cores in the allocator at once, in each generation:
 * nobody gets what another has, locks are taken in their order, everything comes back.
 */
#include "arch/linear.h"
#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/tlbflush.h"
#include "mm/vmalloc.h"
#include "unit.h"

#include <pthread.h>

#define CPUS 4
#define STEPS 20000
#define SLOTS 40
#define RAM_SIZE (UINT64_C(64) << 20)

struct area {
    char *addr;
    unsigned pages;
};

struct worker {
    unsigned cpu;
    unsigned wrong; /* words that another core changed, refused calls */
    struct area areas[SLOTS];
};

static uint64_t *word_at(const struct area *area, unsigned page)
{
    return vmalloc_access(area->addr + page * PAGE_SIZE);
}

static void fill(struct worker *worker, struct area *area)
{
    for (unsigned i = 0; i < area->pages; i++) {
        *word_at(area, i) = (uintptr_t)area->addr + worker->cpu + i;
    }
}

static void release(struct worker *worker, struct area *area)
{
    for (unsigned i = 0; i < area->pages; i++) {
        worker->wrong += *word_at(area, i) != (uintptr_t)area->addr + worker->cpu + i;
    }
    worker->wrong += vfree(area->addr) != FW_OK;
    area->addr = NULL;
}

static void *work(void *arg)
{
    struct worker *worker = arg;
    uint64_t seed = worker->cpu;
    fake_become_cpu(worker->cpu);
    for (unsigned step = 0; step < STEPS; step++) {
        struct area *area = &worker->areas[unit_random(&seed) % SLOTS];
        if (area->addr != NULL) {
            release(worker, area);
        } else {
            area->pages = 1 + (unsigned)(unit_random(&seed) % (step % 500 == 0 ? 600 : 20));
            area->addr = vmalloc(area->pages * PAGE_SIZE);
            worker->wrong += area->addr == NULL;
            fill(worker, area);
        }
        if (step % 1000 == 999) {
            purge_vmap_area_lazy();
        }
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        if (worker->areas[i].addr != NULL) {
            release(worker, &worker->areas[i]);
        }
    }
    return NULL;
}

START_TEST(cores_in_parallel_share_nothing_and_lose_nothing)
{
    static struct worker workers[CPUS];
    pthread_t threads[CPUS];
    fake_machine_start(RAM_SIZE, CPUS);
    ck_assert_int_eq(vmalloc_init(generations[_i]), FW_OK);
    uint64_t before = pages_free_total() + pgtable_table_pages();
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        workers[cpu].cpu = cpu;
        ck_assert_int_eq(pthread_create(&threads[cpu], NULL, work, &workers[cpu]), 0);
    }
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        pthread_join(threads[cpu], NULL);
        ck_assert_uint_eq(workers[cpu].wrong, 0);
    }
    generations[_i]->reclaim(flush_tlb_kernel_range);
    vmalloc_check();
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        fake_become_cpu(cpu);
        slab_shrink();
    }
    /* What stays: the slabs of live objects, one preloaded area for each core. */
    uint64_t after = pages_free_total() + pgtable_table_pages();
    ck_assert_uint_le(after, before);
    ck_assert_uint_ge(after + 8, before);
}
END_TEST

START_TEST(lock_taken_against_the_order_panics)
{
    static struct spinlock outer = SPINLOCK_INIT(FREE_VMAP_AREA);
    static struct spinlock inner = SPINLOCK_INIT(ZONE);
    spin_lock(&outer);
    spin_lock(&inner);
    spin_unlock(&inner);
    spin_unlock(&outer);
    spin_lock(&inner);
    spin_lock(&outer);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {cores_in_parallel_share_nothing_and_lose_nothing, 0, GENERATIONS},
        {lock_taken_against_the_order_panics, SIGABRT},
    };
    return unit_run("vmalloc_threads", tests, ARRAY_SIZE(tests));
}
