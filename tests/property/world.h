/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real MMU and the list model beside each other, over one memory: each
 * step is done to both, and what they tell of it is compared.
 */
#pragma once

#include "mmu.h"
#include "ref_mmu.h"
#include "step.h"

enum world_fault {
    WORLD_RIGHT,
    WORLD_GLOBAL,
    WORLD_LAST_LEVEL,
    WORLD_PARTS,
    WORLD_DRAWS,
    WORLD_TREES,
    WORLD_FAULT_COUNT
};

/* What happened so far, as events of the real one tell it: numbers of one type, to be summed. */
struct world_tally {
    uint64_t miss[2], l2_hit, l2_miss, l1_fill, l1_evict[2], l1_drop, l2_fill, l2_evict, l2_drop;
    uint64_t reads, cache_hit, cache_miss;
};

struct world {
    struct mmu *mmu;
    struct ref_mmu model;
    struct mmu_registers regs;
    struct sink_list sinks;
    struct event_source source;
    struct world_tally tally;
    uint64_t memory[(STEP_TABLES + 2) * 512];
    uint64_t removed; /* slots the mirror was told of */
};

/* Fresh TLBs and the tables as step.c describes them. False: out of memory. */
bool world_init(struct world *w, const struct machine_config *config, uint64_t seed,
                enum world_fault fault);
void world_finish(struct world *w);

/* Does the step; NULL, or what differs (static text). */
const char *world_step(struct world *w, const struct step *step);
