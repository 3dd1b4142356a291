/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/sched.c: the order of cores, quanta, sleep and wake. */
#include "sched.h"
#include "suite.h"

static struct sched sched;

static void start(unsigned count, uint32_t quantum, uint32_t jitter, uint64_t seed)
{
    struct sched_config config = {.quantum = quantum, .jitter = jitter, .wfe = 500};

    sched_init(&sched, &config, count, seed);
    for (unsigned i = 0; i < count; i++) {
        sched_start(&sched, i, 0);
    }
}

static void run_for(unsigned id, uint64_t cycles)
{
    sched.core[id].clock += cycles;
}

START_TEST(next_of_equal_clocks_takes_lowest_number)
{
    start(3, 100, 0, 1);
    ck_assert_int_eq(sched_next(&sched), 0);
    run_for(0, 100);
    ck_assert_int_eq(sched_next(&sched), 1);
    run_for(1, 100);
    ck_assert_int_eq(sched_next(&sched), 2);
}
END_TEST

START_TEST(next_takes_core_that_is_furthest_behind)
{
    start(3, 100, 0, 1);
    run_for(0, 70);
    run_for(1, 30);
    run_for(2, 50);
    ck_assert_int_eq(sched_next(&sched), 1);
    ck_assert_uint_eq(sched.deadline, 130);
}
END_TEST

START_TEST(deadline_extends_while_nobody_else_could_run)
{
    start(2, 100, 0, 1);
    run_for(1, 5000);
    ck_assert_int_eq(sched_next(&sched), 0);
    ck_assert_uint_eq(sched.deadline, 5000);
}
END_TEST

START_TEST(next_without_runnable_core_is_none)
{
    start(2, 100, 0, 1);
    sched_stop(&sched, 0);
    sched_wait_interrupt(&sched, 1, UINT64_MAX);
    ck_assert_int_eq(sched_next(&sched), -1);
}
END_TEST

START_TEST(wfe_sleeps_until_its_limit)
{
    start(2, 100, 0, 1);
    ck_assert(sched_wait_event(&sched, 0));
    ck_assert_int_eq(sched_next(&sched), 1);
    run_for(1, 501);
    ck_assert_int_eq(sched_next(&sched), 0);
    ck_assert_uint_eq(sched.core[0].clock, 500);
}
END_TEST

START_TEST(wfe_with_pending_event_does_not_sleep_once)
{
    start(2, 100, 0, 1);
    sched_send_event(&sched, 1);
    ck_assert(!sched_wait_event(&sched, 0));
    ck_assert(sched_wait_event(&sched, 0));
}
END_TEST

START_TEST(sev_wakes_sleeper_at_senders_time)
{
    start(2, 100, 0, 1);
    sched_wait_event(&sched, 0);
    ck_assert_int_eq(sched_next(&sched), 1);
    run_for(1, 120);
    sched_send_event(&sched, 1);
    ck_assert_uint_eq(sched.core[0].clock, 120);
    ck_assert_uint_eq(sched.core[0].state, SCHED_READY);
    ck_assert_uint_le(sched.deadline, 220);
}
END_TEST

START_TEST(start_does_not_turn_clock_back)
{
    start(2, 100, 0, 1);
    run_for(1, 900);
    sched_stop(&sched, 1);
    sched_start(&sched, 1, 300);
    ck_assert_uint_eq(sched.core[1].clock, 900);
}
END_TEST

START_TEST(wfi_sleeps_until_its_timer)
{
    start(2, 100, 0, 1);
    sched_wait_interrupt(&sched, 0, 700);
    ck_assert_int_eq(sched_next(&sched), 1);
    ck_assert_uint_eq(sched.deadline, 700);
    run_for(1, 701);
    ck_assert_int_eq(sched_next(&sched), 0);
    ck_assert_uint_eq(sched.core[0].clock, 700);
}
END_TEST

/* Serving others costs a sleeper cycles; its clock must not be set back when it wakes. */
START_TEST(sleeper_whose_clock_passed_its_timer_wakes_at_its_clock)
{
    start(1, 100, 0, 1);
    sched_wait_interrupt(&sched, 0, 700);
    run_for(0, 900);
    ck_assert_int_eq(sched_next(&sched), 0);
    ck_assert_uint_eq(sched.core[0].clock, 900);
}
END_TEST

START_TEST(wake_ends_wfi_at_the_wakers_time)
{
    start(2, 100, 0, 1);
    sched_wait_interrupt(&sched, 0, UINT64_MAX);
    ck_assert_int_eq(sched_next(&sched), 1);
    run_for(1, 120);
    sched_wake(&sched, 0, 120);
    ck_assert_uint_eq(sched.core[0].clock, 120);
    ck_assert_uint_eq(sched.core[0].state, SCHED_READY);
    ck_assert_uint_le(sched.deadline, 220);
}
END_TEST

START_TEST(wake_of_core_that_is_off_does_nothing)
{
    start(2, 100, 0, 1);
    sched_stop(&sched, 1);
    sched_wake(&sched, 1, 50);
    ck_assert_uint_eq(sched.core[1].state, SCHED_OFF);
}
END_TEST

START_TEST(yield_gives_up_the_rest)
{
    start(2, 100, 0, 1);
    ck_assert_int_eq(sched_next(&sched), 0);
    run_for(0, 10);
    sched_yield_core(&sched, 0);
    ck_assert_uint_eq(sched.deadline, 10);
}
END_TEST

/* Quanta stay within [quantum - jitter, quantum], and the seed decides them. */
START_TEST(jitter_varies_quanta_by_seed)
{
    uint64_t first[64], different = 0;

    for (unsigned round = 0; round < 3; round++) {
        start(2, 100, 40, round == 2 ? 8 : 7);
        for (unsigned i = 0; i < 64; i++) {
            int id = sched_next(&sched);
            uint64_t length = sched.deadline - sched.core[id].clock;

            ck_assert_uint_ge(length, 60);
            ck_assert_uint_le(length, 100);
            sched.core[id].clock = sched.deadline;
            if (round == 0) {
                first[i] = length;
            } else if (round == 1) {
                ck_assert_uint_eq(length, first[i]);
            } else {
                different += length != first[i];
            }
        }
    }
    ck_assert_uint_gt(different, 10);
}
END_TEST

int main(void)
{
    return suite_run(
        "sched",
        (const TTest *const[]){
            next_of_equal_clocks_takes_lowest_number, next_takes_core_that_is_furthest_behind,
            deadline_extends_while_nobody_else_could_run, next_without_runnable_core_is_none,
            wfe_sleeps_until_its_limit, wfe_with_pending_event_does_not_sleep_once,
            sev_wakes_sleeper_at_senders_time, start_does_not_turn_clock_back,
            wfi_sleeps_until_its_timer, sleeper_whose_clock_passed_its_timer_wakes_at_its_clock,
            wake_ends_wfi_at_the_wakers_time, wake_of_core_that_is_off_does_nothing,
            yield_gives_up_the_rest, jitter_varies_quanta_by_seed, NULL});
}
