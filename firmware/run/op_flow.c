/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that decide what comes next, or when. */
#include "run/op.h"

#include "arch/barrier.h"
#include "mm/bootmem.h"
#include "run/idle.h"

/* The last core to arrive begins a new generation; the others wait for it. */
struct flow_barrier {
    uint32_t arrived;
    uint32_t generation;
} __aligned(64);

static struct flow_barrier *barriers;

bool op_flow_prepare(uint32_t barrier_count)
{
    if (barrier_count == 0) {
        return true;
    }
    barriers = bootmem_alloc(barrier_count * sizeof(*barriers), sizeof(*barriers));
    return barriers != NULL;
}

void op_end(struct core *core, const struct program_insn *insn)
{
    (void)insn;
    core->next = NULL;
}

void op_jump(struct core *core, const struct program_insn *insn)
{
    core->next = core->program->insns + insn->imm;
}

void op_jz(struct core *core, const struct program_insn *insn)
{
    if (core_get(core, insn->a) == 0) {
        core->next = core->program->insns + insn->imm;
    }
}

void op_jnz(struct core *core, const struct program_insn *insn)
{
    if (core_get(core, insn->a) != 0) {
        core->next = core->program->insns + insn->imm;
    }
}

/*
 * The generation is read before arriving: afterwards it may have moved on. The
 * count is reset before the release, so the next round finds it at zero.
 */
void op_barrier(struct core *core, const struct program_insn *insn)
{
    (void)core;
    struct flow_barrier *barrier = &barriers[insn->imm];
    const uint32_t generation = __atomic_load_n(&barrier->generation, __ATOMIC_RELAXED);
    if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_ACQ_REL) == insn->flags) {
        __atomic_store_n(&barrier->arrived, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&barrier->generation, generation + 1, __ATOMIC_RELEASE);
        dsb(ish);
        sev();
        return;
    }
    rcu_idle_enter();
    while (__atomic_load_n(&barrier->generation, __ATOMIC_ACQUIRE) == generation) {
        idle_turn();
    }
    rcu_idle_exit();
}

void op_phase_begin(struct core *core, const struct program_insn *insn)
{
    core_report_phase("begin", insn->imm);
    probe_write32(core->probe, PROBE_REG_PHASE_BEGIN, (uint32_t)insn->imm);
}

void op_phase_end(struct core *core, const struct program_insn *insn)
{
    probe_write32(core->probe, PROBE_REG_PHASE_END, (uint32_t)insn->imm);
    core_report_phase("end", insn->imm);
}
