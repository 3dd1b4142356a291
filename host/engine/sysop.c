/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System operations: TLB invalidation, caches; address translation is translate.c's. */
#include "core.h"
#include "machine.h"

static void charge_before(struct core *core)
{
    uint64_t pc = engine_pc(core->engine);

    if (core->block != NULL) {
        core_charge_to(core, core_block_index(core, pc));
    }
    core->source.pc = pc;
    core->source.cycle = *core->clock;
}

/* The other cores serve a broadcast now; it is complete at the issuer's DSB. */
static unsigned broadcast(struct core *core, const struct tlbi *op, uint32_t *ret_dropped)
{
    struct machine *machine = core->machine;
    unsigned targets = 0;

    for (unsigned i = 0; i < machine->core_count; i++) {
        struct core *target = &machine->core[i];

        if (target == core || machine->sched.core[i].state == SCHED_OFF) {
            continue;
        }
        uint64_t cycles = machine->config.cost.snoop;

        core_stall(target, cycles);
        target->source.cycle = *target->clock;
        target->source.pc = 0;
        unsigned dropped = core_invalidate(target, op);

        source_emit(&target->source, &(struct event){.kind = EVENT_SNOOP,
                                                     .snoop = {.cycles = cycles,
                                                               .initiator = (uint16_t)core->id,
                                                               .dropped = dropped}});
        *ret_dropped += dropped;
        targets++;
    }
    shootdown_issue(&core->shootdown, op->scope, targets);
    return targets;
}

/* Unicorn's processor has neither FEAT_TLBIOS nor FEAT_TLBIRANGE. */
static bool is_beyond_engine(const struct tlbi *op)
{
    return op->scope == TLBI_SCOPE_OUTER || tlbi_op_is_range(op->id);
}

static void tlbi(struct core *core, const struct tlbi *op)
{
    const struct cost_config *cost = &core->machine->config.cost;
    bool is_broadcast = op->scope != TLBI_SCOPE_LOCAL;
    uint32_t dropped = 0;
    unsigned targets = 0;

    charge_before(core);
    core_stall(core, is_broadcast ? cost->tlbi_broadcast : cost->tlbi_local);
    core->source.cycle = *core->clock;
    dropped = core_invalidate(core, op);
    if (is_broadcast) {
        targets = broadcast(core, op, &dropped);
    }
    source_emit(&core->source, &(struct event){.kind = EVENT_TLBI,
                                               .tlbi = {.operand = op->operand,
                                                        .op = op->id,
                                                        .broadcast = is_broadcast,
                                                        .targets = (uint16_t)targets,
                                                        .dropped = dropped}});
}

enum engine_verdict core_system_operation(struct core *core, struct engine_sysreg reg, uint64_t xt)
{
    struct tlbi op;

    if (reg.op0 != 1) {
        return ENGINE_PASS;
    }
    if (reg.crn == 8) {
        /* Level 0 and operations of other levels: the engine makes them UNDEFINED. */
        if (core_level(core) == 0 || !tlbi_decode(reg.op1, reg.crm, reg.op2, xt, &op)) {
            return ENGINE_PASS;
        }
        tlbi(core, &op);
        return is_beyond_engine(&op) ? ENGINE_SKIP : ENGINE_DONE;
    }
    if (core_is_address_translate(reg) && core_level(core) == 1) {
        charge_before(core);
        core_address_translate(core, reg, xt);
        return ENGINE_DONE;
    }
    /* IC: IALLUIS, IALLU, IVAU. The engine sees its own stores, the others' it does not. */
    if (reg.crn == 7 &&
        ((reg.op1 == 0 && (reg.crm == 1 || reg.crm == 5)) || (reg.op1 == 3 && reg.crm == 5))) {
        machine_code_changed(core->machine, core);
    }
    return ENGINE_PASS;
}
