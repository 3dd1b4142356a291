/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real MMU and the model of its updates beside each other, each over
 * memory of its own with the same tables: what they answer and what they
 * leave in memory is compared.
 */
#pragma once

#include "mmu.h"
#include "prng.h"
#include "pt_builder.h"
#include "update_model.h"

#define UPDATE_SLOTS_MAX 32

/* A leaf descriptor, or a table descriptor, that the world changes. */
struct update_slot {
    uint64_t pa, va;
    unsigned level, shift;
    bool contiguous, high;
    uint64_t table; /* its proper value; 0: a leaf */
};

enum update_style {
    UPDATE_STALE, /* tables change without a TLBI; TLBs that hold everything */
    UPDATE_SMALL, /* each change is followed by one; small TLBs, parts of blocks */
    UPDATE_STYLE_COUNT
};

/* What was met, over all worlds. */
struct update_tally {
    uint64_t outcome[UPDATE_EXTERNAL + 1][4]; /* by level */
    uint64_t flagged, marked, both; /* descriptors updated: flag, dirty, both at once */
    uint64_t refused; /* updates that memory refused */
};

struct update_world {
    enum update_style style;
    struct prng prng;
    struct fake_memory memory; /* the real one's */
    struct fake_memory copy; /* the model's */
    struct pt_builder builder;
    uint64_t root[2];
    unsigned granule; /* log2 */
    struct update_slot slot[UPDATE_SLOTS_MAX];
    unsigned slot_count;
    struct mmu *mmu;
    struct mmu_registers regs;
    struct sink_list sinks;
    struct event_source source;
    struct update_model model;
    unsigned writes; /* the real one's updates */
    bool frozen; /* memory refuses updates */
    struct update_tally *tally;
    struct mmu_request asked; /* last */
    struct mmu_reply real;
    struct update_reply expected;
};

void update_world_init(struct update_world *w, uint64_t seed, enum update_style style,
                       enum update_fault fault, struct update_tally *tally);
void update_world_finish(struct update_world *w);

/* One random step; NULL, or what differs (static text). */
const char *update_world_step(struct update_world *w);
