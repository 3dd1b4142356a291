/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_level.h"

#include <string.h>

const char *const trace_level_names[TRACE_LEVEL_COUNT] = {
    [TRACE_LEVEL_FAULTS] = "faults", [TRACE_LEVEL_WALKS] = "walks", [TRACE_LEVEL_MISSES] = "misses",
    [TRACE_LEVEL_FILLS] = "fills",   [TRACE_LEVEL_PTE] = "pte",
};

/* What each level adds. */
static const uint64_t added[TRACE_LEVEL_COUNT] = {
    [TRACE_LEVEL_FAULTS] = EVENT_BIT(OP_BEGIN) | EVENT_BIT(OP_END) | EVENT_BIT(PHASE_BEGIN) |
                           EVENT_BIT(PHASE_END) | EVENT_BIT(FAULT) | EVENT_BIT(EXCEPTION),
    [TRACE_LEVEL_WALKS] = EVENT_BIT(L2_MISS) | EVENT_BIT(WALK) | EVENT_BIT(TLBI) |
                          EVENT_BIT(BARRIER) | EVENT_BIT(SHOOTDOWN) | EVENT_BIT(SNOOP) |
                          EVENT_BIT(IPI),
    [TRACE_LEVEL_MISSES] = EVENT_BIT(EXEC) | EVENT_BIT(L1_MISS) | EVENT_BIT(L2_HIT),
    [TRACE_LEVEL_FILLS] = EVENT_ALL & ~EVENT_BIT(PTE_WRITE),
    [TRACE_LEVEL_PTE] = EVENT_BIT(PTE_WRITE),
};

uint64_t trace_level_kinds(enum trace_level level)
{
    uint64_t kinds = 0;

    for (unsigned i = 0; i <= level && i < TRACE_LEVEL_COUNT; i++) {
        kinds |= added[i];
    }
    return kinds;
}

enum trace_level trace_level_find(const char *name)
{
    unsigned level = 0;

    while (level < TRACE_LEVEL_COUNT && strcmp(trace_level_names[level], name) != 0) {
        level++;
    }
    return (enum trace_level)level;
}
