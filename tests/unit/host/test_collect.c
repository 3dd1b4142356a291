/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "collect.h"

#include "events.h"
#include "program.h"
#include "scratch.h"
#include "suite.h"
#include "trace_read.h"

#include <stdlib.h>
#include <string.h>

static const char *const phase_names[EVENTS_PHASES] = {"warmup", "churn"};
static const uint32_t site_ops[EVENTS_SITES] = {PROGRAM_OP_VMALLOC, PROGRAM_OP_TOUCH,
                                                PROGRAM_OP_VMALLOC};
static const struct collect_names names = {phase_names, EVENTS_PHASES, site_ops, EVENTS_SITES};

static struct collector *collector;
static struct sink sink;

static void start(void)
{
    collector = collector_create(EVENTS_CORES, &names);
    ck_assert_ptr_nonnull(collector);
    sink = collector_sink(collector);
}

static struct run_result finish(void)
{
    struct run_result result = {0};

    ck_assert_int_eq(collector_finish(collector, &result), 0);
    collector_destroy(collector);
    return result;
}

static void emit(struct event ev, unsigned core, uint64_t cycle)
{
    ev.core = (uint16_t)core;
    ev.cycle = cycle;
    sink.emit(sink.ctx, &ev);
}

static void exec(unsigned core, uint64_t cycle, uint64_t instructions, uint64_t cycles)
{
    emit((struct event){.kind = EVENT_EXEC, .exec = {instructions, 0, cycles, 0, 0}}, core, cycle);
}

static void mark_op(unsigned core, uint64_t cycle, enum event_kind kind, uint32_t site)
{
    emit((struct event){.kind = (uint16_t)kind, .op = {.site = site}}, core, cycle);
}

static void mark_phase(unsigned core, uint64_t cycle, enum event_kind kind, uint32_t phase)
{
    emit((struct event){.kind = (uint16_t)kind, .phase = {phase}}, core, cycle);
}

START_TEST(events_not_asked_for_count_nothing)
{
    struct prng prng = {prng_test_seed(1)};
    struct counters counters = {0};
    const struct counters nothing = {0};

    start();
    ck_assert_uint_eq(sink.interest & ~EVENT_ALL, 0);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        struct event ev = events_random(&prng, kind);

        if ((sink.interest >> kind & 1) == 0) {
            counters_apply(&counters, &ev);
            ck_assert_msg(memcmp(&counters, &nothing, sizeof(nothing)) == 0, "%s",
                          event_kind_name(kind));
        }
    }
    collector_destroy(collector);
}
END_TEST

START_TEST(op_is_charged_what_its_core_did_meanwhile)
{
    start();
    mark_phase(0, 0, EVENT_PHASE_BEGIN, 1);
    exec(0, 10, 5, 10);
    mark_op(0, 10, EVENT_OP_BEGIN, 0);
    exec(1, 50, 1000, 1000); /* another core's */
    emit((struct event){.kind = EVENT_L1_MISS, .miss = {.side = TLB_SIDE_D}}, 0, 20);
    exec(0, 40, 7, 30);
    mark_op(0, 40, EVENT_OP_END, 0);
    exec(0, 45, 2, 5); /* behind it */
    mark_phase(0, 60, EVENT_PHASE_END, 1);
    exec(0, 90, 11, 45); /* outside */
    struct run_result result = finish();
    const struct result_op *op = &result.phases[1].ops[0];

    ck_assert_uint_eq(result.phase_count, 2);
    ck_assert_uint_eq(result.phases[0].op_count, 0);
    ck_assert_uint_eq(result.phases[1].op_count, 1);
    ck_assert_uint_eq(op->op, PROGRAM_OP_VMALLOC);
    ck_assert_str_eq(op->name, "vmalloc");
    ck_assert_uint_eq(op->count, 1);
    ck_assert_uint_eq(op->cycles.p50, 30);
    ck_assert_uint_eq(op->instructions.max, 7);
    ck_assert_uint_eq(op->counters.value[COUNTER_L1D_MISS], 1);
    ck_assert_uint_eq(result.phases[1].cycles, 60);
    ck_assert_uint_eq(result.phases[1].counters.value[COUNTER_INSTRUCTIONS], 1014);
    ck_assert_uint_eq(result.outside.value[COUNTER_INSTRUCTIONS], 11);
    ck_assert_uint_eq(result.elapsed, 90);
    run_result_finish(&result);
}
END_TEST

START_TEST(ops_of_one_kind_share_a_distribution_and_keep_program_order)
{
    start();
    mark_phase(0, 0, EVENT_PHASE_BEGIN, 0);
    for (unsigned i = 0; i < 3; i++) {
        const uint32_t site = i == 1 ? 1 : i; /* touch between two vmallocs */

        mark_op(2, 0, EVENT_OP_BEGIN, site);
        exec(2, 0, 1, 10 * (i + 1));
        mark_op(2, 0, EVENT_OP_END, site);
    }
    struct run_result result = finish();
    const struct result_phase *phase = &result.phases[0];

    ck_assert_uint_eq(phase->op_count, 2);
    ck_assert_str_eq(phase->ops[0].name, "vmalloc");
    ck_assert_uint_eq(phase->ops[0].count, 2);
    ck_assert_uint_eq(phase->ops[0].cycles.min, 10);
    ck_assert_uint_eq(phase->ops[0].cycles.max, 30);
    ck_assert_uint_eq(phase->ops[0].cycles.sum, 40);
    ck_assert_str_eq(phase->ops[1].name, "touch");
    run_result_finish(&result);
}
END_TEST

START_TEST(open_phase_ends_at_the_last_event_and_open_op_is_no_count)
{
    start();
    mark_phase(0, 100, EVENT_PHASE_BEGIN, 0);
    mark_op(1, 110, EVENT_OP_BEGIN, 0);
    exec(1, 250, 3, 140);
    struct run_result result = finish();

    ck_assert_uint_eq(result.elapsed, 250);
    ck_assert_uint_eq(result.phases[0].cycles, 150);
    ck_assert_uint_eq(result.phases[0].op_count, 0);
    ck_assert_uint_eq(result.phases[0].counters.value[COUNTER_INSTRUCTIONS], 3);
    run_result_finish(&result);
}
END_TEST

START_TEST(mismatches_are_kept_up_to_a_limit_and_all_counted)
{
    start();
    for (unsigned i = 0; i < RESULT_MISMATCH_MAX + 5; i++) {
        emit((struct event){.kind = EVENT_OP_END,
                            .op = {.site = 2, .outcome = OP_MISMATCH, .result = i, .esr = 9}},
             3, 1000 + i);
    }
    struct run_result result = finish();

    ck_assert_uint_eq(result.mismatch_total, RESULT_MISMATCH_MAX + 5);
    ck_assert_uint_eq(result.mismatch_count, RESULT_MISMATCH_MAX);
    ck_assert_uint_eq(result.mismatches[1].value, 1);
    ck_assert_uint_eq(result.mismatches[1].cycle, 1001);
    ck_assert_uint_eq(result.mismatches[1].core, 3);
    ck_assert_uint_eq(result.mismatches[1].site, 2);
    ck_assert_uint_eq(result.mismatches[1].esr, 9);
    run_result_finish(&result);
}
END_TEST

START_TEST(marks_of_unknown_sites_and_phases_are_survived)
{
    start();
    mark_phase(0, 0, EVENT_PHASE_BEGIN, 99);
    mark_op(0, 0, EVENT_OP_BEGIN, 99);
    mark_op(0, 0, EVENT_OP_END, 99);
    mark_phase(0, 0, EVENT_PHASE_END, 99);
    exec(0, 0, 1, 1);
    struct run_result result = finish();

    ck_assert_uint_eq(result.outside.value[COUNTER_INSTRUCTIONS], 1);
    run_result_finish(&result);
}
END_TEST

/* Cores and phases both add up to the whole, whatever happened. */
static void assert_sums(const struct run_result *result)
{
    struct counters cores = {0}, parts = result->outside;

    for (unsigned i = 0; i < result->cpu_count; i++) {
        counters_add(&cores, &result->cpus[i]);
    }
    for (size_t i = 0; i < result->phase_count; i++) {
        counters_add(&parts, &result->phases[i].counters);
    }
    ck_assert_mem_eq(&cores, &result->totals, sizeof(cores));
    ck_assert_mem_eq(&parts, &result->totals, sizeof(parts));
}

static void assert_same_phase(const struct result_phase *a, const struct result_phase *b)
{
    ck_assert_str_eq(a->name, b->name);
    ck_assert_uint_eq(a->cycles, b->cycles);
    ck_assert_mem_eq(&a->counters, &b->counters, sizeof(a->counters));
    ck_assert_uint_eq(a->op_count, b->op_count);
    for (size_t i = 0; i < a->op_count; i++) {
        ck_assert_uint_eq(a->ops[i].count, b->ops[i].count);
        ck_assert_mem_eq(&a->ops[i].cycles, &b->ops[i].cycles, sizeof(a->ops[i].cycles));
        ck_assert_mem_eq(&a->ops[i].counters, &b->ops[i].counters, sizeof(a->ops[i].counters));
    }
}

START_TEST(replayed_trace_gives_the_live_result)
{
    struct events_run run = {.prng = {prng_test_seed(1)}};
    struct trace_writer *writer;
    struct trace_reader *reader;
    struct trace_event traced;

    scratch_enter();
    ck_assert_int_eq(trace_writer_open("t.mtr", events_header(), &writer), 0);
    const struct sink recorder = trace_writer_sink(writer);

    start();
    for (unsigned i = 0; i < 100000; i++) {
        const struct event ev = events_next(&run);

        sink.emit(sink.ctx, &ev);
        recorder.emit(recorder.ctx, &ev);
    }
    ck_assert_int_eq(trace_writer_close(writer), 0);
    struct run_result live = finish();

    start();
    ck_assert_int_eq(trace_reader_open("t.mtr", &reader), 0);
    while (trace_reader_next(reader, &traced)) {
        sink.emit(sink.ctx, &traced.event);
    }
    trace_reader_close(reader);
    struct run_result replayed = finish();

    assert_sums(&live);
    ck_assert_uint_gt(live.phases[0].op_count, 0);
    ck_assert_uint_gt(live.mismatch_total, 0);
    ck_assert_uint_eq(live.elapsed, replayed.elapsed);
    ck_assert_uint_eq(live.mismatch_total, replayed.mismatch_total);
    ck_assert_mem_eq(live.cpus, replayed.cpus, EVENTS_CORES * sizeof(*live.cpus));
    ck_assert_mem_eq(&live.outside, &replayed.outside, sizeof(live.outside));
    for (size_t i = 0; i < EVENTS_PHASES; i++) {
        assert_same_phase(&live.phases[i], &replayed.phases[i]);
    }
    run_result_finish(&live);
    run_result_finish(&replayed);
    scratch_leave();
}
END_TEST

int main(void)
{
    return suite_run("collect", (const TTest *const[]){
                                    events_not_asked_for_count_nothing,
                                    op_is_charged_what_its_core_did_meanwhile,
                                    ops_of_one_kind_share_a_distribution_and_keep_program_order,
                                    open_phase_ends_at_the_last_event_and_open_op_is_no_count,
                                    mismatches_are_kept_up_to_a_limit_and_all_counted,
                                    marks_of_unknown_sites_and_phases_are_survived,
                                    replayed_trace_gives_the_live_result, NULL});
}
