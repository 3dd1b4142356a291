/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "op_name.h"
#include "workload_support.h"

#include <string.h>

START_TEST(ops_are_found_by_name_and_controls_are_not)
{
    ck_assert_int_eq(op_name_find("vmalloc", 7), PROGRAM_OP_VMALLOC);
    ck_assert_int_eq(op_name_find("purge_local", 11), PROGRAM_OP_PURGE_LOCAL);
    ck_assert_int_eq(op_name_find("purge_local", 5), PROGRAM_OP_PURGE);
    ck_assert_int_eq(op_name_find("barrier", 7), -1);
    ck_assert_int_eq(op_name_find("", 0), -1);
}
END_TEST

START_TEST(every_op_has_a_name)
{
    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        const char *name = op_name(op);

        ck_assert_int_eq(op_name_find(name, strlen(name)), op_name_is_op(op) ? (int)op : -1);
    }
    ck_assert_str_eq(op_name(PROGRAM_OP_COUNT), "?");
    ck_assert(!op_name_is_op(PROGRAM_OP_COUNT));
}
END_TEST

START_TEST(invalidations_have_their_names)
{
    ck_assert_str_eq(op_name_tlbi(PROGRAM_TLBI_VAALE1IS), "vaale1is");
    ck_assert_str_eq(op_name_tlbi(PROGRAM_TLBI_VMALLE1), "vmalle1");
    ck_assert_str_eq(op_name_tlbi(PROGRAM_TLBI_VMALLE1OS), "vmalle1os");
    ck_assert_str_eq(op_name_tlbi(PROGRAM_TLBI_RVAALE1OS), "rvaale1os");
    ck_assert_str_eq(op_name_tlbi(PROGRAM_TLBI_COUNT), "?");
}
END_TEST

int main(void)
{
    return support_main("op_name", (const TTest *const[]){
                                       ops_are_found_by_name_and_controls_are_not,
                                       every_op_has_a_name, invalidations_have_their_names, NULL});
}
