/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shape of the tree; messages of bad scripts are golden files. */
#include "op_name.h"
#include "parse.h"
#include "workload_support.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static struct workload_error error;

static struct script *parse(const char *text)
{
    struct diag diag;

    diag_init(&diag, "test.wl", &error);
    struct script *script = parse_script(arena, NULL, text, strlen(text), &diag);
    ck_assert_msg(script != NULL, "%u:%u: %s", error.line, error.column, error.message);
    return script;
}

static void setup(void)
{
    arena = arena_create();
}

static void teardown(void)
{
    arena_destroy(arena);
}

/* Prefix notation: nothing is left to the reader's idea of precedence. */
static void print(FILE *file, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_INTEGER:
        fprintf(file, "%" PRIu64, expr->value);
        return;
    case EXPR_NAME:
    case EXPR_METRIC:
        fprintf(file, "%s", expr->name);
        return;
    case EXPR_SIZEOF:
        fprintf(file, "sizeof %s", expr->name);
        return;
    case EXPR_ELEMENT:
    case EXPR_ELEMENT_SIZE:
        fprintf(file, "(%s %s ", expr->kind == EXPR_ELEMENT ? "element" : "size", expr->name);
        print(file, expr->left);
        fprintf(file, ")");
        return;
    case EXPR_ZIPF:
    case EXPR_WEIGHTED:
        fprintf(file, "(%s ", expr->kind == EXPR_ZIPF ? "zipf" : "weighted");
        print(file, expr->kind == EXPR_ZIPF ? expr->left : expr->weight);
        fprintf(file, " ");
        print(file, expr->kind == EXPR_ZIPF ? expr->right : expr->left);
        if (expr->kind == EXPR_WEIGHTED && expr->right != NULL) {
            fprintf(file, " ");
            print(file, expr->right);
        }
        fprintf(file, ")");
        return;
    case EXPR_CPU:
        fprintf(file, "cpu");
        return;
    case EXPR_BINARY:
    case EXPR_RANDOM:
        break;
    }
    fprintf(file, "(%s ", expr->kind == EXPR_RANDOM ? "random" : op_name(expr->op));
    print(file, expr->left);
    fprintf(file, " ");
    print(file, expr->right);
    fprintf(file, ")");
}

static const char *shape(const struct expr *expr)
{
    static char text[512];
    FILE *file = fmemopen(text, sizeof(text), "w");

    print(file, expr);
    fclose(file);
    return text;
}

START_TEST(operators_group_by_rank_and_from_the_left)
{
    static const char *const cases[][2] = {
        {"X = 1 + 2 * 3", "(add 1 (mul 2 3))"},
        {"X = 1 - 2 - 3", "(sub (sub 1 2) 3)"},
        {"X = 8 / 2 % 3 * 4", "(mul (mod (div 8 2) 3) 4)"},
        {"X = (1 - 2) * -3", "(mul (sub 1 2) (sub 0 3))"},
        {"X = - - 1", "(sub 0 (sub 0 1))"},
        {"X = -a * b", "(mul (sub 0 a) b)"},
        {"X = random(1, 2 + 3) - cpu", "(sub (random 1 (add 2 3)) cpu)"},
        {"X = sizeof(p) / 4K", "(div sizeof p 4096)"},
        {"X = a+b", "(add a b)"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_str_eq(shape(parse(cases[i][0])->items->value), cases[i][1]);
    }
}
END_TEST

static const struct stmt *statement(const char *text)
{
    char script[256];

    snprintf(script, sizeof(script), "phase a { %s }", text);
    return parse(script)->items->on.body;
}

START_TEST(first_of_two_expressions_reaches_as_far_as_it_can)
{
    const struct stmt *stmt = statement("store p + 8 * 2 (q) - 1 expect fault any");

    ck_assert_str_eq(shape(stmt->op.a), "(add p (mul 8 2))");
    ck_assert_str_eq(shape(stmt->op.b), "(sub q 1)");
    ck_assert_uint_eq(stmt->op.outcome.flags, PROGRAM_EXPECT_FAULT);
}
END_TEST

START_TEST(outcomes_are_encoded)
{
    static const struct {
        const char *text;
        uint64_t fault;
    } cases[] = {
        {"load p expect fault translation 3", PROGRAM_FAULT(PROGRAM_FAULT_TRANSLATION, 3)},
        {"load p expect fault any", PROGRAM_FAULT(PROGRAM_FAULT_ANY, PROGRAM_LEVEL_ANY)},
        {"exec p expect fault permission 0", PROGRAM_FAULT(PROGRAM_FAULT_PERMISSION, 0)},
        {"store p 1 expect fault alignment",
         PROGRAM_FAULT(PROGRAM_FAULT_ALIGNMENT, PROGRAM_LEVEL_ANY)},
        {"load p expect fault access_flag 2", PROGRAM_FAULT(PROGRAM_FAULT_ACCESS_FLAG, 2)},
        {"load p expect fault address_size 1", PROGRAM_FAULT(PROGRAM_FAULT_ADDRESS_SIZE, 1)},
        {"load p expect fault external 1", PROGRAM_FAULT(PROGRAM_FAULT_EXTERNAL, 1)},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct outcome *outcome = &statement(cases[i].text)->op.outcome;

        ck_assert_uint_eq(outcome->flags, PROGRAM_EXPECT_FAULT);
        ck_assert_uint_eq(outcome->fault, cases[i].fault);
    }
    const struct outcome *value = &statement("load p expect value n + 1")->op.outcome;
    ck_assert_uint_eq(value->flags, PROGRAM_EXPECT_VALUE);
    ck_assert_str_eq(shape(value->value), "(add n 1)");
}
END_TEST

START_TEST(statement_text_folds_blanks_and_leaves_bodies_out)
{
    const struct stmt *stmt = statement("x  =\t1  +   2 ; repeat  3 { y = 1 }");

    ck_assert_str_eq(stmt->text, "x = 1 + 2");
    ck_assert_str_eq(stmt->next->text, "repeat 3");
    ck_assert_str_eq(stmt->next->repeat.body->text, "y = 1");
}
END_TEST

START_TEST(words_that_follow_others_can_be_names)
{
    const struct stmt *stmt = statement("read = 1; stride = read; touch p read stride stride");

    ck_assert_str_eq(stmt->next->assign.dst->name, "stride");
    ck_assert_str_eq(shape(stmt->next->next->op.c), "stride");
}
END_TEST

START_TEST(metrics_keep_their_dots)
{
    const struct comparison *cmp =
        &parse("expect a.vmalloc.cycles.p99 * 2 <= LIMIT - tlb.l1d.miss")->items->comparison;

    ck_assert_str_eq(shape(cmp->left), "(mul a.vmalloc.cycles.p99 2)");
    ck_assert_str_eq(shape(cmp->right), "(sub LIMIT tlb.l1d.miss)");
    ck_assert_int_eq(cmp->relation, RELATION_LE);
    ck_assert_str_eq(cmp->right_text, "LIMIT - tlb.l1d.miss");
}
END_TEST

START_TEST(cores_are_lists_of_ranges)
{
    const struct on_node *on = &parse("phase a on 0,2-3,7 { }")->items->on;

    ck_assert(!on->all && !on->open);
    ck_assert_uint_eq(on->ranges->last, 0);
    ck_assert_uint_eq(on->ranges->next->first, 2);
    ck_assert_uint_eq(on->ranges->next->last, 3);
    ck_assert_uint_eq(on->ranges->next->next->first, 7);
    ck_assert_ptr_null(on->ranges->next->next->next);
    ck_assert(parse("phase a { }")->items->on.open);
}
END_TEST

START_TEST(option_is_one_expression)
{
    struct diag diag;

    diag_init(&diag, "option", &error);
    ck_assert_str_eq(shape(parse_option(arena, " 2 * N", &diag)), "(mul 2 N)");
    ck_assert_ptr_null(parse_option(arena, "2; 3", &diag));
    ck_assert_str_eq(error.message, "found `;`, expected the end of the expression");
    diag_init(&diag, "option", &error);
    ck_assert_ptr_null(parse_option(arena, "", &diag));
    ck_assert_str_eq(error.message, "found end of file, expected an expression");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parse");
    TCase *tcase = tcase_create("parse");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, operators_group_by_rank_and_from_the_left);
    tcase_add_test(tcase, first_of_two_expressions_reaches_as_far_as_it_can);
    tcase_add_test(tcase, outcomes_are_encoded);
    tcase_add_test(tcase, statement_text_folds_blanks_and_leaves_bodies_out);
    tcase_add_test(tcase, words_that_follow_others_can_be_names);
    tcase_add_test(tcase, metrics_keep_their_dots);
    tcase_add_test(tcase, cores_are_lists_of_ranges);
    tcase_add_test(tcase, option_is_one_expression);
    suite_add_tcase(suite, tcase);
    return support_run(suite);
}
