/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words behind the expressions of an op: any order, each once, none needed. */
#include "workload_support.h"

#include <stdio.h>

#define ALL "vmalloc 8K nofail node 1 zeroed unguarded align 64K atomic low user"

/* The vmalloc of a phase that does nothing else. */
static struct program_insn vmalloc_insn(const char *op)
{
    char text[256];
    snprintf(text, sizeof(text), "phase a { p = %s }", op);
    struct workload *workload = support_compile(text);
    unsigned i = 0;

    while (support_insn(workload, 0, i)->op != PROGRAM_OP_VMALLOC) {
        i++;
    }
    struct program_insn insn = *support_insn(workload, 0, i);
    workload_destroy(workload);
    return insn;
}

START_TEST(op_without_words_has_no_flags_and_no_operand_for_them)
{
    const struct program_insn insn = vmalloc_insn("vmalloc 8K");

    ck_assert_uint_eq(insn.flags, 0);
    ck_assert_uint_eq(insn.b, 0);
    ck_assert_uint_eq(insn.c, 0);
}
END_TEST

START_TEST(word_with_an_expression_says_that_it_is_there)
{
    const struct program_insn align = vmalloc_insn("vmalloc 8K align 4K"),
                              node = vmalloc_insn("vmalloc 8K node 1"),
                              both = vmalloc_insn("vmalloc 8K node 1 align 4K");

    ck_assert_uint_eq(align.flags, PROGRAM_WITH_B);
    ck_assert_uint_ne(align.b, align.a);
    ck_assert_uint_eq(align.c, 0);
    ck_assert_uint_eq(node.flags, PROGRAM_WITH_C);
    ck_assert_uint_eq(node.b, 0);
    ck_assert_uint_ne(node.c, node.a);
    ck_assert_uint_eq(both.flags, PROGRAM_WITH_B | PROGRAM_WITH_C);
    ck_assert(both.a != both.b && both.a != both.c && both.b != both.c);
}
END_TEST

START_TEST(each_flag_is_a_bit_of_its_own)
{
    static const struct {
        const char *op;
        unsigned flags;
    } cases[] = {
        {"vmalloc 8K zeroed", PROGRAM_ALLOC_ZEROED},
        {"vmalloc 8K nofail", PROGRAM_ALLOC_NOFAIL},
        {"vmalloc 8K atomic", PROGRAM_ALLOC_ATOMIC},
        {"vmalloc 8K low", PROGRAM_ALLOC_LOW},
        {"vmalloc 8K user", PROGRAM_ALLOC_USER},
        {"vmalloc 8K unguarded", PROGRAM_ALLOC_UNGUARDED},
        {ALL, PROGRAM_WITH_B | PROGRAM_WITH_C | 0x3f},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_uint_eq(vmalloc_insn(cases[i].op).flags, cases[i].flags);
    }
}
END_TEST

START_TEST(bad_words_are_refused_where_they_stand)
{
    static const char *const cases[][2] = {
        {"phase a { p = vmalloc 4K zeroed zeroed }", "1:33: `zeroed` stands here already"},
        {"phase a { p = vmalloc 4K align 1 align 1 }", "1:34: `align` stands here already"},
        {"phase a { p = vmalloc 4K align }", "1:32: found `}`, expected an alignment in bytes"},
        {"phase a { p = vmalloc 4K node }",
         "1:31: found `}`, expected the number of a memory node"},
        {"phase a { p = vmalloc 4K zeroes }",
         "1:26: found `zeroes`, expected the end of the statement"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_str_eq(support_error(cases[i][0]), cases[i][1]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        op_without_words_has_no_flags_and_no_operand_for_them,
        word_with_an_expression_says_that_it_is_there,
        each_flag_is_a_bit_of_its_own,
        bad_words_are_refused_where_they_stand,
        NULL,
    };

    return support_main("parse_form", tests);
}
