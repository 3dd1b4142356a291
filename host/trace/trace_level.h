/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much a recording holds: each level adds to the one before. */
#pragma once

#include "event.h"

enum trace_level {
    TRACE_LEVEL_FAULTS, /* faults and exceptions; ops and phases, as in all levels */
    TRACE_LEVEL_WALKS, /* walks, invalidations, barriers, interrupts between cores */
    TRACE_LEVEL_MISSES, /* each miss of an L1, and where it was served; what was executed */
    TRACE_LEVEL_FILLS, /* each entry that comes or goes; device accesses */
    TRACE_LEVEL_PTE, /* page-table writes, which need a slower engine */
    TRACE_LEVEL_COUNT
};

#define TRACE_LEVEL_DEFAULT TRACE_LEVEL_FILLS

/* "faults", "walks", "misses", "fills", "pte". */
extern const char *const trace_level_names[TRACE_LEVEL_COUNT];

/* EVENT_BIT()s of the kinds that a level records. */
uint64_t trace_level_kinds(enum trace_level level);

/* TRACE_LEVEL_COUNT: there is none of that name. */
enum trace_level trace_level_find(const char *name);
