/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest waits for in software, between two marks of the probe: a round
 * of shootdown interrupts, a lock. Each becomes an event when it is over.
 */
#include "core.h"
#include "machine.h"

static void tell(struct core *core, struct event *ev)
{
    core->source.pc = core->device.pc;
    core->source.cycle = *core->clock;
    source_emit(&core->source, ev);
}

void core_mark_round(struct core *core, uint32_t targets)
{
    if (targets != 0) {
        core->span.round_targets = targets;
        core->span.round_start = *core->clock;
        return;
    }
    tell(core, &(struct event){.kind = EVENT_SHOOTDOWN,
                               .shootdown = {.cycles = *core->clock - core->span.round_start,
                                             .targets = core->span.round_targets}});
    core->span.round_targets = 0;
}

void core_mark_lock_wait(struct core *core, uint32_t lock)
{
    core->span.lock_wanted = lock;
    core->span.lock_start = *core->clock;
    core->span.lock_waits = true;
}

void core_mark_lock(struct core *core, uint32_t lock)
{
    const bool contended = core->span.lock_waits;

    core->span.lock_waits = false;
    if (lock >= LOCK_COUNT) {
        return; /* not one of ours */
    }
    core->machine->lock_taker[lock] = (uint16_t)(core->id + 1);
    tell(core,
         &(struct event){.kind = EVENT_LOCK,
                         .lock = {.cycles = contended ? *core->clock - core->span.lock_start : 0,
                                  .lock = (uint8_t)lock,
                                  .contended = contended}});
}
