/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Charging what ran. A block is charged when it is known how far it came: to
 * its end when the next one begins, up to an instruction when something
 * happens in its middle. Nothing here depends on how the engine cuts blocks.
 */
#include "core.h"
#include "hot.h"
#include "machine.h"

static void emit(struct core *core, struct event *ev)
{
    core->source.cycle = *core->clock;
    source_emit(&core->source, ev);
}

static void sleep_core(struct core *core, enum block_special kind)
{
    struct sched *sched = &core->machine->sched;

    switch (kind) {
    case BLOCK_WFE:
        core->asleep = sched_wait_event(sched, core->id);
        break;
    case BLOCK_WFI:
        /* A pending interrupt ends the sleep even when it is masked. */
        if (!core->irq) {
            sched_wait_interrupt(sched, core->id, core_next_timer(core));
            core->asleep = true;
        }
        break;
    default:
        sched_yield_core(sched, core->id);
        break;
    }
}

static void charge_special(struct core *core, const struct block_insn *insn)
{
    const struct cost_config *cost = &core->machine->config.cost;

    switch ((enum block_special)insn->special) {
    case BLOCK_ISB:
        *core->clock += cost->isb;
        core->pending.isb++;
        emit(core, &(struct event){.kind = EVENT_BARRIER,
                                   .barrier = {.cycles = cost->isb, .kind = BARRIER_ISB}});
        break;
    case BLOCK_DSB:
        core_data_barrier(core, insn->option);
        break;
    case BLOCK_SEV:
        sched_send_event(&core->machine->sched, core->id);
        break;
    case BLOCK_ERET:
        *core->clock += cost->exception_return;
        break;
    case BLOCK_WFE:
    case BLOCK_WFI:
    case BLOCK_YIELD:
        sleep_core(core, (enum block_special)insn->special);
        break;
    case BLOCK_PLAIN:
        break;
    }
}

/* The slow way: one instruction after the other, because some do more than cost. */
static void charge_each(struct core *core, uint32_t index)
{
    const struct block *block = core->block;

    for (uint32_t i = core->charged; i < index; i++) {
        const struct block_insn *insn = &block->insn[i];

        *core->clock += insn->cost;
        core->pending.instructions++;
        core->pending.data_accesses += insn->access;
        core->pending.undecoded += insn->unknown;
        if (insn->special != BLOCK_PLAIN) {
            core->source.pc = core->block_pc + 4ULL * i;
            charge_special(core, insn);
        }
    }
    core->charged = index;
}

static uint32_t cost_before(const struct block *block, uint32_t index)
{
    return index == block->count ? block->cost : block->insn[index].cost_before;
}

static uint32_t accesses_before(const struct block *block, uint32_t index)
{
    return index == block->count ? block->accesses : block->insn[index].access_before;
}

HOT void core_charge_to(struct core *core, uint32_t index)
{
    const struct block *block = core->block;

    if (block == NULL || index <= core->charged) {
        return;
    }
    if (!block->plain) {
        charge_each(core, index);
        return;
    }
    *core->clock += cost_before(block, index) - cost_before(block, core->charged);
    core->pending.data_accesses +=
        accesses_before(block, index) - accesses_before(block, core->charged);
    core->pending.instructions += index - core->charged;
    core->charged = index;
}

void core_charge_rest(struct core *core)
{
    if (core->block == NULL) {
        return;
    }
    core_charge_to(core, core->block->count);
    core->boundary = core->block->boundary;
    core->block = NULL;
    core->barren_exceptions = 0;
}

uint32_t core_block_index(const struct core *core, uint64_t pc)
{
    uint64_t index = (pc - core->block_pc) / 4;

    return index < core->block->count ? (uint32_t)index : core->block->count;
}

void core_charge_interrupted(struct core *core, uint64_t pc)
{
    if (core->block == NULL) {
        return;
    }
    uint32_t index = core_block_index(core, pc);

    if (index > core->charged) {
        core->barren_exceptions = 0;
    }
    core_charge_to(core, index);
    core->boundary = index == core->block->count && core->block->boundary;
    core->block = NULL;
}

void core_charge_attempt(struct core *core, uint64_t pc)
{
    if (core->block == NULL) {
        return;
    }
    uint32_t index = core_block_index(core, pc);

    core_charge_to(core, index);
    if (index < core->block->count && core->charged == index) {
        core->pending.data_accesses += core->block->insn[index].access;
    }
}

void core_stall(struct core *core, uint64_t cycles)
{
    *core->clock += cycles;
}

void core_tell_executed(struct core *core)
{
    core->pending.cycles = *core->clock - core->told_clock;
    if (core->pending.cycles == 0 && core->pending.instructions == 0 &&
        core->pending.data_accesses == 0) {
        return;
    }
    core->told_clock = *core->clock;
    core->source.pc = 0;
    emit(core, &(struct event){.kind = EVENT_EXEC, .exec = core->pending});
    core->pending = (struct event_exec){0};
}
