/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A grace period is a number. Who needs one draws the next; each core stores the
 * last number drawn whenever it is quiescent; it is over when no core that is
 * at work shows a lower one. Grace periods overlap as they like.
 *
 * A core's callbacks are in two batches: one waits for its grace period, the
 * next gathers what comes meanwhile.
 */
#include "mm/rcu.h"

#include "arch/barrier.h"
#include "arch/percpu.h"
#include "lib/kernel.h"
#include "mm/softirq.h"

#define RCU_IDLE 0u /* in `seen`: this core is quiescent until it says otherwise */

struct rcu_batch {
    struct rcu_head *first, *last;
};

struct rcu_data {
    uint64_t seen; /* the last grace period that had begun when it was quiescent */
    struct rcu_batch next; /* no grace period yet */
    struct rcu_batch wait; /* for wait_seq */
    uint64_t wait_seq;
    uint64_t queued;
};

static DEFINE_PER_CPU(struct rcu_data, rcu_data);
static uint64_t gp_seq = 1; /* the last grace period that began */

/* Every core at work hears of it. Full barrier: what was taken out of sight
 * before is out of sight for whoever is quiescent after. */
static uint64_t start_grace_period(void)
{
    const uint64_t seq = __atomic_add_fetch(&gp_seq, 1, __ATOMIC_SEQ_CST);
    smp_mb();
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        if (READ_ONCE(per_cpu_ptr(&rcu_data, cpu)->seen) != RCU_IDLE) {
            raise_softirq_on(cpu, RCU_SOFTIRQ);
        }
    }
    return seq;
}

static bool grace_period_is_over(uint64_t seq)
{
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        const uint64_t seen = __atomic_load_n(&per_cpu_ptr(&rcu_data, cpu)->seen, __ATOMIC_ACQUIRE);
        if (seen != RCU_IDLE && seen < seq) {
            return false;
        }
    }
    return true;
}

void rcu_idle_enter(void)
{
    __atomic_store_n(&this_cpu_ptr(&rcu_data)->seen, RCU_IDLE, __ATOMIC_RELEASE);
}

void rcu_idle_exit(void)
{
    WRITE_ONCE(this_cpu_ptr(&rcu_data)->seen, __atomic_load_n(&gp_seq, __ATOMIC_ACQUIRE));
    smp_mb(); /* seen to be at work before anything is looked at */
}

static void note_quiescent(struct rcu_data *data)
{
    const uint64_t seq = __atomic_load_n(&gp_seq, __ATOMIC_ACQUIRE);
    if (READ_ONCE(data->seen) != RCU_IDLE) {
        __atomic_store_n(&data->seen, seq, __ATOMIC_RELEASE);
        smp_mb();
    }
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
    struct rcu_data *data = this_cpu_ptr(&rcu_data);
    head->func = func;
    head->next = NULL;
    if (data->next.first == NULL) {
        data->next.first = head;
    } else {
        data->next.last->next = head;
    }
    data->next.last = head;
    data->queued++;
    raise_softirq_on(smp_processor_id(), RCU_SOFTIRQ);
}

/* The callback may free the head, and queue others. */
static void call_batch(struct rcu_data *data, struct rcu_head *head)
{
    while (head != NULL) {
        struct rcu_head *next = head->next;
        data->queued--;
        head->func(head);
        head = next;
    }
}

void rcu_process_callbacks(void)
{
    struct rcu_data *data = this_cpu_ptr(&rcu_data);
    note_quiescent(data);
    if (data->wait.first != NULL && grace_period_is_over(data->wait_seq)) {
        struct rcu_head *done = data->wait.first;
        data->wait.first = NULL;
        call_batch(data, done);
    }
    if (data->wait.first == NULL && data->next.first != NULL) {
        data->wait = data->next;
        data->next.first = NULL;
        data->wait_seq = start_grace_period();
        note_quiescent(data);
    }
    if (data->wait.first != NULL) {
        raise_softirq_on(smp_processor_id(), RCU_SOFTIRQ); /* looks again after the next op */
    }
}

void synchronize_rcu(void)
{
    struct rcu_data *data = this_cpu_ptr(&rcu_data);
    const bool was_idle = READ_ONCE(data->seen) == RCU_IDLE;
    const uint64_t seq = start_grace_period();
    rcu_idle_enter();
    while (!grace_period_is_over(seq)) {
        cpu_relax();
    }
    if (!was_idle) {
        rcu_idle_exit();
    }
}

void rcu_barrier(void)
{
    while (rcu_pending_callbacks() != 0) {
        synchronize_rcu();
        rcu_process_callbacks();
    }
}

uint64_t rcu_pending_callbacks(void)
{
    return this_cpu_ptr(&rcu_data)->queued;
}
