/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events cost, added up by where they come from: by page, instruction,
 * function, op and line of the script. docs/trace.md, "stat".
 */
#pragma once

#include "trace_map.h"
#include "trace_record.h"
#include "trace_write.h"

/* The columns, in the order of the output. */
enum trace_cost_id {
    TRACE_COST_MISSES, /* of L1 TLBs */
    TRACE_COST_WALKS,
    TRACE_COST_WALK_CYCLES,
    TRACE_COST_FAULTS,
    TRACE_COST_INVALIDATIONS, /* TLBIs; by page: entries that they dropped */
    TRACE_COST_SHOOTDOWN_CYCLES,
    TRACE_COST_COUNT
};

extern const char *const trace_cost_names[TRACE_COST_COUNT];

/* "misses", "walk-cycles", ...; TRACE_COST_COUNT: there is none of that name. */
enum trace_cost_id trace_cost_find(const char *name);

struct trace_cost {
    uint64_t value[TRACE_COST_COUNT];
};

enum trace_grouping {
    TRACE_BY_PAGE, /* key.a: address of the 4K page */
    TRACE_BY_INSTRUCTION, /* key.a: PC */
    TRACE_BY_FUNCTION, /* key.a: address of the symbol; key.b 1: an address without one, 0 */
    TRACE_BY_OP, /* key.a: a site with that op */
    TRACE_BY_LINE, /* key.a: a site in that line */
    TRACE_GROUPING_COUNT
};

struct trace_costs;

/* NULL when out of memory. The header is borrowed. */
struct trace_costs *trace_costs_create(const struct trace_header *header);
void trace_costs_destroy(struct trace_costs *costs);

/* 0 or -ENOMEM. */
int trace_costs_apply(struct trace_costs *costs, const struct trace_event *traced);

/* Of struct trace_cost. */
const struct trace_map *trace_costs_by(const struct trace_costs *costs, enum trace_grouping by);
