/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judgement reads the result and nothing else. Sums in an expectation are
 * exact: what goes below zero or beyond 64 bits fails it, with the reason.
 */
#include "expect.h"

#include "esr_text.h"
#include "expectation.h"
#include "op_name.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT_TEXT 256

/* A number, or why there is none. */
struct expect_value {
    uint64_t value;
    const char *problem; /* NULL: there is a value */
};

static struct expect_value expect_problem(const char *problem)
{
    return (struct expect_value){.problem = problem};
}

static struct expect_value expect_compute(enum program_op op, uint64_t a, uint64_t b)
{
    struct expect_value v = {0};

    switch ((unsigned)op) {
    case PROGRAM_OP_ADD:
        return __builtin_add_overflow(a, b, &v.value) ? expect_problem("beyond 64 bits") : v;
    case PROGRAM_OP_SUB:
        return __builtin_sub_overflow(a, b, &v.value) ? expect_problem("below zero") : v;
    case PROGRAM_OP_MUL:
        return __builtin_mul_overflow(a, b, &v.value) ? expect_problem("beyond 64 bits") : v;
    default:
        break;
    }
    if (b == 0) {
        return expect_problem("a division by zero");
    }
    v.value = op == PROGRAM_OP_DIV ? a / b : a % b;
    return v;
}

static struct expect_value expect_eval(const struct expr *expr, const struct run_result *result)
{
    if (expr->kind == EXPR_INTEGER) {
        return (struct expect_value){.value = expr->value};
    }
    if (expr->kind == EXPR_METRIC && !metric_is_known(&expr->metric, result)) {
        return expect_problem("unknown: the firmware did not tell");
    }
    if (expr->kind == EXPR_METRIC) {
        return (struct expect_value){.value = metric_value(&expr->metric, result)};
    }
    const struct expect_value left = expect_eval(expr->left, result);
    const struct expect_value right = expect_eval(expr->right, result);
    if (left.problem != NULL || right.problem != NULL) {
        return left.problem != NULL ? left : right;
    }
    return expect_compute(expr->op, left.value, right.value);
}

static bool expect_holds(enum relation relation, uint64_t a, uint64_t b)
{
    switch (relation) {
    case RELATION_EQ:
        return a == b;
    case RELATION_NE:
        return a != b;
    case RELATION_LT:
        return a < b;
    case RELATION_LE:
        return a <= b;
    case RELATION_GT:
        return a > b;
    case RELATION_GE:
        break;
    }
    return a >= b;
}

static bool has_metric(const struct expr *expr)
{
    return expr->kind == EXPR_METRIC ||
           (expr->left != NULL && (has_metric(expr->left) || has_metric(expr->right)));
}

/* "TEXT = 3", or why it has no value. */
static size_t expect_say(char *text, size_t cap, const char *side, struct expect_value v)
{
    const int length = v.problem != NULL ? snprintf(text, cap, "%.100s is %s", side, v.problem)
                                         : snprintf(text, cap, "%.100s = %" PRIu64, side, v.value);

    return (size_t)length;
}

static bool judge_comparison(const struct comparison *cmp, const struct run_result *result,
                             char *actual)
{
    const struct expect_value left = expect_eval(cmp->left, result);
    const struct expect_value right = expect_eval(cmp->right, result);
    const bool right_varies = has_metric(cmp->right) || right.problem != NULL;
    size_t length = 0;

    if (has_metric(cmp->left) || left.problem != NULL || !right_varies) {
        length = expect_say(actual, EXPECT_TEXT, cmp->left_text, left);
    }
    if (right_varies) {
        length +=
            (size_t)snprintf(actual + length, EXPECT_TEXT - length, "%s", length > 0 ? ", " : "");
        expect_say(actual + length, EXPECT_TEXT - length, cmp->right_text, right);
    }
    return left.problem == NULL && right.problem == NULL &&
           expect_holds(cmp->relation, left.value, right.value);
}

static void describe_mismatch(const struct result_mismatch *m, uint32_t op, char *text, size_t cap)
{
    char fault[ESR_TEXT_MAX];

    if (m->esr != 0) {
        snprintf(text, cap, "core %" PRIu32 ": %s at 0x%" PRIx64, m->core, esr_text(m->esr, fault),
                 m->value);
    } else if (op_name_has_value(op) && op != PROGRAM_OP_LOAD) {
        snprintf(text, cap, "core %" PRIu32 ": it %s, result 0x%" PRIx64, m->core,
                 m->value == 0 ? "failed" : "succeeded", m->value);
    } else if (op != PROGRAM_OP_LOAD && op != PROGRAM_OP_STORE && op != PROGRAM_OP_EXEC) {
        snprintf(text, cap, "core %" PRIu32 ": it %s, status %" PRIu64, m->core,
                 m->value == 0 ? "succeeded" : "failed", m->value);
    } else if (op == PROGRAM_OP_LOAD) {
        snprintf(text, cap, "core %" PRIu32 ": no fault, value %" PRIu64 " (0x%" PRIx64 ")",
                 m->core, m->value, m->value);
    } else {
        snprintf(text, cap, "core %" PRIu32 ": no fault", m->core);
    }
}

/* A result keeps only so many mismatches; what it does not know is not claimed. */
static void say_as_expected(const struct run_result *result, char *actual)
{
    if (result->mismatch_total > result->mismatch_count) {
        snprintf(actual, EXPECT_TEXT,
                 "as expected, as far as the first %zu of %" PRIu64 " mismatches tell",
                 result->mismatch_count, result->mismatch_total);
    } else {
        snprintf(actual, EXPECT_TEXT, "as expected");
    }
}

/* The first mismatch is told. */
static bool judge_site(uint32_t site, uint32_t op, const struct run_result *result, char *actual)
{
    const struct result_mismatch *first = NULL;
    size_t count = 0;

    for (size_t i = 0; i < result->mismatch_count; i++) {
        if (result->mismatches[i].site == site) {
            first = first != NULL ? first : &result->mismatches[i];
            count++;
        }
    }
    if (first == NULL) {
        say_as_expected(result, actual);
        return true;
    }
    describe_mismatch(first, op, actual, EXPECT_TEXT);
    if (count > 1) {
        const size_t length = strlen(actual);

        snprintf(actual + length, EXPECT_TEXT - length, ", and %zu more like it", count - 1);
    }
    return false;
}

static int judge_one(const struct workload *workload, const struct expectation *expectation,
                     const struct run_result *result, struct result_expectation *ret)
{
    char actual[EXPECT_TEXT] = "";
    const bool ok =
        expectation->is_site
            ? judge_site(expectation->site, workload->sites[expectation->site].op, result, actual)
            : judge_comparison(&expectation->comparison, result, actual);

    ret->text = strdup(expectation->text);
    ret->actual = strdup(actual);
    ret->line = expectation->line;
    ret->ok = ok;
    return ret->text != NULL && ret->actual != NULL ? 0 : -ENOMEM;
}

int expect_judge(const struct workload *workload, struct run_result *result)
{
    int failed = 0;

    if (workload->expectation_count == 0) {
        return 0;
    }
    result->expectations = calloc(workload->expectation_count, sizeof(*result->expectations));
    if (result->expectations == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < workload->expectation_count; i++) {
        struct result_expectation *ret = &result->expectations[result->expectation_count++];

        if (judge_one(workload, &workload->expectations[i], result, ret) != 0) {
            return -ENOMEM;
        }
        failed += !ret->ok;
    }
    return failed;
}
