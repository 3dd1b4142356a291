/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions that arise in the engine itself: calls, undefined words, alignment. */
#include "core.h"
#include "machine.h"

static bool is_hvc(struct core *core, uint64_t pc)
{
    uint32_t word;

    return core_instruction_at(core, pc, &word) && (word & 0xffe0001f) == 0xd4000002;
}

#define EC_SVC 0x15u
#define EC_BRK 0x3cu

/* SVC and BRK carry their immediate, bits [20:5], in the syndrome. */
static uint32_t immediate_syndrome(struct core *core, uint32_t class, uint64_t pc)
{
    uint32_t word = 0;

    core_instruction_at(core, pc, &word);
    return class << 26 | 1u << 25 | (word >> 5 & 0xffff);
}

static void take_alignment_fault(struct core *core, uint64_t pc)
{
    struct fault fault = {.kind = FAULT_ALIGNMENT, .access = ACCESS_READ};
    uint64_t address = 0;
    bool store = false;

    if (core_operand_address(core, pc, &address, &store)) {
        fault.va = va(address);
        fault.access = store ? ACCESS_WRITE : ACCESS_READ;
    }
    core->source.pc = pc;
    core->source.cycle = *core->clock;
    source_emit(&core->source,
                &(struct event){
                    .kind = EVENT_FAULT,
                    .fault = {.fault = fault, .esr = fault_syndrome(&fault, core_level(core))}});
    core_enter_abort(core, &fault, pc);
}

void core_trap(void *ctx, enum engine_trap trap)
{
    struct core *core = ctx;
    uint64_t pc = engine_pc(core->engine);

    switch (trap) {
    case ENGINE_TRAP_SVC: /* the PC is past it already */
        core_charge_interrupted(core, pc);
        core_enter_exception(core, immediate_syndrome(core, EC_SVC, pc - 4), pc);
        return;
    case ENGINE_TRAP_HVC:
        core_charge_interrupted(core, pc);
        core_psci_call(core);
        return;
    case ENGINE_TRAP_UNDEFINED:
        if (core_level(core) == 1 && is_hvc(core, pc)) {
            core_charge_interrupted(core, pc + 4);
            engine_set_pc(core->engine, pc + 4);
            core_psci_call(core);
            return;
        }
        break;
    case ENGINE_TRAP_BRK:
        core_charge_interrupted(core, pc);
        core_enter_exception(core, immediate_syndrome(core, EC_BRK, pc), pc);
        return;
    case ENGINE_TRAP_ALIGNMENT:
        core_charge_attempt(core, pc);
        core_charge_interrupted(core, pc);
        take_alignment_fault(core, pc);
        return;
    case ENGINE_TRAP_SMC: /* there is no level above; the PC is past it */
        pc -= 4;
        break;
    case ENGINE_TRAP_OTHER:
        break;
    }
    core_charge_interrupted(core, pc);
    core_enter_exception(core, core_undefined_syndrome(), pc);
}
