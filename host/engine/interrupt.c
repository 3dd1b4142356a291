/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupts as a core sees them: its timers, its GIC input, and when it takes
 * one. Lines change only when somebody writes a register or a timer comes due,
 * so nothing is asked in between.
 */
#include "core.h"
#include "machine.h"

#define PSTATE_I (1u << 7)

/* PPIs, as the board wires them. */
static const unsigned timer_interrupt[CORE_TIMER_COUNT] = {
    [CORE_TIMER_PHYSICAL] = MACHINE_PHYSICAL_TIMER_INTERRUPT,
    [CORE_TIMER_VIRTUAL] = MACHINE_VIRTUAL_TIMER_INTERRUPT,
};

bool core_interrupt_due(struct core *core)
{
    return core->irq && core->boundary && (engine_pstate(core->engine) & PSTATE_I) == 0;
}

void core_take_interrupt(struct core *core)
{
    if (core_interrupt_due(core)) {
        core_enter_interrupt(core, engine_pc(core->engine));
    }
}

static uint64_t count_now(const struct core *core)
{
    return *core->clock / CORE_COUNTER_DIVIDER;
}

void core_sync_timers(struct core *core)
{
    struct machine *machine = core->machine;

    for (unsigned i = 0; i < CORE_TIMER_COUNT; i++) {
        machine_set_line(machine, core->id, timer_interrupt[i],
                         timer_level(&core->timer[i], count_now(core)));
    }
}

uint64_t core_next_timer(const struct core *core)
{
    uint64_t next = UINT64_MAX;

    for (unsigned i = 0; i < CORE_TIMER_COUNT; i++) {
        uint64_t due = timer_due(&core->timer[i], count_now(core));

        if (due < UINT64_MAX / CORE_COUNTER_DIVIDER && due * CORE_COUNTER_DIVIDER < next) {
            next = due * CORE_COUNTER_DIVIDER;
        }
    }
    return next;
}

/* What ran of the block before the access decides what time it is. */
static void charge_before(struct core *core)
{
    if (core->block != NULL) {
        core_charge_to(core, core_block_index(core, engine_pc(core->engine)));
    }
}

/* The SGI's number is in bits [3:0] of GICD_SGIR, in [27:24] of ICC_SGI1R_EL1. */
void core_tell_ipi(struct core *core, uint64_t value)
{
    const struct gic *gic = &core->machine->gic;
    uint64_t interrupt = gic->version == 2 ? value : value >> 24;

    source_emit(&core->source,
                &(struct event){.kind = EVENT_IPI,
                                .ipi = {.targets = gic_sgi_targets(gic, core->id, value),
                                        .interrupt = interrupt & 0xf}});
}

uint64_t core_gic_read(struct core *core, enum gic_register reg)
{
    uint64_t value = gic_v3_read(&core->machine->gic, core->id, reg);

    machine_update_inputs_of(core->machine, 1ULL << core->id);
    return value;
}

void core_gic_write(struct core *core, enum gic_register reg, uint64_t value)
{
    struct gic *gic = &core->machine->gic;
    uint64_t concerned = 1ULL << core->id;

    charge_before(core);
    if (reg == GIC_SGI1R) {
        core->source.pc = engine_pc(core->engine);
        core->source.cycle = *core->clock;
        core_tell_ipi(core, value);
        concerned |= gic_sgi_targets(gic, core->id, value);
    }
    gic_v3_write(gic, core->id, reg, value);
    machine_update_inputs_of(core->machine, concerned);
}

uint64_t core_timer_read(struct core *core, enum core_timer id, enum timer_register reg)
{
    charge_before(core);
    return timer_read(&core->timer[id], reg, count_now(core));
}

void core_timer_write(struct core *core, enum core_timer id, enum timer_register reg,
                      uint64_t value)
{
    struct sched *sched = &core->machine->sched;

    charge_before(core);
    timer_write(&core->timer[id], reg, value, count_now(core));
    core_sync_timers(core);
    if (core_next_timer(core) < sched->deadline) {
        sched->deadline = core_next_timer(core);
    }
}
