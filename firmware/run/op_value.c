/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that compute a slot from other slots. */
#include "run/op.h"

void op_ldi(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, insn->imm);
}

void op_mov(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a));
}

void op_add(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a) + core_get(core, insn->b));
}

void op_sub(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a) - core_get(core, insn->b));
}

void op_mul(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a) * core_get(core, insn->b));
}

static uint64_t divisor(const struct core *core, const struct program_insn *insn)
{
    const uint64_t value = core_get(core, insn->b);
    if (value == 0) {
        core_stop(core, "division by zero");
    }
    return value;
}

void op_div(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a) / divisor(core, insn));
}

void op_mod(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a) % divisor(core, insn));
}

void op_lt(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core_get(core, insn->a) < core_get(core, insn->b));
}

void op_random(struct core *core, const struct program_insn *insn)
{
    const uint64_t low = core_get(core, insn->a);
    const uint64_t high = core_get(core, insn->b);
    if (low > high) {
        core_stop(core, "the lower bound is above the upper one");
    }
    const uint64_t count = high - low + 1; /* 0: all 2^64 values */
    const uint64_t value = core_random(core);
    core_set(core, insn->dst, count == 0 ? value : low + value % count);
}

/* The first sum above a number drawn below the last one. */
void op_pick(struct core *core, const struct program_insn *insn)
{
    const struct program_table *table = &core->program->tables[insn->imm];
    const uint64_t *sums = &core->program->weights[table->first];
    const uint64_t drawn = core_random(core) % sums[table->count - 1];
    uint32_t low = 0, high = table->count - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (sums[middle] > drawn) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    core_set(core, insn->dst, low);
}

void op_cpu(struct core *core, const struct program_insn *insn)
{
    core_set(core, insn->dst, core->cpu);
}
