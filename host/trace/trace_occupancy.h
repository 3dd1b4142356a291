/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How full the TLBs were over time: the time of a recording in equal parts, at
 * the end of each the entries and the bytes they cover, of all cores together.
 */
#pragma once

#include "trace_tlbs.h"

#define TRACE_OCCUPANCY_PARTS 20

struct trace_occupancy {
    struct trace_tlbs tlbs;
    uint64_t first_cycle, last_cycle;
    unsigned part; /* that is running */
    struct trace_occupancy_part {
        uint64_t end; /* cycle */
        uint64_t misses, walks; /* within */
        uint64_t live[TRACE_TLB_COUNT], reach[TRACE_TLB_COUNT]; /* at its end */
    } parts[TRACE_OCCUPANCY_PARTS];
};

/* 0 or -ENOMEM. */
int trace_occupancy_init(struct trace_occupancy *occupancy, unsigned core_count,
                         uint64_t first_cycle, uint64_t last_cycle);
void trace_occupancy_finish(struct trace_occupancy *occupancy);

/* 0 or -ENOMEM. */
int trace_occupancy_apply(struct trace_occupancy *occupancy, const struct trace_event *traced);
/* After the last event. */
void trace_occupancy_end(struct trace_occupancy *occupancy);
