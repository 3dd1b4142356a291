/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Raw accesses. Without an expectation an access is not guarded: a fault is a
 * panic with the registers as they were. With one, the core's guard is armed,
 * and what came of the access is compared inside the op, since the comparison
 * decides how the op ends.
 */
#include "run/op.h"

#include "arch/access.h"
#include "arch/esr.h"

/* What an access found, and what it was to find. */
struct outcome {
    uint64_t value;
    struct access_fault fault;
};

struct expectation {
    unsigned kind; /* PROGRAM_EXPECT_* */
    uint64_t imm; /* PROGRAM_FAULT(kind, level) */
    uint64_t value;
};

/* One byte of each stride; a write stores zeros. */
static void touch_read(uint64_t address, uint64_t count, uint64_t stride)
{
    for (; count > 0; count--, address += stride) {
        (void)*(const volatile uint8_t *)address;
    }
}

static void touch_write(uint64_t address, uint64_t count, uint64_t stride)
{
    for (; count > 0; count--, address += stride) {
        *(volatile uint8_t *)address = 0;
    }
}

void op_touch(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t address = core_get(core, insn->a);
    const uint64_t size = core_get(core, insn->b);
    const uint64_t stride = core_get(core, insn->c);
    if (stride == 0) {
        core_stop(core, "a stride of zero");
    }
    const uint64_t count = size / stride + (size % stride != 0);
    void (*touch)(uint64_t, uint64_t, uint64_t) =
        insn->flags & PROGRAM_TOUCH_WRITE ? touch_write : touch_read;

    probe_op_begin(probe, insn->site);
    touch(address, count, stride);
    probe_op_end(probe, count);

    core_report(core, count);
}

static bool fault_matches(uint64_t expected, uint64_t esr)
{
    static const uint8_t kinds[] = {
        [PROGRAM_FAULT_TRANSLATION] = ESR_TRANSLATION,
        [PROGRAM_FAULT_PERMISSION] = ESR_PERMISSION,
        [PROGRAM_FAULT_ACCESS_FLAG] = ESR_ACCESS_FLAG,
        [PROGRAM_FAULT_ADDRESS_SIZE] = ESR_ADDRESS_SIZE,
        [PROGRAM_FAULT_ALIGNMENT] = ESR_ALIGNMENT,
        [PROGRAM_FAULT_EXTERNAL] = ESR_EXTERNAL,
    };
    const struct esr_abort found = esr_abort(esr);
    const unsigned kind = PROGRAM_FAULT_KIND(expected);
    const unsigned level = PROGRAM_FAULT_LEVEL(expected);
    return (kind == PROGRAM_FAULT_ANY || kinds[kind] == found.kind) &&
           (level == PROGRAM_LEVEL_ANY || level == found.level);
}

static bool outcome_matches(const struct expectation *expectation, const struct outcome *outcome)
{
    if (expectation->kind == PROGRAM_EXPECT_FAULT) {
        return outcome->fault.esr != 0 && fault_matches(expectation->imm, outcome->fault.esr);
    }
    return outcome->fault.esr == 0 && outcome->value == expectation->value;
}

/* The value found, or the address of the fault taken instead. */
static uint64_t outcome_result(const struct outcome *outcome)
{
    return outcome->fault.esr == 0 ? outcome->value : outcome->fault.far;
}

/* Ends the op one way or the other. */
static void finish(struct core *core, volatile struct probe_page *probe,
                   const struct expectation *expectation, uint64_t value)
{
    const struct outcome outcome = {value, *access_fault()};
    const uint64_t result = outcome_result(&outcome);
    if (outcome_matches(expectation, &outcome)) {
        probe_op_end(probe, result);
        access_disarm();
        core_report(core, result);
    } else {
        probe_op_mismatch(probe, result, (uint32_t)outcome.fault.esr);
        access_disarm();
        core_report_mismatch(core, result, outcome.fault.esr);
    }
}

static void finish_unguarded(struct core *core, volatile struct probe_page *probe, uint64_t result)
{
    probe_op_end(probe, result);
    core_report(core, result);
}

void op_load(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t address = core_get(core, insn->a);
    struct expectation expectation = {insn->flags & PROGRAM_EXPECT_MASK, insn->imm, 0};
    if (expectation.kind == PROGRAM_EXPECT_SUCCESS) {
        probe_op_begin(probe, insn->site);
        const uint64_t value = access_load(address);
        finish_unguarded(core, probe, value);
        core_set(core, insn->dst, value);
        return;
    }
    if (expectation.kind == PROGRAM_EXPECT_VALUE) {
        expectation.value = core_get(core, insn->c);
    }
    access_arm((uintptr_t)access_load);
    probe_op_begin(probe, insn->site);
    const uint64_t value = access_load(address);
    finish(core, probe, &expectation, value);
    core_set(core, insn->dst, value);
}

void op_store(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t address = core_get(core, insn->a);
    const uint64_t value = core_get(core, insn->b);
    const struct expectation expectation = {insn->flags & PROGRAM_EXPECT_MASK, insn->imm, 0};
    if (expectation.kind == PROGRAM_EXPECT_SUCCESS) {
        probe_op_begin(probe, insn->site);
        access_store(address, value);
        finish_unguarded(core, probe, value);
        return;
    }
    access_arm((uintptr_t)access_store);
    probe_op_begin(probe, insn->site);
    access_store(address, value);
    finish(core, probe, &expectation, value);
}

void op_exec(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const uint64_t address = core_get(core, insn->a);
    const struct expectation expectation = {insn->flags & PROGRAM_EXPECT_MASK, insn->imm, 0};
    uint64_t (*const code)(void) = (uint64_t(*)(void))address;
    if (expectation.kind == PROGRAM_EXPECT_SUCCESS) {
        probe_op_begin(probe, insn->site);
        finish_unguarded(core, probe, code());
        return;
    }
    access_arm(address);
    probe_op_begin(probe, insn->site);
    finish(core, probe, &expectation, code());
}
