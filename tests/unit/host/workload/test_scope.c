/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which slots names get; how blocks inherit is also in good_scope.wl. */
#include "workload_support.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The only store of core 0's stream: what it stores comes from this slot. */
static uint16_t stored(const char *script)
{
    struct workload *workload = support_compile(script);
    unsigned i = 0;

    while (support_insn(workload, 0, i)->op != PROGRAM_OP_STORE) {
        ck_assert_uint_ne(support_insn(workload, 0, i)->op, PROGRAM_OP_END);
        i++;
    }
    const uint16_t slot = support_insn(workload, 0, i)->b;
    workload_destroy(workload);
    return slot;
}

static bool is_shared(uint16_t slot)
{
    return (slot & PROGRAM_SHARED) != 0;
}

START_TEST(home_is_where_a_name_was_assigned_last)
{
    ck_assert(is_shared(stored("cpus 2; phase a on 0 { x = 1; store 0 x }")));
    ck_assert(!is_shared(stored("cpus 2; phase a on all { x = 1; store 0 x }")));
    ck_assert(is_shared(stored("cpus 2; phase a on 1 { x = 1 } phase b { store 0 x }")));
    ck_assert(!is_shared(stored("cpus 2; phase a { x = 1 } phase b on 0 { store 0 x }")));
    ck_assert(is_shared(stored("cpus 1; phase a on all { x = 1; store 0 x }")));
}
END_TEST

START_TEST(block_that_assigns_later_reads_its_own_from_the_start)
{
    ck_assert(!is_shared(stored("cpus 2; phase a on 0 { x = 1 } phase b { store 0 x; x = 2 }")));
    ck_assert(is_shared(
        stored("cpus 2; phase a { x = 1 } phase b on 0 { repeat 2 { store 0 x; x = 2 } }")));
}
END_TEST

START_TEST(size_travels_with_the_area)
{
    /* p, q and r take two slots each, though r is copied before q is an area. */
    const uint16_t r = stored("phase a { q = 0; repeat 2 { r = q; p = vmalloc 4K; q = p };"
                              "store 0 sizeof(r) }");

    ck_assert_uint_eq(r & ~PROGRAM_SHARED, 3);
    ck_assert(is_shared(r));
    ck_assert_str_eq(support_error("phase a { p = vmalloc 4K; q = p + 0; x = sizeof(q) }"),
                     "1:49: `q` has no size: expected a name that vmalloc assigns");
}
END_TEST

START_TEST(cores_are_checked_against_cpus)
{
    ck_assert_str_eq(support_error("phase a on 1 { }"),
                     "1:12: found core 1, expected a number below 1: cpus is 1");
    ck_assert_str_eq(support_error("phase a on 0-18446744073709551615 { }"),
                     "1:12: found core 18446744073709551615, expected a number below 1: cpus is 1");
    workload_destroy(support_compile("phase a on 63 { } cpus 64"));
}
END_TEST

START_TEST(too_many_variables_are_refused)
{
    static char script[1 << 20];
    char *end = script + sprintf(script, "phase a {\n");

    for (unsigned i = 0; i < PROGRAM_MAX_SLOTS + 1; i++) {
        end += sprintf(end, "v%u = 1\n", i);
    }
    strcpy(end, "}");
    ck_assert_str_eq(support_error(script),
                     "32770:1: too many variables: a program has 32768 slots");
}
END_TEST

START_TEST(sites_carry_place_phase_and_text)
{
    struct workload *workload = support_compile("phase a { purge }\nphase b {\n  x = 1\n"
                                                "  x = x / x;  vfree   x\n}");

    ck_assert_uint_eq(workload->site_count, 3);
    ck_assert_uint_eq(workload->sites[1].op, PROGRAM_OP_DIV);
    ck_assert_uint_eq(workload->sites[1].column, 9);
    ck_assert_uint_eq(workload->sites[2].line, 4);
    ck_assert_uint_eq(workload->sites[2].column, 15);
    ck_assert_uint_eq(workload->sites[2].phase, 1);
    ck_assert_str_eq(workload->sites[2].text, "vfree x");
    workload_destroy(workload);
}
END_TEST

int main(void)
{
    return support_main(
        "scope", (const TTest *const[]){home_is_where_a_name_was_assigned_last,
                                        block_that_assigns_later_reads_its_own_from_the_start,
                                        size_travels_with_the_area, cores_are_checked_against_cpus,
                                        too_many_variables_are_refused,
                                        sites_carry_place_phase_and_text, NULL});
}
