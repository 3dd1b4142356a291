/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One TLB invalidation applied to all that a core holds. */
#include "mmu.h"

#include "mmu_emit.h"

#include <stddef.h>

struct l1_context {
    const struct mmu *mmu;
    enum tlb_side side;
};

static void l1_dropped(void *ctx, unsigned slot)
{
    const struct l1_context *l1 = ctx;
    const struct mmu *mmu = l1->mmu;

    mmu_emit_entry(mmu, EVENT_L1_DROP, &mmu->l1[l1->side], slot);
    if (mmu->env.l1_removed != NULL) {
        mmu->env.l1_removed(mmu->env.ctx, l1->side, slot);
    }
}

static void l2_dropped(void *ctx, unsigned slot)
{
    const struct mmu *mmu = ctx;

    mmu_emit_entry(mmu, EVENT_L2_DROP, &mmu->l2, slot);
}

static unsigned invalidate_l1(struct mmu *mmu, enum tlb_side side, const struct tlbi *op)
{
    struct l1_context ctx = {.mmu = mmu, .side = side};

    return tlb_invalidate(&mmu->l1[side], op, l1_dropped, &ctx);
}

unsigned mmu_invalidate(struct mmu *mmu, const struct tlbi *op)
{
    struct tlbi effective = *op;

    /* An implementation of 8-bit ASIDs ignores the upper half of the operand's. */
    if (mmu->config.asid_bits == 8) {
        effective.asid &= 0xff;
    }
    unsigned dropped = invalidate_l1(mmu, TLB_SIDE_I, &effective);
    dropped += invalidate_l1(mmu, TLB_SIDE_D, &effective);
    dropped += tlb_invalidate(&mmu->l2, &effective, l2_dropped, mmu);
    wcache_invalidate(&mmu->wcache, &effective);
    return dropped;
}
