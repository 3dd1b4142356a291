/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host/engine: programs of a few words, executed with the MMU off, and what
 * they must cost, counted by hand.
 */
#include "machine.h"
#include "counters.h"
#include "probe.h"
#include "suite.h"

#include <string.h>

#define CODE 0x40080000ULL

#define MOVZ(rd, imm, hw) (0xd2800000u | (uint32_t)(hw) << 21 | (uint32_t)(imm) << 5 | (rd))
#define MOVK(rd, imm, hw) (0xf2800000u | (uint32_t)(hw) << 21 | (uint32_t)(imm) << 5 | (rd))
#define STR_W(rt, rn, offset) (0xb9000000u | (uint32_t)(offset) / 4 << 10 | (rn) << 5 | (rt))
#define STR_X(rt, rn, offset) (0xf9000000u | (uint32_t)(offset) / 8 << 10 | (rn) << 5 | (rt))
#define LDR_X(rt, rn) (0xf9400000u | (rn) << 5 | (rt))
#define ADD_1(rd) (0x91000400u | (rd) << 5 | (rd))
#define CBZ(rt, words) (0xb4000000u | ((uint32_t)(words)&0x7ffff) << 5 | (rt))
#define HVC 0xd4000002u
#define ISB 0xd5033fdfu
#define DSB_SY 0xd5033f9fu
#define WFE 0xd503205fu
#define WFI 0xd503207fu
#define SEV 0xd503209fu
#define B_SELF 0x14000000u
#define B_BACK 0x17ffffffu
#define XZR 31
/* x9 = the probe; two instructions of the ALU class. */
#define PROBE_IN_X9 MOVZ(9, PROBE_BASE >> 16, 1), MOVK(9, 0, 0)
#define EXIT STR_W(XZR, 9, PROBE_REG_EXIT)

static struct counters counters[SCHED_MAX_CORES];
static struct event_op ended_op;
static uint64_t executed_at_end;
static struct machine *machine;

static void on_event(void *ctx, const struct event *ev)
{
    (void)ctx;
    counters_apply(&counters[ev->core], ev);
    if (ev->kind == EVENT_OP_END) {
        ended_op = ev->op;
        executed_at_end = counters[ev->core].value[COUNTER_INSTRUCTIONS];
    }
}

static void console(void *ctx, uint8_t byte)
{
    (void)ctx;
    (void)byte;
}

static struct machine_config config(void)
{
    struct machine_config config = machine_config_default();

    config.cost.issue[COST_ALU] = 1;
    config.cost.issue[COST_LOAD] = 3;
    config.cost.issue[COST_STORE] = 5;
    config.cost.issue[COST_BRANCH] = 2;
    config.cost.dsb_base = 100;
    config.cost.isb = 1000;
    return config;
}

static enum machine_end run(unsigned cpus, const uint32_t *words, size_t size)
{
    const struct machine_setup setup = {.config = config(),
                                        .cpus = cpus,
                                        .ram_size = 64ULL << 20,
                                        .max_cycles = 10000000,
                                        .console = console};
    const char *reason;

    machine = machine_create(&setup, &reason);
    ck_assert_msg(machine != NULL, "%s", reason);
    sink_attach(&machine->sinks, (struct sink){.emit = on_event, .interest = EVENT_ALL});
    memcpy(machine_ram(machine, CODE, size), words, size);
    machine_start_core(machine, 0, CODE, 0);
    return machine_run(machine);
}

#define RUN(cpus, ...)                                                                             \
    run(cpus, (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}))

static uint64_t count(unsigned core, enum counter_id id)
{
    return counters[core].value[id];
}

START_TEST(probe_store_is_no_instruction_cycle_or_access)
{
    ck_assert_int_eq(RUN(1, PROBE_IN_X9, EXIT, B_SELF), MACHINE_EXIT);
    ck_assert_uint_eq(machine->exit_code, 0);
    ck_assert_uint_eq(count(0, COUNTER_INSTRUCTIONS), 2);
    ck_assert_uint_eq(count(0, COUNTER_CYCLES), 2);
    ck_assert_uint_eq(count(0, COUNTER_L1D_ACCESS), 0);
    machine_destroy(machine);
}
END_TEST

START_TEST(classes_add_up_to_cycles)
{
    /* 4 ALU, a load, a store, a barrier of each kind. */
    RUN(1, PROBE_IN_X9, MOVZ(1, 0x4100, 1), LDR_X(2, 1), STR_X(2, 1, 8), DSB_SY, ISB, ADD_1(3),
        EXIT, B_SELF);
    ck_assert_uint_eq(count(0, COUNTER_INSTRUCTIONS), 8);
    ck_assert_uint_eq(count(0, COUNTER_CYCLES), 4 + 3 + 5 + 100 + 1000);
    ck_assert_uint_eq(count(0, COUNTER_L1D_ACCESS), 2);
    ck_assert_uint_eq(count(0, COUNTER_BARRIER_DSB), 1);
    ck_assert_uint_eq(count(0, COUNTER_BARRIER_ISB), 1);
    machine_destroy(machine);
}
END_TEST

START_TEST(straight_run_longer_than_a_block_is_counted_whole)
{
    enum { LENGTH = 3000 };
    static uint32_t words[LENGTH + 4] = {PROBE_IN_X9};

    for (unsigned i = 0; i < LENGTH; i++) {
        words[2 + i] = ADD_1(3);
    }
    words[LENGTH + 2] = EXIT;
    words[LENGTH + 3] = B_SELF;
    run(1, words, sizeof(words));
    ck_assert_uint_eq(count(0, COUNTER_INSTRUCTIONS), LENGTH + 2);
    ck_assert_uint_eq(engine_x(machine->core[0].engine, 3), LENGTH);
    machine_destroy(machine);
}
END_TEST

START_TEST(op_end_commits_on_its_high_half)
{
    RUN(1, PROBE_IN_X9, STR_W(XZR, 9, PROBE_REG_OP_BEGIN), MOVZ(1, 0x1234, 2), MOVK(1, 7, 0),
        STR_X(1, 9, PROBE_REG_OP_END), ADD_1(3), EXIT, B_SELF);
    ck_assert_uint_eq(ended_op.result, 0x123400000007);
    ck_assert_uint_eq(ended_op.outcome, OP_DONE);
    /* What ran before the mark is told before it: 2 + 2 instructions. */
    ck_assert_uint_eq(executed_at_end, 4);
    machine_destroy(machine);
}
END_TEST

START_TEST(mismatch_carries_value_and_syndrome)
{
    RUN(1, PROBE_IN_X9, MOVZ(1, 0x77, 0), MOVZ(2, 0x9600, 1), STR_X(1, 9, PROBE_REG_ACTUAL),
        STR_W(2, 9, PROBE_REG_MISMATCH), EXIT, B_SELF);
    ck_assert_uint_eq(ended_op.outcome, OP_MISMATCH);
    ck_assert_uint_eq(ended_op.result, 0x77);
    ck_assert_uint_eq(ended_op.esr, 0x96000000);
    machine_destroy(machine);
}
END_TEST

/* CPU_ON of core 1 at the instruction behind the HVC's branch; the argument arrives in x0. */
START_TEST(psci_starts_a_core_with_its_argument)
{
    RUN(2, PROBE_IN_X9, MOVZ(0, 3, 0), MOVK(0, 0xc400, 1), MOVZ(1, 1, 0), MOVZ(2, 0x4008, 1),
        MOVK(2, 11 * 4, 0), MOVZ(3, 0x55, 0), HVC, WFE, B_BACK,
        /* core 1 */ PROBE_IN_X9, STR_W(XZR, 9, PROBE_REG_OP_BEGIN), STR_X(0, 9, PROBE_REG_OP_END),
        EXIT, B_SELF);
    ck_assert_uint_eq(ended_op.result, 0x55);
    ck_assert_uint_eq(engine_x(machine->core[0].engine, 0), 0);
    ck_assert_uint_eq(count(1, COUNTER_INSTRUCTIONS), 2);
    ck_assert_uint_eq(machine->end_core, 1);
    machine_destroy(machine);
}
END_TEST

START_TEST(core_that_sleeps_for_ever_ends_the_run)
{
    ck_assert_int_eq(RUN(1, WFI, B_SELF), MACHINE_IDLE);
    ck_assert_uint_eq(count(0, COUNTER_INSTRUCTIONS), 1);
    machine_destroy(machine);
}
END_TEST

START_TEST(endless_loop_ends_at_the_limit)
{
    ck_assert_int_eq(RUN(1, B_SELF), MACHINE_MAX_CYCLES);
    ck_assert_uint_ge(count(0, COUNTER_CYCLES), 10000000);
    ck_assert_uint_le(count(0, COUNTER_CYCLES), 10000002);
    machine_destroy(machine);
}
END_TEST

/* The vectors at 0 cannot be fetched: every exception makes another. */
START_TEST(exceptions_without_end_are_noticed)
{
    ck_assert_int_eq(RUN(1, MOVZ(1, 0, 0), LDR_X(2, 1), B_SELF), MACHINE_LOST);
    ck_assert_uint_gt(count(0, COUNTER_FAULT_EXTERNAL), 2);
    machine_destroy(machine);
}
END_TEST

START_TEST(wfe_after_own_sev_does_not_sleep)
{
    RUN(1, PROBE_IN_X9, SEV, WFE, EXIT, B_SELF);
    ck_assert_uint_lt(count(0, COUNTER_CYCLES), 100);
    machine_destroy(machine);
}
END_TEST

START_TEST(wfe_without_event_sleeps_its_limit)
{
    RUN(1, PROBE_IN_X9, WFE, EXIT, B_SELF);
    ck_assert_uint_ge(count(0, COUNTER_CYCLES), config().sched.wfe);
    machine_destroy(machine);
}
END_TEST

int main(void)
{
    return suite_run(
        "machine", (const TTest *const[]){
                       probe_store_is_no_instruction_cycle_or_access, classes_add_up_to_cycles,
                       straight_run_longer_than_a_block_is_counted_whole,
                       op_end_commits_on_its_high_half, mismatch_carries_value_and_syndrome,
                       psci_starts_a_core_with_its_argument, core_that_sleeps_for_ever_ends_the_run,
                       endless_loop_ends_at_the_limit, exceptions_without_end_are_noticed,
                       wfe_after_own_sev_does_not_sleep, wfe_without_event_sleeps_its_limit, NULL});
}
