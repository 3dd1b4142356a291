/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tlbi.h"

#include "suite.h"

/* The encodings as the assembler produces them, written out a second time. */
START_TEST(each_operation_decodes_to_its_meaning)
{
    static const struct {
        const char *name;
        unsigned op1, crm, op2;
        enum tlbi_scope scope;
        enum tlbi_reach reach;
        bool last_level;
    } cases[] = {
        {"vmalle1", 0, 7, 0, TLBI_SCOPE_LOCAL, TLBI_REACH_ALL, false},
        {"vae1", 0, 7, 1, TLBI_SCOPE_LOCAL, TLBI_REACH_VA, false},
        {"aside1", 0, 7, 2, TLBI_SCOPE_LOCAL, TLBI_REACH_ASID, false},
        {"vaae1", 0, 7, 3, TLBI_SCOPE_LOCAL, TLBI_REACH_VA_ALL_ASIDS, false},
        {"vale1", 0, 7, 5, TLBI_SCOPE_LOCAL, TLBI_REACH_VA, true},
        {"vaale1", 0, 7, 7, TLBI_SCOPE_LOCAL, TLBI_REACH_VA_ALL_ASIDS, true},
        {"vmalle1is", 0, 3, 0, TLBI_SCOPE_INNER, TLBI_REACH_ALL, false},
        {"vae1is", 0, 3, 1, TLBI_SCOPE_INNER, TLBI_REACH_VA, false},
        {"aside1is", 0, 3, 2, TLBI_SCOPE_INNER, TLBI_REACH_ASID, false},
        {"vaae1is", 0, 3, 3, TLBI_SCOPE_INNER, TLBI_REACH_VA_ALL_ASIDS, false},
        {"vale1is", 0, 3, 5, TLBI_SCOPE_INNER, TLBI_REACH_VA, true},
        {"vaale1is", 0, 3, 7, TLBI_SCOPE_INNER, TLBI_REACH_VA_ALL_ASIDS, true},
    };

    ck_assert_uint_eq(SUITE_COUNT(cases), TLBI_OP_COUNT);
    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct tlbi op;

        ck_assert(tlbi_decode(cases[i].op1, cases[i].crm, cases[i].op2, 0, &op));
        ck_assert_str_eq(tlbi_op_name(op.id), cases[i].name);
        ck_assert_uint_eq(op.scope, cases[i].scope);
        ck_assert_uint_eq(op.reach, cases[i].reach);
        ck_assert_int_eq(op.last_level, cases[i].last_level);
    }
}
END_TEST

START_TEST(operand_splits_into_asid_and_address)
{
    struct tlbi op;

    ck_assert(tlbi_decode(0, 3, 1, 0x1234f00000045678, &op));
    ck_assert_uint_eq(op.asid, 0x1234);
    ck_assert_uint_eq(op.va.v, 0x45678000); /* bits [47:44] are no address */
    ck_assert_uint_eq(op.operand, 0x1234f00000045678);
    ck_assert(tlbi_decode(0, 3, 1, 0x00000ffff8001234, &op));
    ck_assert_uint_eq(op.asid, 0);
    ck_assert_uint_eq(op.va.v, 0xffffff8001234000);
}
END_TEST

START_TEST(address_is_extended_from_bit_55)
{
    struct tlbi op;

    ck_assert(tlbi_decode(0, 3, 3, 0x80000000000 /* VA bit 55 */, &op));
    ck_assert_uint_eq(op.va.v, 0xff80000000000000);
    ck_assert(tlbi_decode(0, 3, 3, 0x7ffffffffff, &op));
    ck_assert_uint_eq(op.va.v, 0x007ffffffffff000);
}
END_TEST

START_TEST(other_encodings_are_refused_and_leave_the_result_alone)
{
    static const unsigned none[][3] = {
        {0, 7, 4}, {0, 7, 6}, {4, 7, 1}, {6, 7, 0}, {0, 6, 1}, {0, 2, 1}, {0, 1, 0}, {0, 0, 0},
    };
    struct tlbi op = {.id = 77};

    for (size_t i = 0; i < SUITE_COUNT(none); i++) {
        ck_assert(!tlbi_decode(none[i][0], none[i][1], none[i][2], 0, &op));
        ck_assert_uint_eq(op.id, 77);
    }
    ck_assert_str_eq(tlbi_op_name(TLBI_OP_COUNT), "?");
}
END_TEST

int main(void)
{
    return suite_run("tlbi",
                     (const TTest *const[]){
                         each_operation_decodes_to_its_meaning,
                         operand_splits_into_asid_and_address, address_is_extended_from_bit_55,
                         other_encodings_are_refused_and_leave_the_result_alone, NULL});
}
