/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/dvm.c: whose waits overlap, and what the later one pays. */
#include "dvm.h"
#include "suite.h"

static struct dvm dvm;

static uint32_t wait_for(uint32_t core, uint64_t begin, uint64_t end, uint32_t invalidations)
{
    return dvm_queue(&dvm, &(struct dvm_wait){begin, end, invalidations, core}, 4);
}

START_TEST(wait_alone_queues_behind_nothing)
{
    dvm = (struct dvm){0};
    ck_assert_uint_eq(wait_for(0, 0, 50, 3), 0);
    ck_assert_uint_eq(wait_for(1, 50, 90, 1), 0);
}
END_TEST

START_TEST(waits_that_overlap_queue_whoever_began_first)
{
    dvm = (struct dvm){0};
    wait_for(0, 100, 150, 3);
    ck_assert_uint_eq(wait_for(1, 149, 180, 1), 3);
    ck_assert_uint_eq(wait_for(2, 60, 101, 1), 3);
}
END_TEST

START_TEST(own_waits_never_queue)
{
    dvm = (struct dvm){0};
    wait_for(1, 100, 150, 3);
    ck_assert_uint_eq(wait_for(1, 100, 150, 3), 0);
}
END_TEST

/* 3 invalidations put the second end off by 12, to 192; the third sees it there. */
START_TEST(queueing_lengthens_the_wait_for_the_next)
{
    dvm = (struct dvm){0};
    wait_for(0, 100, 150, 3);
    wait_for(1, 140, 180, 2);
    ck_assert_uint_eq(wait_for(2, 191, 200, 1), 2);
    ck_assert_uint_eq(wait_for(3, 192, 198, 1), 1);
}
END_TEST

START_TEST(oldest_wait_is_forgotten)
{
    dvm = (struct dvm){0};
    wait_for(0, 100, 150, 7);
    for (unsigned i = 0; i < DVM_HISTORY - 1; i++) {
        wait_for(1, 500, 501, 1);
    }
    ck_assert_uint_eq(wait_for(2, 100, 101, 1), 7);
    ck_assert_uint_eq(wait_for(2, 120, 121, 1), 0);
}
END_TEST

int main(void)
{
    return suite_run("dvm", (const TTest *const[]){wait_alone_queues_behind_nothing,
                                                   waits_that_overlap_queue_whoever_began_first,
                                                   own_waits_never_queue,
                                                   queueing_lengthens_the_wait_for_the_next,
                                                   oldest_wait_is_forgotten, NULL});
}
