/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The handlers of instructions, in op_*.c. An op (program.def, kind OP) marks
 * its begin and end itself: operands are fetched before, results stored after,
 * so that what is measured is the op.
 */
#pragma once

#include "run/core.h"

#define PROGRAM_OP(NAME, text, ...)                                                                \
    void op_##text(struct core *core, const struct program_insn *insn);
#include "abi/program.def"
#undef PROGRAM_OP

/* The locks of the program's critical sections, from bootmem; false: too little memory. */
bool op_section_prepare(uint32_t lock_count);

/* The arrays of a core, zeroed, from bootmem; the shared ones are those of
 * `first`, which is prepared before the others. False: too little memory. */
bool op_array_prepare(struct core *core, const struct core *first);

/* Memory for the program's barriers, zeroed, from bootmem; false: too little. */
bool op_flow_prepare(uint32_t barrier_count);
