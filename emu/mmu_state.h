/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The inside of struct mmu, for the mmu*.c files only. */
#pragma once

#include "desccache.h"
#include "mmu.h"
#include "regime.h"
#include "tlb.h"
#include "walk.h"
#include "wcache.h"

struct mmu {
    struct machine_config config;
    struct mmu_env env;
    struct event_source *source;
    struct regime regime;
    struct tlb l1[2]; /* by enum tlb_side */
    struct tlb l2;
    struct wcache wcache;
    struct desccache desccache;
};

static inline enum tlb_side mmu_side(enum access access)
{
    return access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D;
}

static inline struct physmem mmu_physmem(const struct mmu *mmu)
{
    return (struct physmem){.read64 = mmu->env.read64, .ctx = mmu->env.ctx};
}
