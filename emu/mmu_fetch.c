/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See mmu_fetch.h. */
#include "mmu_fetch.h"

#include "hot.h"

static bool aborted(const struct decision *d, unsigned step)
{
    return d->walk.kind == WALK_FAULT && d->walk.fault.kind == FAULT_EXTERNAL_WALK &&
           step + 1U == d->walk.step_count;
}

static enum walk_fetch fetch(struct desccache *dc, const struct decision *d, unsigned step)
{
    pa_t descriptor = d->walk.step[step].pa;

    if (!desccache_exists(dc)) {
        return WALK_FETCH_UNCACHED;
    }
    if (desccache_use(dc, descriptor)) {
        return WALK_FETCH_HIT;
    }
    if (!aborted(d, step)) {
        desccache_fill(dc, descriptor);
    }
    return WALK_FETCH_MISS;
}

static void note(const struct mmu *mmu, struct decision *d, unsigned step, enum walk_fetch outcome)
{
    const struct cost_config *cost = &mmu->config.cost;

    d->fetch[step] = (uint8_t)outcome;
    d->fetch_cycles += outcome == WALK_FETCH_MISS ? cost->walk_miss : cost->walk_read;
}

HOT void mmu_fetch(struct mmu *mmu, struct decision *d)
{
    if (d->path != DECISION_WALK) {
        return;
    }
    d->fetch_cycles = 0;
    for (unsigned i = 0; i < d->walk.step_count; i++) {
        note(mmu, d, i, fetch(&mmu->desccache, d, i));
    }
}

/* A line that an earlier fetch of the walk brings is there as well. */
static bool brought_before(const struct mmu *mmu, const struct decision *d, unsigned step)
{
    unsigned shift = mmu->desccache.line_shift;

    for (unsigned i = 0; i < step; i++) {
        if (d->walk.step[i].pa.v >> shift == d->walk.step[step].pa.v >> shift) {
            return true;
        }
    }
    return false;
}

void mmu_fetch_peek(const struct mmu *mmu, struct decision *d)
{
    const struct desccache *dc = &mmu->desccache;

    if (d->path != DECISION_WALK) {
        return;
    }
    d->fetch_cycles = 0;
    for (unsigned i = 0; i < d->walk.step_count; i++) {
        bool there = desccache_holds(dc, d->walk.step[i].pa) || brought_before(mmu, d, i);

        note(mmu, d, i,
             !desccache_exists(dc) ? WALK_FETCH_UNCACHED
             : there               ? WALK_FETCH_HIT
                                   : WALK_FETCH_MISS);
    }
}
