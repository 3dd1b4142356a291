/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks into the interpreter, which natively does not exist. */
#pragma once

#include "debug/hooks.h"
#include "run/core.h"

bool DEBUG_WRAP(core_wants_results)(void);
bool DEBUG_REAL(core_wants_results)(void);

void DEBUG_WRAP(core_print_result)(const struct core *core, uint64_t result);
void DEBUG_REAL(core_print_result)(const struct core *core, uint64_t result);

void DEBUG_WRAP(core_report_mismatch)(const struct core *core, uint64_t actual, uint64_t esr);
void DEBUG_REAL(core_report_mismatch)(const struct core *core, uint64_t actual, uint64_t esr);

void DEBUG_WRAP(op_phase_end)(struct core *core, const struct program_insn *insn);
void DEBUG_REAL(op_phase_end)(struct core *core, const struct program_insn *insn);

void DEBUG_WRAP(do_softirq)(void);
void DEBUG_REAL(do_softirq)(void);
