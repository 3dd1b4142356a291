/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A lock-free list for each core. Work that was taken back stays in its list,
 * and cannot be queued again, until the core of that list passes by.
 */
#include "mm/workqueue.h"

#include "arch/barrier.h"
#include "arch/percpu.h"
#include "mm/softirq.h"

enum work_state { WORK_IDLE, WORK_QUEUED, WORK_CANCELLED };

static DEFINE_PER_CPU(struct llist_head, worklist);
static uint64_t working;

static bool change_state(struct work_struct *work, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(&work->state, &from, to, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_RELAXED);
}

uint64_t workqueue_cpus(void)
{
    return __atomic_load_n(&working, __ATOMIC_ACQUIRE);
}

static bool does_work(unsigned cpu)
{
    return workqueue_cpus() >> cpu & 1;
}

/* What is on the list of a core that does no work comes to this one. */
static void take_over(unsigned cpu)
{
    struct llist_node *node = llist_del_all(per_cpu_ptr(&worklist, cpu));
    while (node != NULL) {
        struct llist_node *next = node->next;
        llist_add(node, this_cpu_ptr(&worklist));
        node = next;
    }
    raise_softirq_on(smp_processor_id(), WORK_SOFTIRQ);
}

bool queue_work_on(unsigned cpu, struct work_struct *work)
{
    if (!change_state(work, WORK_IDLE, WORK_QUEUED)) {
        return false;
    }
    llist_add(&work->node, per_cpu_ptr(&worklist, cpu));
    raise_softirq_on(cpu, WORK_SOFTIRQ);
    smp_mb(); /* against workqueue_leave(): one of both sees the other */
    if (!does_work(cpu) && cpu != smp_processor_id()) {
        take_over(cpu);
    }
    return true;
}

bool schedule_work(struct work_struct *work)
{
    return queue_work_on(smp_processor_id(), work);
}

bool cancel_work(struct work_struct *work)
{
    return change_state(work, WORK_QUEUED, WORK_CANCELLED);
}

/* What was queued first comes first. */
static struct llist_node *reversed(struct llist_node *node)
{
    struct llist_node *first = NULL;
    while (node != NULL) {
        struct llist_node *next = node->next;
        node->next = first;
        first = node;
        node = next;
    }
    return first;
}

/* It may be queued again as soon as its state says so. */
static void run_work(struct work_struct *work)
{
    if (change_state(work, WORK_QUEUED, WORK_IDLE)) {
        work->func(work);
    } else {
        change_state(work, WORK_CANCELLED, WORK_IDLE);
    }
}

void run_workqueue(void)
{
    struct llist_node *node = reversed(llist_del_all(this_cpu_ptr(&worklist)));
    while (node != NULL) {
        struct llist_node *next = node->next;
        run_work(llist_entry(node, struct work_struct, node));
        node = next;
    }
}

bool workqueue_is_due(void)
{
    return !llist_empty(this_cpu_ptr(&worklist));
}

void workqueue_join(void)
{
    __atomic_fetch_or(&working, UINT64_C(1) << smp_processor_id(), __ATOMIC_SEQ_CST);
}

void workqueue_leave(void)
{
    __atomic_fetch_and(&working, ~(UINT64_C(1) << smp_processor_id()), __ATOMIC_SEQ_CST);
    smp_mb();
    while (workqueue_is_due()) {
        run_workqueue();
    }
}
