/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ESR values written out by hand from the Arm ARM, and what they mean. */
#include "arch/esr.h"

#include <check.h>
#include <stdlib.h>

#define DATA_ABORT 0x96000000u
#define INSTRUCTION_ABORT 0x86000000u

static const struct {
    uint32_t code;
    enum esr_kind kind;
    uint8_t level;
} aborts[] = {
    {0x00, ESR_ADDRESS_SIZE, 0},
    {0x03, ESR_ADDRESS_SIZE, 3},
    {0x04, ESR_TRANSLATION, 0},
    {0x07, ESR_TRANSLATION, 3},
    {0x09, ESR_ACCESS_FLAG, 1},
    {0x0b, ESR_ACCESS_FLAG, 3},
    {0x0d, ESR_PERMISSION, 1},
    {0x0f, ESR_PERMISSION, 3},
    {0x10, ESR_EXTERNAL, ESR_NO_LEVEL},
    {0x14, ESR_EXTERNAL, 0},
    {0x17, ESR_EXTERNAL, 3},
    {0x21, ESR_ALIGNMENT, ESR_NO_LEVEL},
    {0x11, ESR_OTHER, ESR_NO_LEVEL},
    {0x30, ESR_OTHER, ESR_NO_LEVEL},
    {0x3f, ESR_OTHER, ESR_NO_LEVEL},
};

START_TEST(abort_code_gives_kind_and_level)
{
    const uint32_t write = 1u << 6;
    const uint64_t esrs[] = {DATA_ABORT, DATA_ABORT | write, INSTRUCTION_ABORT};
    for (size_t i = 0; i < sizeof(esrs) / sizeof(*esrs); i++) {
        const struct esr_abort found = esr_abort(esrs[i] | aborts[_i].code);
        ck_assert_uint_eq(found.kind, aborts[_i].kind);
        ck_assert_uint_eq(found.level, aborts[_i].level);
    }
}
END_TEST

START_TEST(classes_are_told_apart)
{
    ck_assert(esr_is_abort(DATA_ABORT) && !esr_is_instruction_abort(DATA_ABORT));
    ck_assert(esr_is_abort(INSTRUCTION_ABORT));
    ck_assert(esr_is_instruction_abort(INSTRUCTION_ABORT));
    ck_assert_str_eq(esr_class_text(DATA_ABORT), "data abort");
    ck_assert_str_eq(esr_class_text(INSTRUCTION_ABORT), "instruction abort");
    ck_assert_str_eq(esr_class_text(0x02000000), "undefined instruction");
    ck_assert_str_eq(esr_class_text(0xf2000001), "BRK");
}
END_TEST

START_TEST(misaligned_pc_is_an_alignment_fault)
{
    ck_assert(esr_is_abort(0x8a000000));
    ck_assert_uint_eq(esr_abort(0x8a000000).kind, ESR_ALIGNMENT);
    ck_assert_uint_eq(esr_abort(0x8a000000).level, ESR_NO_LEVEL);
}
END_TEST

START_TEST(other_exception_is_no_abort)
{
    /* From a lower EL, or no abort at all: the low bits mean nothing. */
    const uint64_t others[] = {0x02000007, 0x92000007, 0x82000007, 0xf2000007};
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        ck_assert(!esr_is_abort(others[i]));
        ck_assert_uint_eq(esr_abort(others[i]).kind, ESR_OTHER);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("esr");
    TCase *tcase = tcase_create("esr");
    tcase_add_loop_test(tcase, abort_code_gives_kind_and_level, 0,
                        sizeof(aborts) / sizeof(*aborts));
    tcase_add_test(tcase, classes_are_told_apart);
    tcase_add_test(tcase, misaligned_pc_is_an_alignment_fault);
    tcase_add_test(tcase, other_exception_is_no_abort);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
