/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/shootdown.c: when targets serve what, which DSB completes what, and the formula of its cost.
 */
#include "shootdown.h"
#include "suite.h"

#include <string.h>

static const struct cost_config cost = {
    .dsb_base = 5, .dsb_sync = 100, .dsb_target = 10, .dsb_outstanding = 3};

static struct shootdown shootdown;
static uint32_t served[64]; /* by each core */
static uint32_t drops; /* entries that each service drops */

static uint32_t serve(void *ctx, unsigned target, const struct shootdown_broadcast *broadcast)
{
    (void)ctx;
    (void)broadcast;
    served[target]++;
    return drops;
}

static const struct shootdown_target target = {.serve = serve};

static void start(enum dvm_completion completion, uint32_t delay)
{
    struct dvm_config config = {.completion = completion, .delay = delay};

    shootdown_init(&shootdown, &config, 7);
    memset(served, 0, sizeof(served));
    drops = 0;
}

static struct shootdown_broadcast issue(enum tlbi_scope scope, uint64_t cores, uint64_t now)
{
    struct shootdown_broadcast broadcast = {
        .op = {.scope = (uint8_t)scope}, .issued = now, .waiting = cores};

    shootdown_issue(&shootdown, &broadcast, &target);
    return broadcast;
}

static struct shootdown_cost barrier(unsigned option)
{
    return shootdown_barrier(&shootdown, option, &cost, &target);
}

/* CRm of the barriers. */
enum { OSH = 3, ISHST = 10, ISH = 11, SY = 15 };

START_TEST(barrier_with_nothing_outstanding_costs_base)
{
    start(DVM_ISSUE, 0);
    struct shootdown_cost done = barrier(SY);

    ck_assert_uint_eq(done.cycles, 5);
    ck_assert_uint_eq(done.invalidations, 0);
}
END_TEST

/* 5 + 100 + 10 * 7 + 3 * 2 */
START_TEST(barrier_costs_base_sync_targets_and_outstanding)
{
    start(DVM_ISSUE, 0);
    issue(TLBI_SCOPE_INNER, 0xfe, 0);
    issue(TLBI_SCOPE_INNER, 0x1e, 0);
    struct shootdown_cost done = barrier(ISH);

    ck_assert_uint_eq(done.cycles, 181);
    ck_assert_uint_eq(done.targets, 7);
    ck_assert_uint_eq(done.invalidations, 2);
    ck_assert_uint_eq(barrier(ISH).cycles, 5);
}
END_TEST

/* CRm of OSHLD OSHST OSH, NSHLD NSHST NSH, ISHLD ISHST ISH, LD ST SY. */
static const struct {
    unsigned option;
    int completes;
} options[] = {{1, 0}, {2, 0},  {3, 1},  {5, 0},  {6, 0},  {7, 0},
               {9, 0}, {10, 0}, {11, 1}, {13, 0}, {14, 0}, {15, 1}};

START_TEST(barrier_completes_only_with_full_types_and_wide_domain)
{
    start(DVM_DSB, 0);
    issue(TLBI_SCOPE_INNER, 2, 0);
    struct shootdown_cost done = barrier(options[_i].option);

    ck_assert_int_eq(done.invalidations == 1, options[_i].completes);
    ck_assert_int_eq(shootdown.inner.outstanding == 0, options[_i].completes);
    ck_assert_int_eq((int)served[1], options[_i].completes);
}
END_TEST

/* Outer-shareable broadcasts need the OSH or SY domain; either completes the inner ones too. */
START_TEST(outer_broadcasts_complete_at_osh_and_sy)
{
    static const struct {
        unsigned option, invalidations, targets, left;
    } cases[] = {{ISH, 1, 2, 1}, {OSH, 2, 5, 0}, {SY, 2, 5, 0}, {7, 0, 0, 2}};

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        start(DVM_DSB, 0);
        issue(TLBI_SCOPE_INNER, 0x6, 0);
        issue(TLBI_SCOPE_OUTER, 0x3e, 0);
        struct shootdown_cost done = barrier(cases[i].option);

        ck_assert_uint_eq(done.invalidations, cases[i].invalidations);
        ck_assert_uint_eq(done.targets, cases[i].targets);
        ck_assert_uint_eq(served[5], cases[i].targets == 5);
        done = barrier(SY);
        ck_assert_uint_eq(done.invalidations, cases[i].left);
        ck_assert_uint_eq(served[5], 1);
    }
}
END_TEST

START_TEST(issue_mode_serves_all_targets_at_once)
{
    start(DVM_ISSUE, 0);
    drops = 2;
    struct shootdown_broadcast told = issue(TLBI_SCOPE_INNER, 0x8002, 0);

    ck_assert_uint_eq(served[1] + served[15], 2);
    ck_assert_uint_eq(told.waiting, 0);
    ck_assert_uint_eq(told.dropped, 4);
    ck_assert_uint_eq(barrier(SY).late_dropped, 0);
    ck_assert_uint_eq(served[1] + served[15], 2);
}
END_TEST

/* Two broadcasts to two cores, one entry each time: all four are told by the DSB. */
START_TEST(dsb_mode_serves_at_the_dsb_and_tells_there)
{
    start(DVM_DSB, 0);
    drops = 1;
    ck_assert_uint_eq(issue(TLBI_SCOPE_INNER, 6, 0).dropped, 0);
    ck_assert_uint_eq(issue(TLBI_SCOPE_INNER, 6, 0).sequence, 2);
    shootdown_serve_due(&shootdown, 1, UINT64_MAX, &target);
    barrier(ISHST);
    ck_assert_uint_eq(served[1], 0);
    struct shootdown_cost done = barrier(ISH);

    ck_assert_uint_eq(served[1], 2);
    ck_assert_uint_eq(served[2], 2);
    ck_assert_uint_eq(done.late_dropped, 4);
    ck_assert_uint_eq(done.late_barren, 0);
}
END_TEST

START_TEST(late_broadcast_that_drops_nothing_is_barren)
{
    start(DVM_DSB, 0);
    issue(TLBI_SCOPE_INNER, 2, 0);
    ck_assert_uint_eq(barrier(SY).late_barren, 1);
    ck_assert_uint_eq(barrier(SY).late_barren, 0);
}
END_TEST

/* Each target's moment lies in the delay; over many broadcasts it is not always the same. */
START_TEST(random_mode_serves_within_the_delay)
{
    uint64_t earliest = UINT64_MAX, latest = 0;

    start(DVM_RANDOM, 100);
    for (unsigned i = 0; i < 200; i++) {
        issue(TLBI_SCOPE_INNER, 2, 5000);
        uint64_t due = shootdown_next_due(&shootdown, 1);

        ck_assert_uint_ge(due, 5000);
        ck_assert_uint_le(due, 5100);
        earliest = due < earliest ? due : earliest;
        latest = due > latest ? due : latest;
        shootdown_serve_due(&shootdown, 1, due - 1, &target);
        ck_assert_uint_eq(served[1], i);
        shootdown_serve_due(&shootdown, 1, due, &target);
        ck_assert_uint_eq(served[1], i + 1);
        ck_assert_uint_eq(shootdown_next_due(&shootdown, 1), UINT64_MAX);
        barrier(SY);
    }
    ck_assert_uint_lt(earliest, 5010);
    ck_assert_uint_gt(latest, 5090);
    ck_assert_uint_eq(served[1], 200);
}
END_TEST

START_TEST(random_mode_leaves_the_rest_to_the_dsb)
{
    start(DVM_RANDOM, 100);
    drops = 3;
    issue(TLBI_SCOPE_INNER, 6, 0);
    shootdown_serve_due(&shootdown, 1, 100, &target);
    struct shootdown_cost done = barrier(SY);

    ck_assert_uint_eq(served[1], 1);
    ck_assert_uint_eq(served[2], 1);
    ck_assert_uint_eq(done.late_dropped, 6);
}
END_TEST

START_TEST(window_that_is_full_serves_the_oldest)
{
    start(DVM_DSB, 0);
    for (unsigned i = 0; i < SHOOTDOWN_WINDOW; i++) {
        issue(TLBI_SCOPE_INNER, 2, 0);
    }
    ck_assert_uint_eq(served[1], 0);
    issue(TLBI_SCOPE_INNER, 2, 0);
    ck_assert_uint_eq(served[1], 1);
    struct shootdown_cost done = barrier(SY);

    ck_assert_uint_eq(done.invalidations, SHOOTDOWN_WINDOW + 1);
    ck_assert_uint_eq(done.late_barren, SHOOTDOWN_WINDOW + 1);
    ck_assert_uint_eq(served[1], SHOOTDOWN_WINDOW + 1);
}
END_TEST

int main(void)
{
    return suite_run_rows("shootdown", (const struct suite_test[]){
                                           {barrier_with_nothing_outstanding_costs_base, 0},
                                           {barrier_costs_base_sync_targets_and_outstanding, 0},
                                           {barrier_completes_only_with_full_types_and_wide_domain,
                                            SUITE_COUNT(options)},
                                           {outer_broadcasts_complete_at_osh_and_sy, 0},
                                           {issue_mode_serves_all_targets_at_once, 0},
                                           {dsb_mode_serves_at_the_dsb_and_tells_there, 0},
                                           {late_broadcast_that_drops_nothing_is_barren, 0},
                                           {random_mode_serves_within_the_delay, 0},
                                           {random_mode_leaves_the_rest_to_the_dsb, 0},
                                           {window_that_is_full_serves_the_oldest, 0},
                                           {NULL, 0}});
}
