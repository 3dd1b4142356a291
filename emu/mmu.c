/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Translation with its consequences. What it comes to is mmu_decide()'s. */
#include "mmu.h"

#include "hot.h"
#include "mmu_emit.h"
#include "mmu_fetch.h"
#include "mmu_update.h"
#include "random.h"

#include <stdlib.h>

/* Each array has a generator of its own, so that no draw depends on another's use. */
static void seed_arrays(struct mmu *mmu, uint64_t seed)
{
    tlb_seed(&mmu->l1[TLB_SIDE_I], random_part(seed, 0));
    tlb_seed(&mmu->l1[TLB_SIDE_D], random_part(seed, 1));
    tlb_seed(&mmu->l2, random_part(seed, 2));
    wcache_seed(&mmu->wcache, random_part(seed, 3));
    desccache_seed(&mmu->desccache, random_part(seed, 4));
}

struct mmu *mmu_create(const struct machine_config *config, const struct mmu_env *env,
                       struct event_source *source)
{
    struct mmu *mmu = calloc(1, sizeof(*mmu));

    if (mmu == NULL) {
        return NULL;
    }
    mmu->config = *config;
    mmu->env = *env;
    mmu->source = source;
    if (!tlb_init(&mmu->l1[TLB_SIDE_I], &config->l1i) ||
        !tlb_init(&mmu->l1[TLB_SIDE_D], &config->l1d) || !tlb_init(&mmu->l2, &config->l2) ||
        !wcache_init(&mmu->wcache, &config->walkcache) ||
        !desccache_init(&mmu->desccache, &config->desccache)) {
        mmu_destroy(mmu);
        return NULL;
    }
    seed_arrays(mmu, env->seed);
    mmu_set_registers(mmu, &(struct mmu_registers){0});
    return mmu;
}

void mmu_destroy(struct mmu *mmu)
{
    if (mmu != NULL) {
        tlb_finish(&mmu->l1[TLB_SIDE_I]);
        tlb_finish(&mmu->l1[TLB_SIDE_D]);
        tlb_finish(&mmu->l2);
        wcache_finish(&mmu->wcache);
        desccache_finish(&mmu->desccache);
        free(mmu);
    }
}

void mmu_set_registers(struct mmu *mmu, const struct mmu_registers *regs)
{
    mmu->regime = regime_decode(regs, mmu->config.pa_bits, mmu->config.asid_bits);
}

/* What is told of a fill, by the TLB that is filled. */
struct fill_events {
    enum event_kind evict, fill;
};

static const struct fill_events l1_events = {EVENT_L1_EVICT, EVENT_L1_FILL};
static const struct fill_events l2_events = {EVENT_L2_EVICT, EVENT_L2_FILL};

/* The mirror loses what an L1 slot stood for. */
static void unmirror(const struct mmu *mmu, enum tlb_side side, unsigned slot)
{
    if (mmu->env.l1_removed != NULL) {
        mmu->env.l1_removed(mmu->env.ctx, side, slot);
    }
}

/* Puts the part of the translation around va that the TLB can hold into it. Returns the slot. */
HOT static unsigned fill(struct mmu *mmu, struct tlb *tlb, const struct fill_events *events,
                         const struct decision *d)
{
    struct tlb_part part = tlb_fit(tlb, d->entry, d->va, d->side);
    unsigned slot = tlb_place(tlb, part);

    if (tlb_at(tlb, slot) != NULL) {
        mmu_emit_entry(mmu, events->evict, tlb, slot);
        if (tlb != &mmu->l2) {
            unmirror(mmu, d->side, slot);
        }
    }
    tlb_fill(tlb, slot, d->entry, part);
    mmu_emit_entry(mmu, events->fill, tlb, slot);
    return slot;
}

/* What the walk used and read: one cached table, then new ones further down. */
static void update_wcache(struct mmu *mmu, const struct decision *d)
{
    if (!d->wcache_probed) {
        return;
    }
    if (d->wcache_slot != WCACHE_NONE) {
        wcache_hit(&mmu->wcache, d->wcache_slot);
    }
    for (unsigned i = 0; i < d->walk.table_count; i++) {
        wcache_fill(&mmu->wcache, &(struct wcache_entry){
                                      .va = d->va,
                                      .next = d->walk.step[i].next,
                                      .asid = mmu->regime.asid,
                                      .level = (uint8_t)(d->walk.first_level + i),
                                      .granule = regime_range_of(&mmu->regime, d->va)->granule,
                                  });
    }
}

/* A clean entry leaves: the walk brings in what the descriptor has become. */
static void drop_clean(struct mmu *mmu, enum tlb_side side, unsigned slot)
{
    mmu_emit_entry(mmu, EVENT_L1_DROP, &mmu->l1[side], slot);
    tlb_drop(&mmu->l1[side], slot);
    unmirror(mmu, side, slot);
}

static void commit_miss(struct mmu *mmu, const struct mmu_request *req, const struct decision *d,
                        struct mmu_reply *reply)
{
    mmu_emit_miss(mmu, EVENT_L1_MISS, req);
    if (d->l1_clean != TLB_NONE) {
        drop_clean(mmu, d->side, d->l1_clean);
    }
    if (d->path == DECISION_L2) {
        mmu_emit_miss(mmu, EVENT_L2_HIT, req);
        tlb_hit(&mmu->l2, d->slot);
    } else {
        mmu_emit_miss(mmu, EVENT_L2_MISS, req);
        if (d->l2_clean != TLB_NONE) {
            mmu_emit_entry(mmu, EVENT_L2_DROP, &mmu->l2, d->l2_clean);
            tlb_drop(&mmu->l2, d->l2_clean);
        }
        mmu_emit_walk(mmu, req, d, reply->cycles);
        update_wcache(mmu, d);
    }
    if (!d->translated) {
        return;
    }
    if (d->path == DECISION_WALK && tlb_exists(&mmu->l2)) {
        fill(mmu, &mmu->l2, &l2_events, d);
    }
    reply->slot = (uint16_t)fill(mmu, &mmu->l1[d->side], &l1_events, d);
    reply->mirrored = !d->denied;
}

HOT struct mmu_reply mmu_translate(struct mmu *mmu, const struct mmu_request *req)
{
    struct decision d;

    mmu_decide(mmu, req, &d);
    if (mmu_decision_missed(&d)) {
        mmu_fetch(mmu, &d);
    }
    if (d.path == DECISION_WALK && d.updates != 0) {
        mmu_update_descriptor(mmu, &d);
    }
    struct mmu_reply reply;
    mmu_decision_reply(mmu, req, &d, &reply);
    if (reply.missed) {
        commit_miss(mmu, req, &d, &reply);
    }
    if (reply.outcome == MMU_FAULT) {
        if (mmu->env.exact_address != NULL) {
            reply.fault.va = mmu->env.exact_address(mmu->env.ctx, req->va, req->access);
        }
        mmu_emit_fault(mmu, req, &reply.fault);
    }
    return reply;
}
