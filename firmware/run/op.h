/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The handlers of instructions, by the file they are in. An op (program.def,
 * kind OP) marks its begin and end itself: operands are fetched before, results
 * stored after, so that what is measured is the op.
 */
#pragma once

#include "run/core.h"

#define OP_HANDLER(name) void op_##name(struct core *core, const struct program_insn *insn)

/* op_value.c */
OP_HANDLER(ldi);
OP_HANDLER(mov);
OP_HANDLER(add);
OP_HANDLER(sub);
OP_HANDLER(mul);
OP_HANDLER(div);
OP_HANDLER(mod);
OP_HANDLER(random);
OP_HANDLER(cpu);

/* op_flow.c */
OP_HANDLER(end);
OP_HANDLER(jump);
OP_HANDLER(jz);
OP_HANDLER(barrier);
OP_HANDLER(phase_begin);
OP_HANDLER(phase_end);

/* op_vmalloc.c */
OP_HANDLER(vmalloc);
OP_HANDLER(vfree);
OP_HANDLER(protect);
OP_HANDLER(purge);
OP_HANDLER(purge_local);

/* op_access.c */
OP_HANDLER(touch);
OP_HANDLER(load);
OP_HANDLER(store);
OP_HANDLER(exec);

/* op_tlbi.c */
OP_HANDLER(tlbi);

#undef OP_HANDLER

/* Memory for the program's barriers, zeroed, from bootmem; false: too little. */
bool op_flow_prepare(uint32_t barrier_count);
