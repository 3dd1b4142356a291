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

/* Unicorn's processor has neither FEAT_TLBIOS nor FEAT_TLBIRANGE. */
static bool is_beyond_engine(const struct tlbi *op)
{
    return op->scope == TLBI_SCOPE_OUTER || tlbi_op_is_range(op->id);
}

/*
 * The core's own entries go at once, whatever dvm.completion says of the
 * others': an entry may leave a TLB at any time, so also between the TLBI and
 * its DSB.
 */
static void tlbi(struct core *core, const struct tlbi *op)
{
    const struct cost_config *cost = &core->machine->config.cost;
    bool is_broadcast = op->scope != TLBI_SCOPE_LOCAL;
    struct event_tlbi told = {.operand = op->operand, .op = op->id};

    charge_before(core);
    core_stall(core, is_broadcast ? cost->tlbi_broadcast : cost->tlbi_local);
    core->source.cycle = *core->clock;
    told.dropped = core_invalidate(core, op);
    if (is_broadcast) {
        core_broadcast(core, op, &told);
    }
    source_emit(&core->source, &(struct event){.kind = EVENT_TLBI, .tlbi = told});
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
