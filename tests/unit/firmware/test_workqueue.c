/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work: who does it, in which order, and how it is taken back. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/softirq.h"
#include "mm/workqueue.h"
#include "unit.h"

#define CPUS 3

static char done[32]; /* the digit of each work done, in order */
static unsigned done_on[4];

struct job {
    struct work_struct work;
    unsigned number;
};

static void note(struct work_struct *work)
{
    struct job *job = container_of(work, struct job, work);
    char *end = done;
    while (*end != '\0') {
        end++;
    }
    *end = (char)('0' + job->number);
    done_on[job->number] = smp_processor_id();
}

static struct job jobs[] = {
    {WORK_INIT(note), 0}, {WORK_INIT(note), 1}, {WORK_INIT(note), 2}, {WORK_INIT(note), 3}};

static void start(void)
{
    fake_machine_start(UINT64_C(4) << 20, CPUS);
    for (unsigned cpu = CPUS; cpu-- > 0;) {
        fake_become_cpu(cpu);
        workqueue_join();
    }
}

static void between_ops(unsigned cpu)
{
    fake_become_cpu(cpu);
    do_softirq();
}

START_TEST(work_is_done_by_its_core_in_order)
{
    start();
    ck_assert_uint_eq(workqueue_cpus(), 7);
    ck_assert(queue_work_on(1, &jobs[2].work));
    ck_assert(queue_work_on(1, &jobs[0].work));
    ck_assert(queue_work_on(2, &jobs[1].work));
    between_ops(0);
    ck_assert_str_eq(done, "");
    between_ops(1);
    ck_assert_str_eq(done, "20");
    between_ops(2);
    ck_assert_str_eq(done, "201");
    ck_assert_uint_eq(done_on[0], 1);
    ck_assert_uint_eq(done_on[1], 2);
}
END_TEST

START_TEST(queued_work_is_not_queued_twice)
{
    start();
    ck_assert(schedule_work(&jobs[0].work));
    ck_assert(!schedule_work(&jobs[0].work));
    ck_assert(!queue_work_on(1, &jobs[0].work));
    between_ops(1);
    between_ops(0);
    ck_assert_str_eq(done, "0");
    ck_assert(schedule_work(&jobs[0].work));
    between_ops(0);
    ck_assert_str_eq(done, "00");
}
END_TEST

static void queue_itself(struct work_struct *work)
{
    note(work);
    if (done[2] == '\0') {
        ck_assert(schedule_work(work));
    }
}

START_TEST(work_may_queue_itself)
{
    start();
    jobs[1].work.func = queue_itself;
    schedule_work(&jobs[1].work);
    while (workqueue_is_due()) {
        do_softirq();
    }
    ck_assert_str_eq(done, "111");
}
END_TEST

START_TEST(cancelled_work_is_not_done_and_can_be_queued_later)
{
    start();
    ck_assert(!cancel_work(&jobs[0].work));
    queue_work_on(1, &jobs[0].work);
    queue_work_on(1, &jobs[1].work);
    ck_assert(cancel_work(&jobs[0].work));
    ck_assert(!cancel_work(&jobs[0].work));
    ck_assert(!queue_work_on(2, &jobs[0].work)); /* core 1 still has it */
    between_ops(1);
    ck_assert_str_eq(done, "1");
    ck_assert(!cancel_work(&jobs[1].work));
    ck_assert(queue_work_on(2, &jobs[0].work));
    between_ops(2);
    ck_assert_str_eq(done, "10");
}
END_TEST

START_TEST(core_that_left_did_its_work_and_gets_none)
{
    start();
    queue_work_on(1, &jobs[0].work);
    fake_become_cpu(1);
    workqueue_leave();
    ck_assert_str_eq(done, "0");
    fake_become_cpu(2);
    queue_work_on(1, &jobs[1].work);
    queue_work_on(1, &jobs[2].work);
    ck_assert(!local_softirq_pending() || workqueue_is_due());
    between_ops(2);
    ck_assert_str_eq(done, "012");
    ck_assert_uint_eq(done_on[1], 2);
    ck_assert_uint_eq(workqueue_cpus(), 5);
}
END_TEST

START_TEST(core_alone_does_what_it_queues_before_anybody_joined)
{
    fake_machine_start(UINT64_C(4) << 20, CPUS);
    ck_assert(schedule_work(&jobs[3].work));
    ck_assert(local_softirq_pending());
    do_softirq();
    ck_assert_str_eq(done, "3");
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {work_is_done_by_its_core_in_order, 0},
        {queued_work_is_not_queued_twice, 0},
        {work_may_queue_itself, 0},
        {cancelled_work_is_not_done_and_can_be_queued_later, 0},
        {core_that_left_did_its_work_and_gets_none, 0},
        {core_alone_does_what_it_queues_before_anybody_joined, 0},
    };
    return unit_run("workqueue", tests, ARRAY_SIZE(tests));
}
