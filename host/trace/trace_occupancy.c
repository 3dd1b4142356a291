/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cores have clocks of their own, which stay within a quantum of each other; a
 * part ends when the first core is past its end.
 */
#include "trace_occupancy.h"

int trace_occupancy_init(struct trace_occupancy *occupancy, unsigned core_count,
                         uint64_t first_cycle, uint64_t last_cycle)
{
    const uint64_t step = (last_cycle - first_cycle) / TRACE_OCCUPANCY_PARTS + 1;

    *occupancy = (struct trace_occupancy){.first_cycle = first_cycle, .last_cycle = last_cycle};
    for (unsigned i = 0; i < TRACE_OCCUPANCY_PARTS; i++) {
        occupancy->parts[i].end = first_cycle + (i + 1) * step;
    }
    return trace_tlbs_init(&occupancy->tlbs, core_count);
}

void trace_occupancy_finish(struct trace_occupancy *occupancy)
{
    trace_tlbs_finish(&occupancy->tlbs);
}

static void end_part(struct trace_occupancy *occupancy)
{
    struct trace_occupancy_part *part = &occupancy->parts[occupancy->part++];

    for (unsigned core = 0; core < occupancy->tlbs.core_count; core++) {
        for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
            part->live[id] += occupancy->tlbs.cores[core][id].live;
            part->reach[id] += occupancy->tlbs.cores[core][id].reach;
        }
    }
}

int trace_occupancy_apply(struct trace_occupancy *occupancy, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;

    while (occupancy->part + 1 < TRACE_OCCUPANCY_PARTS &&
           ev->cycle >= occupancy->parts[occupancy->part].end) {
        end_part(occupancy);
    }
    occupancy->parts[occupancy->part].misses += ev->kind == EVENT_L1_MISS;
    occupancy->parts[occupancy->part].walks += ev->kind == EVENT_WALK;
    return trace_tlbs_apply(&occupancy->tlbs, traced);
}

void trace_occupancy_end(struct trace_occupancy *occupancy)
{
    while (occupancy->part < TRACE_OCCUPANCY_PARTS) {
        end_part(occupancy);
    }
}
