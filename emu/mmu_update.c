/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "Hardware management of the Access flag and dirty state": the update
 * is atomic, and of the descriptor that the walk has read.
 */
#include "mmu_update.h"

#include <stddef.h>

void mmu_update_descriptor(struct mmu *mmu, struct decision *d)
{
    const struct walk_step *last = &d->walk.step[d->walk.step_count - 1];
    uint64_t desired = desc_updated(last->descriptor, d->updates);

    if (mmu->env.cas64 != NULL &&
        mmu->env.cas64(mmu->env.ctx, last->pa, last->descriptor, desired)) {
        return;
    }
    d->updates = 0;
    d->translated = false;
    d->denied = false;
    d->bypass = false;
    d->walk.kind = WALK_FAULT;
    d->fault = (struct walk_fault){.kind = FAULT_EXTERNAL_WALK, .level = d->entry->level};
}
