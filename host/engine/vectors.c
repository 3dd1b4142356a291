/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exception entry, by the host: the engine knows nothing of the vectors
 * (Arm ARM, "Exception entry" and "Exception vectors").
 */
#include "core.h"
#include "machine.h"

#define PSTATE_MODE_MASK 0xfu
#define PSTATE_EL0T 0x0u
#define PSTATE_EL1T 0x4u
#define PSTATE_EL1H 0x5u
#define PSTATE_DAIF 0x3c0u
#define PSTATE_SS_IL (3u << 20)
#define PSTATE_NZCV (0xfu << 28)

#define VECTOR_IRQ 0x80 /* offset in a group of vectors */

#define SCTLR_SPAN (1ULL << 23)

#define EC_UNKNOWN 0x00u
#define EC_PC_ALIGNMENT 0x22u
#define EC_SHIFT 26
#define ESR_IL (1u << 25)

static const struct engine_sysreg reg_spsr = ENGINE_REG_INIT(3, 0, 4, 0, 0);
static const struct engine_sysreg reg_elr = ENGINE_REG_INIT(3, 0, 4, 0, 1);
static const struct engine_sysreg reg_esr = ENGINE_REG_INIT(3, 0, 5, 2, 0);
static const struct engine_sysreg reg_far = ENGINE_REG_INIT(3, 0, 6, 0, 0);
static const struct engine_sysreg reg_vbar = ENGINE_REG_INIT(3, 0, 12, 0, 0);

uint32_t core_undefined_syndrome(void)
{
    return EC_UNKNOWN << EC_SHIFT | ESR_IL;
}

/* Offset of the group of vectors for exceptions taken from that mode. */
static uint64_t vector_group(uint32_t pstate)
{
    switch (pstate & PSTATE_MODE_MASK) {
    case PSTATE_EL1T:
        return 0x000;
    case PSTATE_EL1H:
        return 0x200;
    default:
        return 0x400;
    }
}

/* PAN is set on entry unless SCTLR_EL1.SPAN says to leave it. */
static uint32_t entry_pstate(const struct core *core, uint32_t pstate)
{
    uint32_t next = (pstate & (PSTATE_NZCV | CORE_PSTATE_PAN)) | PSTATE_DAIF | PSTATE_EL1H;

    if ((core->registers.sctlr_el1 & SCTLR_SPAN) == 0) {
        next |= CORE_PSTATE_PAN;
    }
    return next;
}

/* What every entry does: the return state is saved, PSTATE and PC are the handler's. */
static void enter(struct core *core, enum exception_kind kind, uint32_t esr, uint64_t pc)
{
    struct engine *engine = core->engine;
    uint32_t pstate = engine_pstate(engine) & ~PSTATE_SS_IL;
    uint64_t vector = engine_sysreg_read(engine, reg_vbar) + vector_group(pstate) +
                      (kind == EXCEPTION_IRQ ? VECTOR_IRQ : 0);

    core_stall(core, core->machine->config.cost.exception_entry);
    core->boundary = true;
    core->source.cycle = *core->clock;
    core->source.pc = pc;
    source_emit(&core->source, &(struct event){.kind = EVENT_EXCEPTION,
                                               .exception = {.vector = vector,
                                                             .esr = esr,
                                                             .kind = (uint8_t)kind,
                                                             .from_el = core_level_of(pstate)}});
    engine_sysreg_write(engine, reg_spsr, pstate);
    engine_sysreg_write(engine, reg_elr, pc);
    engine_enter(engine, entry_pstate(core, pstate), vector);
    core->view.known = false;
}

void core_enter_exception(struct core *core, uint32_t esr, uint64_t pc)
{
    core->barren_exceptions++;
    engine_sysreg_write(core->engine, reg_esr, esr);
    enter(core, EXCEPTION_SYNC, esr, pc);
}

void core_enter_interrupt(struct core *core, uint64_t pc)
{
    enter(core, EXCEPTION_IRQ, 0, pc);
}

/* Arm ARM, "PC alignment checking". */
void core_enter_pc_alignment(struct core *core, uint64_t pc)
{
    engine_sysreg_write(core->engine, reg_far, pc);
    core_enter_exception(core, EC_PC_ALIGNMENT << EC_SHIFT | ESR_IL, pc);
}

void core_enter_abort(struct core *core, const struct fault *fault, uint64_t pc)
{
    uint32_t esr = fault_syndrome(fault, core_level(core));

    engine_sysreg_write(core->engine, reg_far, fault->va.v);
    core_enter_exception(core, esr, pc);
}
