/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gen_nodes.c: the parts of a purge that other cores do. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/softirq.h"
#include "mm/vmalloc.h"
#include "mm/vmap_lazy.h"
#include "mm/vmap_node.h"
#include "mm/workqueue.h"
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

#define START ((uintptr_t)VMALLOC_START)
#define SPACE (UINT64_C(1) << 30)
#define CPUS 4
#define AREAS 40u

static const struct vm_allocator *const gen = &vm_allocator_nodes;
static struct vm_struct owner = {.flags = VM_ALLOC};

/* Each core frees areas of its own, far more than a purge is due for. */
static void start(unsigned working)
{
    uintptr_t addr[CPUS][AREAS];
    const struct vmap_request request = {
        .size = 2 * PAGE_SIZE, .align = PAGE_SIZE, .vstart = START, .vend = START + SPACE};
    fake_machine_start(UINT64_C(16) << 20, CPUS);
    ck_assert_int_eq(gen->init(START, START + SPACE, NULL), FW_OK);
    vmap_lazy_max_pages = 10;
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        fake_become_cpu(cpu);
        if (cpu < working) {
            workqueue_join();
        }
        for (unsigned i = 0; i < AREAS; i++) {
            addr[cpu][i] = gen->alloc(&request, &owner)->va_start;
        }
    }
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        for (unsigned i = 0; i < AREAS; i++) {
            gen->free_lazy(gen->unlink(addr[cpu][i], VM_ALLOC));
        }
    }
    fake_become_cpu(0);
}

static void no_flush(uintptr_t from, uintptr_t to)
{
    (void)from;
    (void)to;
}

static void must_be_pooled(void)
{
    gen->check();
    ck_assert_uint_eq(gen->lazy_pages(), 0);
    for (unsigned i = 0; i < CPUS; i++) {
        ck_assert_uint_eq(vmap_nodes[i].pools.pool[1].len, AREAS);
    }
}

/* Which cores were given something to do, in bits. */
static uint64_t raised(void)
{
    uint64_t cpus = 0;
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        const bool any = *per_cpu_ptr(&softirq_pending, cpu) != 0;
        cpus |= (uint64_t)any << cpu;
    }
    return cpus;
}

START_TEST(cores_that_do_not_come_are_not_waited_for)
{
    start(CPUS);
    ck_assert(gen->purge(no_flush));
    must_be_pooled();
    ck_assert_uint_eq(raised(), 0xe);
    for (unsigned cpu = 1; cpu < CPUS; cpu++) {
        fake_become_cpu(cpu);
        do_softirq(); /* finds that the work was taken back */
    }
    must_be_pooled();
}
END_TEST

START_TEST(cores_that_do_no_work_get_none)
{
    start(2);
    ck_assert(gen->purge(no_flush));
    must_be_pooled();
    ck_assert_uint_eq(raised(), 0x2);
}
END_TEST

START_TEST(usual_purge_is_done_by_one_core)
{
    start(CPUS);
    vmap_lazy_max_pages = CPUS * AREAS * 2 - 1;
    ck_assert(gen->purge(no_flush));
    must_be_pooled();
    ck_assert_uint_eq(raised(), 0);
}
END_TEST

static bool stop;
static uint64_t did_part;

static void *work_between_ops(void *arg)
{
    const unsigned cpu = (unsigned)(uintptr_t)arg;
    fake_become_cpu(cpu);
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        if (local_softirq_pending()) {
            do_softirq();
            __atomic_fetch_or(&did_part, UINT64_C(1) << cpu, __ATOMIC_RELAXED);
        }
    }
    return NULL;
}

#define ROUNDS_MIN 200
#define ROUNDS_MAX 20000

/* It depends on the host's scheduler whether they begin in time: rounds go on until one has. */
static bool goes_on(unsigned round)
{
    if (round < ROUNDS_MIN) {
        return true;
    }
    usleep(50);
    return __atomic_load_n(&did_part, __ATOMIC_RELAXED) == 0 && round < ROUNDS_MAX;
}

START_TEST(helpers_and_the_core_that_purges_do_each_part_once)
{
    pthread_t threads[CPUS];
    start(CPUS);
    for (unsigned cpu = 1; cpu < CPUS; cpu++) {
        pthread_create(&threads[cpu], NULL, work_between_ops, (void *)(uintptr_t)cpu);
    }
    for (unsigned round = 0; goes_on(round); round++) {
        const struct vmap_request request = {
            .size = 2 * PAGE_SIZE, .align = PAGE_SIZE, .vstart = START, .vend = START + SPACE};
        uintptr_t addr[AREAS];
        ck_assert(gen->purge(no_flush));
        ck_assert_uint_eq(gen->lazy_pages(), 0);
        for (unsigned i = 0; i < AREAS; i++) {
            addr[i] = gen->alloc(&request, NULL)->va_start;
        }
        for (unsigned i = 0; i < AREAS; i++) {
            struct vmap_area *va = gen->unlink(addr[i], 0);
            va->flags = encode_vn_id(i % CPUS);
            gen->free_lazy(va);
        }
    }
    ck_assert(gen->purge(no_flush));
    __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
    for (unsigned cpu = 1; cpu < CPUS; cpu++) {
        pthread_join(threads[cpu], NULL);
    }
    gen->check();
    ck_assert_uint_ne(did_part, 0);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {cores_that_do_not_come_are_not_waited_for, 0},
        {cores_that_do_no_work_get_none, 0},
        {usual_purge_is_done_by_one_core, 0},
        {helpers_and_the_core_that_purges_do_each_part_once, 0},
    };
    return unit_run("nodes_purge", tests, ARRAY_SIZE(tests));
}
