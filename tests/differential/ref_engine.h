/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One core: an engine of its own, with the engine's own MMU, that tells a
 * ref_core of every instruction before it is executed.
 */
#pragma once

#include <unicorn/unicorn.h>

#include "ref_core.h"

#define REF_SEEN_MAX 64

/* One access as the engine reports it. */
struct ref_seen {
    uint64_t pa;
    unsigned bytes;
};

struct ref_engine {
    uc_engine *uc;
    struct ref_core core;
    bool check; /* compare each access with those of the engine */
    /* A step that concerns other cores: WAIT, SEND, CALL, and PROBE at the exit register. */
    void (*concern)(void *ctx, const struct ref_step *step);
    void *ctx;
    uint64_t steps; /* instructions since the beginning */
    uint64_t slice; /* instructions left before it must give way */
    bool registers_stale; /* a system register may have changed */
    bool stopped, failed;
    bool abort_due; /* the model says that the instruction under way aborts */
    bool call_due; /* the instruction under way is an HVC */
    /* check: the last instruction as the model sees it, and what the engine did. */
    struct ref_step last;
    uint64_t last_pc;
    struct ref_seen seen[REF_SEEN_MAX];
    unsigned seen_count;
};

/*
 * Makes the engine over ram (mapped at REF_RAM_BASE) in *e, whose core, check,
 * concern and ctx the caller has set. False when the engine refuses.
 */
bool ref_engine_init(struct ref_engine *e, uint8_t *ram, size_t ram_size);
void ref_engine_finish(struct ref_engine *e);

/* Runs `slice` instructions from pc, fewer when it stops or fails; sets the new pc. */
void ref_engine_run(struct ref_engine *e, uint64_t *pc, uint64_t slice);

/* Before the next instruction. */
void ref_engine_stop(struct ref_engine *e);

uint64_t ref_engine_x(struct ref_engine *e, unsigned n);
void ref_engine_set_x(struct ref_engine *e, unsigned n, uint64_t value);

/* The engine's own TLB forgets everything. */
void ref_engine_forget(struct ref_engine *e);
