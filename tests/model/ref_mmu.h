/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The TLBs of one core asked about every single access: L1 I or D, then the
 * unified L2, then a walk, which the walk cache may shorten. It counts, and reports each L1 miss in
 * order.
 */
#pragma once

#include "ref_access.h"
#include "ref_desccache.h"
#include "ref_walk.h"

enum ref_side { REF_SIDE_I, REF_SIDE_D };

struct ref_counts {
    uint64_t instructions, data_accesses; /* tlb.l1i.access, tlb.l1d.access */
    uint64_t miss[2]; /* by enum ref_side */
    uint64_t l2_miss, descriptor_reads;
    uint64_t walkcache_hit, walkcache_miss; /* both 0 where there is none */
    uint64_t desccache_hit, desccache_miss; /* the same */
};

struct ref_mmu {
    struct ref_tlb l1[2], l2;
    struct ref_wcache tables;
    struct ref_desccache descriptors;
    struct ref_regime regime;
    ref_read_fn read;
    void *read_ctx;
    /* An L1 missed the page at va. */
    void (*missed)(void *ctx, enum ref_side side, uint64_t va, bool in_l2);
    void *missed_ctx;
    /* An instruction was executed, one of those that count; NULL: nobody asks. */
    void (*executed)(void *ctx, uint32_t insn);
    void *executed_ctx;
    struct ref_counts counts;
    /* Deliberate faults: a straddling store asks for each page once ... */
    bool store_once;
    /* ... a TLBI by address spares the other parts of a split block. */
    bool tlbi_part_only;
    /* ... a TLBI by ASID takes global entries. */
    bool tlbi_asid_takes_global;
};

struct ref_touch {
    bool mapped, missed;
    uint64_t pa; /* when mapped */
};

/* What random replacement follows from: the seed of this core. */
void ref_mmu_seed(struct ref_mmu *mmu, uint64_t seed);

/* One single access within a page. */
struct ref_touch ref_mmu_touch(struct ref_mmu *mmu, enum ref_side side, uint64_t va);

/* One instruction fetch. False: nothing is mapped there. */
bool ref_mmu_fetch(struct ref_mmu *mmu, uint64_t va);

/* The accesses of one load or store from its first address on. False: not mapped. */
bool ref_mmu_data(struct ref_mmu *mmu, const struct ref_access *access, uint64_t va);

/* On all TLBs and the walk cache. Returns how many TLB entries were dropped. */
unsigned ref_mmu_invalidate(struct ref_mmu *mmu, struct ref_tlbi op);
