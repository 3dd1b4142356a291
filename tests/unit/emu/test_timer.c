/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/timer.c: the condition, the line and when it rises. */
#include "timer.h"
#include "suite.h"

enum { ENABLE = 1, IMASK = 2, ISTATUS = 4 };

static struct timer timer_at(uint64_t compare, uint64_t control)
{
    struct timer timer = {0};

    timer_write(&timer, TIMER_CVAL, compare, 0);
    timer_write(&timer, TIMER_CTL, control, 0);
    return timer;
}

START_TEST(line_follows_condition_and_mask)
{
    static const struct {
        uint64_t control, count;
        bool level;
        uint64_t status;
    } cases[] = {
        {0, 200, false, 0},
        {ENABLE, 99, false, ENABLE},
        {ENABLE, 100, true, ENABLE | ISTATUS},
        {ENABLE, 101, true, ENABLE | ISTATUS},
        {ENABLE | IMASK, 100, false, ENABLE | IMASK | ISTATUS},
        {IMASK, 100, false, IMASK},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct timer timer = timer_at(100, cases[i].control);

        ck_assert_msg(timer_level(&timer, cases[i].count) == cases[i].level, "case %zu", i);
        ck_assert_uint_eq(timer_read(&timer, TIMER_CTL, cases[i].count), cases[i].status);
    }
}
END_TEST

START_TEST(due_is_only_what_will_still_happen)
{
    struct timer timer = timer_at(100, ENABLE);

    ck_assert_uint_eq(timer_due(&timer, 10), 100);
    ck_assert_uint_eq(timer_due(&timer, 100), UINT64_MAX);
    timer = timer_at(100, ENABLE | IMASK);
    ck_assert_uint_eq(timer_due(&timer, 10), UINT64_MAX);
    timer = timer_at(100, 0);
    ck_assert_uint_eq(timer_due(&timer, 10), UINT64_MAX);
}
END_TEST

/* TVAL is a signed 32-bit view of CVAL - count. */
START_TEST(timer_value_counts_down_from_now)
{
    struct timer timer = {0};

    timer_write(&timer, TIMER_TVAL, 50, 1000);
    ck_assert_uint_eq(timer_read(&timer, TIMER_CVAL, 0), 1050);
    ck_assert_uint_eq(timer_read(&timer, TIMER_TVAL, 1040), 10);
    ck_assert_uint_eq(timer_read(&timer, TIMER_TVAL, 1060), 0xfffffff6);
    timer_write(&timer, TIMER_TVAL, 0xffffffff, 1000);
    ck_assert_uint_eq(timer_read(&timer, TIMER_CVAL, 0), 999);
}
END_TEST

int main(void)
{
    return suite_run("timer", (const TTest *const[]){line_follows_condition_and_mask,
                                                     due_is_only_what_will_still_happen,
                                                     timer_value_counts_down_from_now, NULL});
}
