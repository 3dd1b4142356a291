/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broadcast TLBIs between the cores of a machine: who serves which one when,
 * and the DSB that waits for them.
 */
#include "core.h"
#include "machine.h"

/* On a target: it pays, drops and tells. ctx: the initiator. */
static uint32_t serve(void *ctx, unsigned id, const struct shootdown_broadcast *broadcast)
{
    const struct core *initiator = ctx;
    struct core *target = &initiator->machine->core[id];
    uint64_t cycles = initiator->machine->config.cost.snoop;

    core_stall(target, cycles);
    target->source.cycle = *target->clock;
    target->source.pc = 0;
    uint32_t dropped = core_invalidate(target, &broadcast->op);

    source_emit(&target->source, &(struct event){.kind = EVENT_SNOOP,
                                                 .snoop = {.cycles = cycles,
                                                           .initiator = (uint16_t)initiator->id,
                                                           .dropped = dropped,
                                                           .sequence = broadcast->sequence,
                                                           .operand = broadcast->op.operand,
                                                           .op = broadcast->op.id}});
    return dropped;
}

static struct shootdown_target targets_of(struct core *initiator)
{
    return (struct shootdown_target){.serve = serve, .ctx = initiator};
}

/* Every other core that is on. */
static uint64_t others(const struct core *core)
{
    const struct machine *machine = core->machine;
    uint64_t mask = 0;

    for (unsigned i = 0; i < machine->core_count; i++) {
        if (i != core->id && machine->sched.core[i].state != SCHED_OFF) {
            mask |= 1ULL << i;
        }
    }
    return mask;
}

void core_broadcast(struct core *core, const struct tlbi *op, struct event_tlbi *told)
{
    struct shootdown_broadcast broadcast = {
        .op = *op, .issued = *core->clock, .waiting = others(core), .dropped = told->dropped};
    struct shootdown_target targets = targets_of(core);

    told->broadcast = true;
    told->targets = (uint16_t)__builtin_popcountll(broadcast.waiting);
    shootdown_issue(&core->shootdown, &broadcast, &targets);
    told->sequence = broadcast.sequence;
    told->dropped = broadcast.dropped;
    told->late = broadcast.waiting != 0;
    if (told->late) {
        /* So that others do run between the TLBI and the DSB. */
        sched_yield_core(&core->machine->sched, core->id);
    }
}

void core_serve_broadcasts(struct core *core)
{
    struct machine *machine = core->machine;
    uint64_t next = UINT64_MAX;

    if (machine->config.dvm.completion != DVM_RANDOM) {
        return;
    }
    for (unsigned i = 0; i < machine->core_count; i++) {
        struct shootdown_target targets = targets_of(&machine->core[i]);
        uint64_t due;

        shootdown_serve_due(&machine->core[i].shootdown, core->id, *core->clock, &targets);
        due = shootdown_next_due(&machine->core[i].shootdown, core->id);
        next = due < next ? due : next;
    }
    if (next < machine->sched.deadline) {
        machine->sched.deadline = next;
    }
}

static void tell_shootdown(struct core *core, const struct shootdown_cost *done, uint32_t behind)
{
    source_emit(&core->source, &(struct event){.kind = EVENT_SHOOTDOWN,
                                               .shootdown = {.cycles = done->cycles,
                                                             .targets = done->targets,
                                                             .invalidations = done->invalidations,
                                                             .behind = behind,
                                                             .sequence = core->shootdown.sequence,
                                                             .late_dropped = done->late_dropped,
                                                             .late_barren = done->late_barren}});
}

/* How long the DSB at hand waits for broadcasts of others that are under way. */
static uint32_t queue(struct core *core, struct shootdown_cost *done)
{
    struct machine *machine = core->machine;
    uint32_t each = machine->config.cost.dsb_outstanding;
    struct dvm_wait wait = {.begin = *core->clock,
                            .end = *core->clock + done->cycles,
                            .invalidations = done->invalidations,
                            .core = core->id};
    uint32_t behind = dvm_queue(&machine->dvm, &wait, each);

    done->cycles += (uint64_t)each * behind;
    return behind;
}

void core_data_barrier(struct core *core, unsigned option)
{
    const struct cost_config *cost = &core->machine->config.cost;
    struct shootdown_target targets = targets_of(core);
    struct shootdown_cost done = shootdown_barrier(&core->shootdown, option, cost, &targets);
    uint32_t behind = done.invalidations == 0 ? 0 : queue(core, &done);

    *core->clock += done.cycles;
    core->source.cycle = *core->clock;
    source_emit(&core->source, &(struct event){.kind = EVENT_BARRIER,
                                               .barrier = {.cycles = done.cycles,
                                                           .kind = BARRIER_DSB,
                                                           .completes = done.invalidations}});
    if (done.invalidations > 0) {
        tell_shootdown(core, &done, behind);
    }
}
