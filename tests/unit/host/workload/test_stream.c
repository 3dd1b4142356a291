/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What streams look like is in the golden files; here, what must not happen. */
#include "workload_support.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned count(const struct workload *workload, unsigned core, unsigned op)
{
    unsigned found = 0;

    for (unsigned i = 0; support_insn(workload, core, i)->op != PROGRAM_OP_END; i++) {
        found += support_insn(workload, core, i)->op == op;
    }
    return found;
}

START_TEST(only_core_0_marks_phases)
{
    struct workload *workload = support_compile("cpus 3; phase a on 2 { } phase b { }");

    ck_assert_uint_eq(count(workload, 0, PROGRAM_OP_PHASE_BEGIN), 2);
    ck_assert_uint_eq(count(workload, 0, PROGRAM_OP_PHASE_END), 2);
    ck_assert_uint_eq(count(workload, 2, PROGRAM_OP_PHASE_BEGIN), 0);
    ck_assert_uint_eq(count(workload, 0, PROGRAM_OP_BARRIER), 6);
    ck_assert_uint_eq(count(workload, 2, PROGRAM_OP_BARRIER), 6);
    workload_destroy(workload);
}
END_TEST

START_TEST(core_runs_only_what_concerns_it)
{
    struct workload *workload =
        support_compile("cpus 4; phase a { on 1 { purge } on 2-3 { purge local } }");

    for (unsigned core = 0; core < 4; core++) {
        ck_assert_uint_eq(count(workload, core, PROGRAM_OP_PURGE), core == 1);
        ck_assert_uint_eq(count(workload, core, PROGRAM_OP_PURGE_LOCAL), core >= 2);
    }
    workload_destroy(workload);
}
END_TEST

START_TEST(loop_body_loads_no_constants)
{
    struct workload *workload =
        support_compile("phase a { repeat 9 { p = vmalloc 3 * 4K; store p + 8 5; touch p } }");
    bool in_loop = false;

    for (unsigned i = 0; support_insn(workload, 0, i)->op != PROGRAM_OP_END; i++) {
        const unsigned op = support_insn(workload, 0, i)->op;

        ck_assert(!in_loop || op != PROGRAM_OP_LDI);
        in_loop = op == PROGRAM_OP_JUMP ? false : in_loop || op == PROGRAM_OP_JZ;
    }
    workload_destroy(workload);
}
END_TEST

START_TEST(too_long_stream_is_refused)
{
    static char script[4 << 20];
    char *end = script + sprintf(script, "phase a {\n");

    for (unsigned i = 0; i < 1u << 18; i++) {
        end += sprintf(end, "purge\n");
    }
    strcpy(end, "}");
    ck_assert_str_eq(support_error(script),
                     "0:0: program too big: at most 262144 instructions for each core");
}
END_TEST

START_TEST(deepest_nesting_compiles)
{
    static char script[1 << 16];
    char *end = script + sprintf(script, "phase a { x = 1\n");

    for (unsigned i = 0; i < 40; i++) {
        end += sprintf(end, "repeat x + 1 as i {");
    }
    end += sprintf(end, "y = ");
    for (unsigned i = 0; i < 23; i++) {
        end += sprintf(end, "(x + ");
    }
    end += sprintf(end, "x");
    for (unsigned i = 0; i < 23; i++) {
        end += sprintf(end, ")");
    }
    for (unsigned i = 0; i < 41; i++) {
        end += sprintf(end, "}");
    }
    workload_destroy(support_compile(script));
}
END_TEST

int main(void)
{
    return support_main(
        "stream", (const TTest *const[]){only_core_0_marks_phases, core_runs_only_what_concerns_it,
                                         loop_body_loads_no_constants, too_long_stream_is_refused,
                                         deepest_nesting_compiles, NULL});
}
