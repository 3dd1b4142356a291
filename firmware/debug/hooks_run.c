/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a debug firmware checks everything: after each op of a program for one
 * core; with several cores, which may be in the allocator at any other time,
 * at the end of each phase, where they wait.
 */
#include "debug/hooks_run.h"

#include "arch/spinlock.h"
#include "mm/vmalloc.h"

static void check_after_op(const struct core *core)
{
    if (core->program->header->stream_count == 1) {
        vmalloc_check();
    }
}

bool DEBUG_WRAP(core_wants_results)(void)
{
    return true;
}

void DEBUG_WRAP(core_print_result)(const struct core *core, uint64_t result)
{
    check_after_op(core);
    if (DEBUG_REAL(core_wants_results)()) {
        DEBUG_REAL(core_print_result)(core, result);
    }
}

void DEBUG_WRAP(core_report_mismatch)(const struct core *core, uint64_t actual, uint64_t esr)
{
    check_after_op(core);
    if (DEBUG_REAL(core_wants_results)()) {
        DEBUG_REAL(core_report_mismatch)(core, actual, esr);
    }
}

/* Cores that wait do what was put off: not while somebody looks. */
static struct spinlock quiet = SPINLOCK_INIT(PROGRAM);

void DEBUG_WRAP(do_softirq)(void)
{
    spin_lock(&quiet);
    DEBUG_REAL(do_softirq)();
    spin_unlock(&quiet);
}

void DEBUG_WRAP(op_phase_end)(struct core *core, const struct program_insn *insn)
{
    spin_lock(&quiet);
    vmalloc_check();
    spin_unlock(&quiet);
    DEBUG_REAL(op_phase_end)(core, insn);
}
