/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each instruction means to the TLBs: its fetch, its data accesses, the
 * invalidations, the monitor of exclusives. It executes nothing; whoever does
 * tells it of every instruction first.
 *
 * What is not counted: the store that marks the probe is no instruction and no
 * access, and translating its operand leaves no trace. It is fetched like any
 * other, so a fetch that brings in its page is a miss. With the MMU off,
 * instructions and accesses count and all of them hit. An instruction that aborts
 * is an access, and is not an instruction executed.
 */
#pragma once

#include "ref_mmu.h"

#define REF_CORES_MAX 8

struct ref_core {
    struct ref_mmu *mmu;
    /* Of the other cores that a broadcast reaches. */
    struct ref_mmu *other[REF_CORES_MAX];
    unsigned other_count;
    bool deaf; /* a deliberate fault: broadcasts reach no other core */
    bool mmu_on; /* SCTLR_EL1.M; it and mmu->regime are kept current by the caller */
    uint64_t probe, probe_size; /* physical address of the probe's page */
    /* X0..X30, 31: the stack pointer; before the instruction. */
    uint64_t (*register_value)(void *ctx, unsigned n);
    void *ctx;
    uint64_t monitor; /* address of the last load-exclusive, or REF_NO_MONITOR */
};

#define REF_NO_MONITOR UINT64_MAX

enum ref_step_kind {
    REF_STEP_PLAIN,
    REF_STEP_REGISTERS, /* it may change system registers */
    REF_STEP_PROBE, /* a store to the probe */
    REF_STEP_CALL, /* HVC */
    REF_STEP_WAIT, /* WFE */
    REF_STEP_SEND, /* SEV */
    REF_STEP_ABORT, /* an access that is not mapped: it must end in a data abort */
    REF_STEP_STRAY, /* it is outside of the model; reason says why */
};

struct ref_step {
    enum ref_step_kind kind;
    uint64_t pa; /* REF_STEP_PROBE: where it stores */
    const char *reason; /* REF_STEP_STRAY */
    struct ref_access access; /* what it accesses; kind NONE when nothing */
    uint64_t va; /* of the first single access */
};

/* The instruction at pc is about to execute. */
struct ref_step ref_core_step(struct ref_core *core, uint64_t pc);

/* The physical address that va stands for now, or all ones. */
uint64_t ref_core_physical(const struct ref_core *core, uint64_t va);
