/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts over results made by hand. */
#include "expect.h"
#include "workload_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void free_expectations(struct run_result *result)
{
    for (size_t i = 0; i < result->expectation_count; i++) {
        free(result->expectations[i].text);
        free(result->expectations[i].actual);
    }
    free(result->expectations);
    result->expectations = NULL;
    result->expectation_count = 0;
}

static void check_one(const char *script, struct run_result *result, int ok, const char *actual)
{
    struct workload *workload = support_compile(script);

    ck_assert_int_eq(expect_judge(workload, result), !ok);
    ck_assert_uint_eq(result->expectation_count, 1);
    ck_assert_msg(result->expectations[0].ok == ok, "%s", script);
    ck_assert_str_eq(result->expectations[0].actual, actual);
    free_expectations(result);
    workload_destroy(workload);
}

START_TEST(every_relation_holds_where_it_should)
{
    static const struct {
        const char *relation;
        int ok[3]; /* against 4, 5, 6 */
    } cases[] = {{"==", {0, 1, 0}}, {"!=", {1, 0, 1}}, {"<", {0, 0, 1}},
                 {"<=", {0, 1, 1}}, {">", {1, 0, 0}},  {">=", {1, 1, 0}}};
    struct run_result result = {.elapsed = 5};
    char script[64];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int j = 0; j < 3; j++) {
            snprintf(script, sizeof(script), "expect elapsed %s %d", cases[i].relation, 4 + j);
            check_one(script, &result, cases[i].ok[j], "elapsed = 5");
        }
    }
}
END_TEST

START_TEST(sides_may_be_sums)
{
    struct run_result result = {.elapsed = 5};

    result.totals.value[COUNTER_WALK_COUNT] = 7;
    check_one("N = 2; expect elapsed * N + 4 == walk.count * 2", &result, 1,
              "elapsed * N + 4 = 14, walk.count * 2 = 14");
    check_one("N = 2; expect N * 3 > walk.count % 4 - 1", &result, 1, "walk.count % 4 - 1 = 2");
    check_one("expect 100 * elapsed / walk.count == 71", &result, 1,
              "100 * elapsed / walk.count = 71");
    check_one("expect 1 + 1 == 3", &result, 0, "1 + 1 = 2");
}
END_TEST

START_TEST(side_without_a_value_fails_with_the_reason)
{
    struct run_result result = {.elapsed = 5};

    check_one("expect elapsed / walk.count == 0", &result, 0,
              "elapsed / walk.count is a division by zero");
    check_one("expect elapsed % walk.count == 0", &result, 0,
              "elapsed % walk.count is a division by zero");
    check_one("expect walk.count - elapsed != 1", &result, 0, "walk.count - elapsed is below zero");
    check_one("expect elapsed * 0xffffffffffffffff > 1", &result, 0,
              "elapsed * 0xffffffffffffffff is beyond 64 bits");
    check_one("expect elapsed + 0xffffffffffffffff > 1", &result, 0,
              "elapsed + 0xffffffffffffffff is beyond 64 bits");
    check_one("expect 1 < 2 / (1 - 1)", &result, 0, "2 / (1 - 1) is a division by zero");
}
END_TEST

static const char ops[] = "phase a { p = vmalloc 4K\n"
                          "load p expect value 7\n"
                          "store  p  1  expect fault permission 3\n}";

START_TEST(op_without_mismatch_is_as_expected)
{
    struct workload *workload = support_compile(ops);
    struct run_result result = {0};

    ck_assert_int_eq(expect_judge(workload, &result), 0);
    ck_assert_uint_eq(result.expectation_count, 2);
    ck_assert_str_eq(result.expectations[1].text, "store p 1 expect fault permission 3");
    ck_assert_str_eq(result.expectations[1].actual, "as expected");
    ck_assert_uint_eq(result.expectations[1].line, 3);
    free_expectations(&result);
    workload_destroy(workload);
}
END_TEST

static void check_mismatch(struct result_mismatch *mismatches, size_t count, int failed,
                           const char *load, const char *store)
{
    struct workload *workload = support_compile(ops);
    struct run_result result = {
        .mismatches = mismatches, .mismatch_count = count, .mismatch_total = count};

    ck_assert_int_eq(expect_judge(workload, &result), failed);
    ck_assert_str_eq(result.expectations[0].actual, load);
    ck_assert_str_eq(result.expectations[1].actual, store);
    free_expectations(&result);
    workload_destroy(workload);
}

START_TEST(mismatch_fails_its_op_and_is_told)
{
    struct result_mismatch value[] = {{.site = 1, .core = 2, .value = 18}};
    struct result_mismatch fault[] = {
        {.site = 1, .core = 0, .value = 0xffff800000001000, .esr = 0x96000007}};
    struct result_mismatch store[] = {{.site = 2, .core = 1, .value = 1},
                                      {.site = 2, .core = 3, .value = 1},
                                      {.site = 2, .core = 1, .value = 1}};

    check_mismatch(value, 1, 1, "core 2: no fault, value 18 (0x12)", "as expected");
    check_mismatch(fault, 1, 1,
                   "core 0: translation fault, level 3, on a read at 0xffff800000001000",
                   "as expected");
    check_mismatch(store, 3, 1, "as expected", "core 1: no fault, and 2 more like it");
}
END_TEST

START_TEST(op_is_not_cleared_beyond_what_was_kept)
{
    struct workload *workload = support_compile(ops);
    struct result_mismatch kept = {.site = 1};
    struct run_result result = {.mismatches = &kept, .mismatch_count = 1, .mismatch_total = 9};

    ck_assert_int_eq(expect_judge(workload, &result), 1);
    ck_assert_str_eq(result.expectations[1].actual,
                     "as expected, as far as the first 1 of 9 mismatches tell");
    free_expectations(&result);
    workload_destroy(workload);
}
END_TEST

START_TEST(verdicts_stand_in_the_order_of_the_script)
{
    struct workload *workload =
        support_compile("expect  walk.count\t== 0\n"
                        "phase a { p = vmalloc 4K; load p expect value 0 }\n"
                        "expect a.cycles > 5 # slow\n"
                        "phase b { load p expect fault any }\n");
    static const char *const texts[] = {"expect walk.count == 0", "load p expect value 0",
                                        "expect a.cycles > 5", "load p expect fault any"};
    struct run_result result = {0};

    ck_assert_int_eq(expect_judge(workload, &result), 1);
    ck_assert_uint_eq(result.expectation_count, 4);
    for (unsigned i = 0; i < 4; i++) {
        ck_assert_str_eq(result.expectations[i].text, texts[i]);
        ck_assert_uint_eq(result.expectations[i].line, i + 1);
        ck_assert_int_eq(result.expectations[i].ok, i != 2);
    }
    free_expectations(&result);
    workload_destroy(workload);
}
END_TEST

START_TEST(endless_text_is_cut_not_overrun)
{
    struct run_result result = {.elapsed = 1};
    char script[2048] = "expect elapsed";

    for (int i = 0; i < 120; i++) {
        strcat(script, " + elapsed");
    }
    strcat(script, " == elapsed + elapsed + elapsed * 2 - elapsed + elapsed * 3 + elapsed * 100");
    struct workload *workload = support_compile(script);
    ck_assert_int_eq(expect_judge(workload, &result), 1);
    ck_assert_str_eq(result.expectations[0].text, script);
    ck_assert_ptr_nonnull(strstr(result.expectations[0].actual, " = 121, elapsed + elapsed"));
    ck_assert_uint_lt(strlen(result.expectations[0].actual), 256);
    free_expectations(&result);
    workload_destroy(workload);
}
END_TEST

START_TEST(script_without_expectations_fails_none)
{
    struct workload *workload = support_compile("phase a { purge }");
    struct run_result result = {0};

    ck_assert_int_eq(expect_judge(workload, &result), 0);
    ck_assert_uint_eq(result.expectation_count, 0);
    workload_destroy(workload);
}
END_TEST

int main(void)
{
    return support_main(
        "expect",
        (const TTest *const[]){
            every_relation_holds_where_it_should, sides_may_be_sums,
            side_without_a_value_fails_with_the_reason, op_without_mismatch_is_as_expected,
            mismatch_fails_its_op_and_is_told, op_is_not_cleared_beyond_what_was_kept,
            verdicts_stand_in_the_order_of_the_script, endless_text_is_cut_not_overrun,
            script_without_expectations_fails_none, NULL});
}
