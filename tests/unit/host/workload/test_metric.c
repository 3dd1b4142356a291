/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of metrics against a result made by hand. */
#include "metric.h"
#include "result.h"
#include "workload_support.h"

static struct workload_phase phases[] = {{(char *)"boot", 1}, {(char *)"churn", 2}};
static const struct workload workload = {.phases = phases, .phase_count = 2};

static struct result_op ops[] = {
    {.op = PROGRAM_OP_TLBI, .count = 2},
    {.op = PROGRAM_OP_VMALLOC,
     .count = 7,
     .cycles = {7, 10, 11, 12, 13, 14, 15},
     .instructions = {7, 20, 21, 22, 23, 24, 25}},
};
static struct result_phase result_phases[] = {{.cycles = 100},
                                              {.cycles = 200, .ops = ops, .op_count = 2}};
static struct run_result result = {.elapsed = 1000, .phases = result_phases, .phase_count = 2};

static struct workload_error error;

static bool resolve(const char *name, struct metric *metric)
{
    struct diag diag;

    diag_init(&diag, "test.wl", &error);
    return metric_resolve(name, (struct place){1, 8}, &workload, &diag, metric);
}

static uint64_t value(const char *name)
{
    struct metric metric;

    ck_assert_msg(resolve(name, &metric), "%s: %s", name, error.message);
    return metric_value(&metric, &result);
}

START_TEST(run_phase_and_op_are_told_apart)
{
    result.totals.value[COUNTER_WALK_COUNT] = 1;
    result_phases[1].counters.value[COUNTER_WALK_COUNT] = 2;
    ops[1].counters.value[COUNTER_WALK_COUNT] = 3;
    ck_assert_uint_eq(value("walk.count"), 1);
    ck_assert_uint_eq(value("churn.walk.count"), 2);
    ck_assert_uint_eq(value("churn.vmalloc.walk.count"), 3);
    ck_assert_uint_eq(value("boot.walk.count"), 0);
}
END_TEST

START_TEST(cycles_of_run_phase_and_op_are_told_apart)
{
    result.totals.value[COUNTER_CYCLES] = 4;
    result_phases[1].counters.value[COUNTER_CYCLES] = 5;
    ops[1].counters.value[COUNTER_CYCLES] = 6;
    ck_assert_uint_eq(value("cycles"), 4);
    ck_assert_uint_eq(value("elapsed"), 1000);
    ck_assert_uint_eq(value("churn.cycles"), 200);
    ck_assert_uint_eq(value("churn.vmalloc.cycles"), 6);
}
END_TEST

START_TEST(statistics_are_those_of_the_op)
{
    static const struct {
        const char *name;
        uint64_t value;
    } cases[] = {
        {"churn.vmalloc.count", 7},
        {"churn.vmalloc.cycles.min", 10},
        {"churn.vmalloc.cycles.p50", 11},
        {"churn.vmalloc.cycles.p90", 12},
        {"churn.vmalloc.cycles.p99", 13},
        {"churn.vmalloc.cycles.max", 14},
        {"churn.vmalloc.cycles.sum", 15},
        {"churn.vmalloc.instructions.min", 20},
        {"churn.vmalloc.instructions.sum", 25},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_uint_eq(value(cases[i].name), cases[i].value);
    }
}
END_TEST

START_TEST(counter_of_a_phase_comes_before_an_op)
{
    result_phases[1].counters.value[COUNTER_TLBI_LOCAL] = 9;
    result_phases[1].counters.value[COUNTER_TLBI_OP + TLBI_OP_VAAE1IS] = 8;
    ck_assert_uint_eq(value("churn.tlbi.local"), 9);
    ck_assert_uint_eq(value("churn.tlbi.op.vaae1is"), 8);
    ck_assert_uint_eq(value("churn.tlbi.count"), 2);
}
END_TEST

START_TEST(op_that_did_not_run_counts_zero)
{
    ck_assert_uint_eq(value("churn.vfree.count"), 0);
    ck_assert_uint_eq(value("churn.vfree.cycles.max"), 0);
    ck_assert_uint_eq(value("boot.vmalloc.walk.count"), 0);
}
END_TEST

START_TEST(phase_that_was_not_reached_counts_zero)
{
    result.phase_count = 1;
    ck_assert_uint_eq(value("churn.cycles"), 0);
    ck_assert_uint_eq(value("churn.vmalloc.count"), 0);
    result.phase_count = 2;
}
END_TEST

START_TEST(unknown_word_is_an_error)
{
    static const char *const cases[] = {
        "",
        "walk",
        "walk.counts",
        "churn",
        "chur.cycles",
        "churn.walk",
        "churn.vmalloc",
        "churn.vmalloc.p99",
        "churn.vmalloc.cycles.p95",
        "churn.vmalloc.cycles.",
        "churn.end.count",
        "churn.barrier.count",
        "churn.elapsed",
        "churn.vmalloc.elapsed",
        "vmalloc.count",
        "churn.churn.cycles",
        "churn.",
        ".churn",
        "churn..cycles",
    };
    struct metric metric = {.id = 77};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_msg(!resolve(cases[i], &metric), "%s", cases[i]);
        ck_assert_uint_eq(error.column, 8);
        ck_assert_uint_eq(metric.id, 77);
    }
}
END_TEST

START_TEST(phase_name_that_begins_a_counter_hides_it)
{
    ck_assert(metric_hides("tlb") && metric_hides("cycles") && metric_hides("elapsed"));
    ck_assert(!metric_hides("tl") && !metric_hides("churn") && !metric_hides("l1d"));
}
END_TEST

int main(void)
{
    return support_main(
        "metric", (const TTest *const[]){
                      run_phase_and_op_are_told_apart, cycles_of_run_phase_and_op_are_told_apart,
                      statistics_are_those_of_the_op, counter_of_a_phase_comes_before_an_op,
                      op_that_did_not_run_counts_zero, phase_that_was_not_reached_counts_zero,
                      unknown_word_is_an_error, phase_name_that_begins_a_counter_hides_it, NULL});
}
