/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the MMU's own structs to event payloads; who emits what when is mmu.h. */
#include "mmu_emit.h"

#include "hot.h"

static_assert(EVENT_WALK_STEPS == WALK_STEPS, "every step of a walk fits its event");

HOT void mmu_emit_miss(const struct mmu *mmu, enum event_kind kind, const struct mmu_request *req)
{
    if (source_wants(mmu->source, kind)) {
        struct event ev;

        ev.kind = (uint16_t)kind;
        ev.miss = (struct event_miss){
            .va = req->va,
            .side = (uint8_t)mmu_side(req->access),
            .access = (uint8_t)req->access,
        };
        source_emit(mmu->source, &ev);
    }
}

HOT void mmu_emit_entry(const struct mmu *mmu, enum event_kind kind, const struct tlb *tlb,
                        unsigned slot)
{
    if (source_wants(mmu->source, kind)) {
        const struct tlb_entry *entry = tlb_at(tlb, slot);
        struct event ev;

        ev.kind = (uint16_t)kind;
        ev.entry = (struct event_entry){
            .va = entry->va,
            .pa = entry->pa,
            .asid = entry->asid,
            .slot = (uint16_t)slot,
            .side = entry->side,
            .size_shift = entry->size_shift,
            .global = entry->global,
        };
        source_emit(mmu->source, &ev);
    }
}

HOT void mmu_emit_walk(const struct mmu *mmu, const struct mmu_request *req,
                       const struct decision *d, uint64_t cycles)
{
    if (!source_wants(mmu->source, EVENT_WALK)) {
        return;
    }
    struct event ev;

    ev.kind = EVENT_WALK;
    ev.walk = (struct event_walk){
        .va = req->va,
        .cycles = cycles,
        .first_level = d->walk.first_level,
        .step_count = d->walk.step_count,
        .side = (uint8_t)mmu_side(req->access),
        .cache_probed = d->wcache_probed,
        .cache_hit = d->wcache_slot != WCACHE_NONE,
        .faulted = d->walk.kind == WALK_FAULT,
        .sets_af = (d->updates & DESC_UPDATE_ACCESSED) != 0,
        .sets_dirty = (d->updates & DESC_UPDATE_DIRTY) != 0,
    };
    for (unsigned i = 0; i < d->walk.step_count; i++) {
        ev.walk.step[i].pa = d->walk.step[i].pa;
        ev.walk.step[i].descriptor = d->walk.step[i].descriptor;
        ev.walk.fetch[i] = d->fetch[i];
    }
    source_emit(mmu->source, &ev);
}

void mmu_emit_fault(const struct mmu *mmu, const struct mmu_request *req, const struct fault *fault)
{
    if (source_wants(mmu->source, EVENT_FAULT)) {
        struct event ev = {
            .kind = EVENT_FAULT,
            .fault = {.fault = *fault, .esr = fault_syndrome(fault, req->el)},
        };

        source_emit(mmu->source, &ev);
    }
}
