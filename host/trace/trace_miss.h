/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why accesses missed: each miss of a TLB by what became of the entry that
 * would have served it. docs/trace.md, "Causes of misses".
 */
#pragma once

#include "trace_map.h"
#include "trace_tlbs.h"
#include "trace_write.h"

enum trace_cause {
    TRACE_COLD, /* never held before */
    TRACE_CAPACITY, /* evicted; a fully associative TLB of as many entries would have, too */
    TRACE_CONFLICT, /* evicted, though such a TLB would hold it still */
    TRACE_INVALIDATED, /* dropped by a TLBI */
    TRACE_FIRST_WRITE, /* held without the mark of a first write */
    TRACE_UNMAPPED, /* there was nothing to hold: the walk ended in a fault */
    TRACE_CAUSE_COUNT
};

extern const char *const trace_cause_names[TRACE_CAUSE_COUNT];

/* TLBIs of one kind from one instruction: a key of pc and op in the map. */
struct trace_culprit {
    uint64_t issued;
    uint64_t dropped; /* entries, on all cores */
    uint64_t barren; /* of those issued, that dropped nothing anywhere */
    uint64_t misses[TRACE_TLB_COUNT]; /* because of what they dropped */
};

struct trace_misses;

/* NULL when out of memory. */
struct trace_misses *trace_misses_create(const struct trace_header *header);
void trace_misses_destroy(struct trace_misses *misses);

/* All events, in the order of the trace. 0 or -ENOMEM. */
int trace_misses_apply(struct trace_misses *misses, const struct trace_event *traced);

uint64_t trace_misses_count(const struct trace_misses *misses, enum trace_tlb_id id,
                            enum trace_cause cause);
/* The cause of the last miss in a TLB that a fill or a fault has ended. */
enum trace_cause trace_misses_last(const struct trace_misses *misses, unsigned core,
                                   enum trace_tlb_id id);
/* Of struct trace_culprit; key.a is the pc, key.b the operation. */
const struct trace_map *trace_misses_culprits(const struct trace_misses *misses);
