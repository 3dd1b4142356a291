/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Grace periods: what they wait for, and what not. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/rcu.h"
#include "mm/softirq.h"
#include "unit.h"

#include <pthread.h>

#define CPUS 3

static unsigned called;
static struct rcu_head heads[4];

static void count_call(struct rcu_head *head)
{
    (void)head;
    called++;
}

static void on(unsigned cpu)
{
    fake_become_cpu(cpu);
}

/* All cores are at work. */
static void start(void)
{
    fake_machine_start(UINT64_C(4) << 20, CPUS);
    for (unsigned cpu = CPUS; cpu-- > 0;) {
        on(cpu);
        rcu_idle_exit();
    }
}

/* Core `cpu` comes to the end of an op. */
static void end_op(unsigned cpu)
{
    on(cpu);
    if (local_softirq_pending()) {
        do_softirq();
    }
}

START_TEST(callback_waits_for_every_core)
{
    start();
    call_rcu(&heads[0], count_call);
    ck_assert_uint_eq(rcu_pending_callbacks(), 1);
    end_op(0);
    end_op(1);
    end_op(0);
    ck_assert_uint_eq(called, 0); /* core 2 has not ended its op */
    end_op(2);
    ck_assert_uint_eq(called, 0); /* nobody else's to call */
    end_op(0);
    ck_assert_uint_eq(called, 1);
    ck_assert_uint_eq(rcu_pending_callbacks(), 0);
    ck_assert(!local_softirq_pending());
}
END_TEST

START_TEST(idle_core_is_not_waited_for)
{
    start();
    on(2);
    rcu_idle_enter();
    on(0);
    call_rcu(&heads[0], count_call);
    end_op(0);
    end_op(1);
    end_op(0);
    ck_assert_uint_eq(called, 1);
    on(2);
    rcu_idle_exit();
    on(0);
    call_rcu(&heads[1], count_call);
    end_op(0);
    end_op(1);
    end_op(0);
    ck_assert_uint_eq(called, 1); /* it is at work again */
}
END_TEST

START_TEST(late_callback_waits_for_a_grace_period_of_its_own)
{
    start();
    call_rcu(&heads[0], count_call);
    end_op(0); /* the first begins */
    end_op(1);
    on(0);
    call_rcu(&heads[1], count_call);
    end_op(2);
    end_op(0); /* the first is over, the second begins */
    ck_assert_uint_eq(called, 1);
    end_op(0);
    end_op(1);
    end_op(0);
    ck_assert_uint_eq(called, 1);
    end_op(2);
    end_op(0);
    ck_assert_uint_eq(called, 2);
}
END_TEST

START_TEST(quiescence_before_the_grace_period_does_not_count)
{
    start();
    on(0);
    call_rcu(&heads[0], count_call);
    end_op(1);
    end_op(2);
    end_op(0);
    end_op(0);
    ck_assert_uint_eq(called, 0);
}
END_TEST

START_TEST(each_core_calls_its_own)
{
    start();
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        on(cpu);
        call_rcu(&heads[cpu], count_call);
    }
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned cpu = 0; cpu < CPUS; cpu++) {
            end_op(cpu);
        }
    }
    ck_assert_uint_eq(called, CPUS);
}
END_TEST

static void queue_another(struct rcu_head *head)
{
    called++;
    if (called < 3) {
        call_rcu(head, queue_another);
    }
}

START_TEST(barrier_waits_for_what_callbacks_queue)
{
    start();
    for (unsigned cpu = 1; cpu < CPUS; cpu++) {
        on(cpu);
        rcu_idle_enter();
    }
    on(0);
    call_rcu(&heads[0], queue_another);
    rcu_barrier();
    ck_assert_uint_eq(called, 3);
}
END_TEST

static bool reading = true, synchronized;

static void *synchronize(void *unused)
{
    fake_become_cpu(1);
    synchronize_rcu();
    ck_assert(!__atomic_load_n(&reading, __ATOMIC_ACQUIRE));
    __atomic_store_n(&synchronized, true, __ATOMIC_RELEASE);
    return unused;
}

START_TEST(synchronize_returns_when_the_reader_is_through)
{
    pthread_t thread;
    start();
    on(2);
    rcu_idle_enter();
    on(0);
    ck_assert_int_eq(pthread_create(&thread, NULL, synchronize, NULL), 0);
    while (!local_softirq_pending()) { /* the grace period has begun */
    }
    for (unsigned i = 0; i < 1000; i++) {
        ck_assert(!__atomic_load_n(&synchronized, __ATOMIC_ACQUIRE));
    }
    __atomic_store_n(&reading, false, __ATOMIC_RELEASE);
    end_op(0);
    pthread_join(thread, NULL);
    ck_assert(synchronized);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {callback_waits_for_every_core, 0},
        {idle_core_is_not_waited_for, 0},
        {late_callback_waits_for_a_grace_period_of_its_own, 0},
        {quiescence_before_the_grace_period_does_not_count, 0},
        {each_core_calls_its_own, 0},
        {barrier_waits_for_what_callbacks_queue, 0},
        {synchronize_returns_when_the_reader_is_through, 0},
    };
    return unit_run("rcu", tests, ARRAY_SIZE(tests));
}
