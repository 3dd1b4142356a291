/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_tlbs.h"

#include <errno.h>
#include <stdlib.h>

const char *const trace_tlb_names[TRACE_TLB_COUNT] = {
    [TRACE_L1I] = "L1I", [TRACE_L1D] = "L1D", [TRACE_L2] = "L2"};

int trace_tlbs_init(struct trace_tlbs *tlbs, unsigned core_count)
{
    *tlbs = (struct trace_tlbs){.core_count = core_count};
    tlbs->cores = calloc(core_count, sizeof(*tlbs->cores));
    return tlbs->cores != NULL ? 0 : -ENOMEM;
}

void trace_tlbs_finish(struct trace_tlbs *tlbs)
{
    for (unsigned core = 0; tlbs->cores != NULL && core < tlbs->core_count; core++) {
        for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
            free(tlbs->cores[core][id].slots);
        }
    }
    free(tlbs->cores);
    *tlbs = (struct trace_tlbs){0};
}

bool trace_tlbs_which(const struct event *ev, enum trace_tlb_id *ret)
{
    switch ((enum event_kind)ev->kind) {
    case EVENT_L1_FILL:
    case EVENT_L1_EVICT:
    case EVENT_L1_DROP:
        *ret = ev->entry.side == TLB_SIDE_I ? TRACE_L1I : TRACE_L1D;
        return true;
    case EVENT_L2_FILL:
    case EVENT_L2_EVICT:
    case EVENT_L2_DROP:
        *ret = TRACE_L2;
        return true;
    default:
        return false;
    }
}

/* Room for a slot; TLBs are small, and a file may claim what it likes. */
static int make_room(struct trace_tlb *tlb, unsigned slot)
{
    const unsigned count = slot < 64 ? 64 : slot * 2;
    struct trace_held *slots;

    if (slot < tlb->slot_count) {
        return 0;
    }
    slots = reallocarray(tlb->slots, count, sizeof(*slots));
    if (slots == NULL) {
        return -ENOMEM;
    }
    for (unsigned i = tlb->slot_count; i < count; i++) {
        slots[i] = (struct trace_held){.live = false};
    }
    tlb->slots = slots;
    tlb->slot_count = count;
    return 0;
}

static uint64_t bytes_of(const struct trace_held *held)
{
    const unsigned shift = held->fill.event.entry.size_shift;

    return shift < 64 ? 1ULL << shift : 0;
}

static void empty(struct trace_tlb *tlb, unsigned slot)
{
    struct trace_held *held = &tlb->slots[slot];

    if (held->live) {
        held->live = false;
        tlb->live--;
        tlb->reach -= bytes_of(held);
    }
}

static void fill(struct trace_tlb *tlb, const struct trace_event *traced)
{
    struct trace_held *held = &tlb->slots[traced->event.entry.slot];

    empty(tlb, traced->event.entry.slot);
    *held = (struct trace_held){*traced, true};
    tlb->live++;
    tlb->reach += bytes_of(held);
}

int trace_tlbs_apply(struct trace_tlbs *tlbs, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;
    enum trace_tlb_id id;

    if (!trace_tlbs_which(ev, &id)) {
        return 0;
    }
    struct trace_tlb *tlb = &tlbs->cores[ev->core][id];

    if (make_room(tlb, ev->entry.slot) != 0) {
        return -ENOMEM;
    }
    if (ev->kind == EVENT_L1_FILL || ev->kind == EVENT_L2_FILL) {
        fill(tlb, traced);
    } else {
        empty(tlb, ev->entry.slot);
    }
    return 0;
}

const struct trace_held *trace_tlbs_find(const struct trace_tlb *tlb, uint64_t address,
                                         unsigned *slot)
{
    while (*slot < tlb->slot_count) {
        const struct trace_held *held = &tlb->slots[(*slot)++];

        if (held->live &&
            trace_span_holds(trace_reach_of_entry(&held->fill.event.entry), address)) {
            return held;
        }
    }
    return NULL;
}

const struct tlb_config *trace_tlbs_config(const struct machine_config *machine,
                                           enum trace_tlb_id id)
{
    switch (id) {
    case TRACE_L1I:
        return &machine->l1i;
    case TRACE_L1D:
        return &machine->l1d;
    default:
        return &machine->l2;
    }
}
