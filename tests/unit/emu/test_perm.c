/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "perm.h"

#include "suite.h"

enum { R = PERM_READ, W = PERM_WRITE, X = PERM_EXECUTE };

/* AP[2:1] of an EL1 or EL0 page, read-write or read-only. */
enum { AP_RW_EL1 = 0, AP_RW_EL0 = 1, AP_RO_EL1 = 2, AP_RO_EL0 = 3 };

START_TEST(rights_follow_ap_and_execute_never)
{
    static const struct {
        struct perm perm;
        unsigned el1, el0;
    } cases[] = {
        {{AP_RW_EL1, false, false}, R | W | X, X},
        {{AP_RW_EL1, true, true}, R | W, 0},
        {{AP_RW_EL0, false, false}, R | W, R | W | X}, /* writable at EL0: PXN at EL1 */
        {{AP_RW_EL0, true, true}, R | W, R | W},
        {{AP_RO_EL1, false, true}, R | X, 0},
        {{AP_RO_EL1, true, false}, R, X},
        {{AP_RO_EL0, false, false}, R | X, R | X},
        {{AP_RO_EL0, true, true}, R, R},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        ck_assert_msg(perm_rights(cases[i].perm, (struct perm_view){.el = 1}) == cases[i].el1,
                      "case %zu at EL1", i);
        ck_assert_msg(perm_rights(cases[i].perm, (struct perm_view){.el = 0}) == cases[i].el0,
                      "case %zu at EL0", i);
    }
}
END_TEST

START_TEST(wxn_takes_execution_from_what_the_el_can_write)
{
    static const struct {
        struct perm perm;
        unsigned el1, el0;
    } cases[] = {
        {{AP_RW_EL1, false, false}, R | W, X}, /* EL0 cannot write it */
        {{AP_RW_EL0, false, false}, R | W, R | W},
        {{AP_RO_EL1, false, false}, R | X, X},
        {{AP_RO_EL0, false, false}, R | X, R | X},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct perm_view el1 = {.el = 1, .wxn = true};
        struct perm_view el0 = {.el = 0, .wxn = true};

        ck_assert_msg(perm_rights(cases[i].perm, el1) == cases[i].el1, "case %zu at EL1", i);
        ck_assert_msg(perm_rights(cases[i].perm, el0) == cases[i].el0, "case %zu at EL0", i);
    }
}
END_TEST

START_TEST(pan_takes_el0_data_from_el1_but_no_fetch)
{
    static const struct {
        struct perm perm;
        unsigned el1, el0;
    } cases[] = {
        {{AP_RW_EL1, false, false}, R | W | X, X}, {{AP_RW_EL0, false, false}, 0, R | W | X},
        {{AP_RO_EL1, false, false}, R | X, X},     {{AP_RO_EL0, false, false}, X, R | X},
        {{AP_RO_EL0, true, true}, 0, R},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct perm_view el1 = {.el = 1, .pan = true};
        struct perm_view el0 = {.el = 0, .pan = true};

        ck_assert_msg(perm_rights(cases[i].perm, el1) == cases[i].el1, "case %zu at EL1", i);
        ck_assert_msg(perm_rights(cases[i].perm, el0) == cases[i].el0, "case %zu at EL0", i);
    }
}
END_TEST

START_TEST(table_limits_only_take_away)
{
    struct perm open = {.ap = AP_RW_EL0};
    struct perm p = perm_restrict(open, (struct perm_limits){.ap_table = 1});

    ck_assert_uint_eq(p.ap, AP_RW_EL1);
    p = perm_restrict(open, (struct perm_limits){.ap_table = 2});
    ck_assert_uint_eq(p.ap, AP_RO_EL0);
    p = perm_restrict(open, (struct perm_limits){.ap_table = 3});
    ck_assert_uint_eq(p.ap, AP_RO_EL1);
    p = perm_restrict(open, (struct perm_limits){.pxn_table = true});
    ck_assert(p.pxn && !p.uxn);
    p = perm_restrict(open, (struct perm_limits){.uxn_table = true});
    ck_assert(!p.pxn && p.uxn);

    struct perm closed = {.ap = AP_RO_EL1, .pxn = true, .uxn = true};
    p = perm_restrict(closed, (struct perm_limits){0});
    ck_assert(p.ap == AP_RO_EL1 && p.pxn && p.uxn);
}
END_TEST

START_TEST(limits_of_two_tables_add_up)
{
    struct perm_limits a = {.ap_table = 1, .pxn_table = true};
    struct perm_limits b = {.ap_table = 2, .uxn_table = true};
    struct perm_limits both = perm_limits_join(a, b);

    ck_assert_uint_eq(both.ap_table, 3);
    ck_assert(both.pxn_table && both.uxn_table);
    both = perm_limits_join((struct perm_limits){0}, (struct perm_limits){0});
    ck_assert(both.ap_table == 0 && !both.pxn_table && !both.uxn_table);
}
END_TEST

START_TEST(writable_only_clears_the_read_only_bit)
{
    for (uint8_t ap = 0; ap < 4; ap++) {
        struct perm p = {.ap = ap, .pxn = true};

        ck_assert_int_eq(perm_is_read_only(p), ap == AP_RO_EL1 || ap == AP_RO_EL0);
        ck_assert_uint_eq(perm_writable(p).ap, ap == AP_RW_EL1 || ap == AP_RO_EL1 ? 0 : 1);
        ck_assert(perm_writable(p).pxn && !perm_writable(p).uxn);
    }
}
END_TEST

START_TEST(each_access_needs_its_own_right)
{
    ck_assert(perm_allows(R, ACCESS_READ));
    ck_assert(!perm_allows(W | X, ACCESS_READ));
    ck_assert(perm_allows(W, ACCESS_WRITE));
    ck_assert(!perm_allows(R | X, ACCESS_WRITE));
    ck_assert(perm_allows(X, ACCESS_FETCH));
    ck_assert(!perm_allows(R | W, ACCESS_FETCH));
}
END_TEST

int main(void)
{
    return suite_run("perm", (const TTest *const[]){rights_follow_ap_and_execute_never,
                                                    wxn_takes_execution_from_what_the_el_can_write,
                                                    pan_takes_el0_data_from_el1_but_no_fetch,
                                                    table_limits_only_take_away,
                                                    limits_of_two_tables_add_up,
                                                    each_access_needs_its_own_right,
                                                    writable_only_clears_the_read_only_bit, NULL});
}
