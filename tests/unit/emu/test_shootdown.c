/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/shootdown.c: which DSB completes what, and the formula of its cost. */
#include "shootdown.h"
#include "suite.h"

static const struct cost_config cost = {
    .dsb_base = 5, .dsb_sync = 100, .dsb_target = 10, .dsb_outstanding = 3};

START_TEST(barrier_with_nothing_outstanding_costs_base)
{
    struct shootdown shootdown = {0};
    struct shootdown_cost done = shootdown_barrier(&shootdown, 0xf, &cost);

    ck_assert_uint_eq(done.cycles, 5);
    ck_assert_uint_eq(done.invalidations, 0);
}
END_TEST

/* 5 + 100 + 10 * 7 + 3 * 2 */
START_TEST(barrier_costs_base_sync_targets_and_outstanding)
{
    struct shootdown shootdown = {0};

    shootdown_issue(&shootdown, TLBI_SCOPE_INNER, 7);
    shootdown_issue(&shootdown, TLBI_SCOPE_INNER, 4);
    struct shootdown_cost done = shootdown_barrier(&shootdown, 0xb, &cost);

    ck_assert_uint_eq(done.cycles, 181);
    ck_assert_uint_eq(done.targets, 7);
    ck_assert_uint_eq(done.invalidations, 2);
    ck_assert_uint_eq(shootdown_barrier(&shootdown, 0xb, &cost).cycles, 5);
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
    struct shootdown shootdown = {0};

    shootdown_issue(&shootdown, TLBI_SCOPE_INNER, 1);
    struct shootdown_cost done = shootdown_barrier(&shootdown, options[_i].option, &cost);

    ck_assert_int_eq(done.invalidations == 1, options[_i].completes);
    ck_assert_int_eq(shootdown.inner.outstanding == 0, options[_i].completes);
}
END_TEST

/* Outer-shareable broadcasts need the OSH or SY domain; either completes the inner ones too. */
START_TEST(outer_broadcasts_complete_at_osh_and_sy)
{
    static const struct {
        unsigned option, invalidations, targets, left;
    } cases[] = {{11, 1, 2, 1}, {3, 2, 5, 0}, {15, 2, 5, 0}, {7, 0, 0, 2}};

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct shootdown shootdown = {0};

        shootdown_issue(&shootdown, TLBI_SCOPE_INNER, 2);
        shootdown_issue(&shootdown, TLBI_SCOPE_OUTER, 5);
        struct shootdown_cost done = shootdown_barrier(&shootdown, cases[i].option, &cost);

        ck_assert_uint_eq(done.invalidations, cases[i].invalidations);
        ck_assert_uint_eq(done.targets, cases[i].targets);
        done = shootdown_barrier(&shootdown, 15, &cost);
        ck_assert_uint_eq(done.invalidations, cases[i].left);
    }
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
                                           {NULL, 0}});
}
