/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order in which the places that may know a translation are asked, and
 * what the answer means for the access. Nothing in this file changes the MMU.
 */
#include "mmu_decide.h"

#include "bits.h"
#include "hot.h"
#include "memtype.h"

#include <stddef.h>

HOT static void judge_access(const struct mmu *mmu, const struct mmu_request *req,
                             struct decision *d)
{
    struct perm_view view = {
        .el = req->unprivileged ? 0 : req->el,
        .wxn = mmu->regime.wxn,
        .pan = req->pan,
    };

    d->pa = pa_add(d->entry->pa, d->va.v - d->entry->va.v);
    d->rights = perm_rights(d->entry->perm, view);
    d->denied = !perm_allows(d->rights, req->access);
    d->fault = (struct walk_fault){.kind = FAULT_PERMISSION, .level = d->entry->level};
    d->bypass = mmu->env.bypass != NULL && mmu->env.bypass(mmu->env.ctx, d->pa);
    d->translated = true;
}

static void use_entry(const struct mmu *mmu, const struct mmu_request *req, const struct tlb *tlb,
                      unsigned slot, struct decision *d)
{
    d->slot = slot;
    d->entry = tlb_at(tlb, slot);
    judge_access(mmu, req, d);
}

/* A permitted write by a clean entry: the descriptor has to be marked first. */
static bool must_mark(const struct mmu_request *req, const struct decision *d)
{
    return d->entry->clean && req->access == ACCESS_WRITE && !d->denied;
}

static void use_leaf(const struct mmu *mmu, const struct mmu_request *req, struct decision *d)
{
    const struct walk_leaf *leaf = &d->walk.leaf;
    uint8_t type = (uint8_t)bits_get(mmu->regime.memory_types, leaf->attr_index * 8U + 7,
                                     leaf->attr_index * 8U);

    d->fresh = (struct tlb_entry){
        .va = va_align_down(d->va, leaf->size_shift),
        .pa = leaf->pa,
        .asid = mmu->regime.asid,
        .size_shift = leaf->size_shift,
        .block_shift = leaf->size_shift,
        .level = leaf->level,
        .granule = regime_range_of(&mmu->regime, d->va)->granule,
        .memory_type = type,
        .sharing = memtype_sharing(type, leaf->shareability),
        .global = leaf->global,
        .clean = leaf->clean,
        .perm = leaf->perm,
    };
    d->entry = &d->fresh;
    judge_access(mmu, req, d);
    /*
     * A denied access sets the flag as well, one of the choices of the
     * architecture: the translation is one that a TLB may hold from now on.
     */
    d->updates = leaf->accessed ? 0 : DESC_UPDATE_ACCESSED;
    if (must_mark(req, d)) {
        d->updates |= DESC_UPDATE_DIRTY;
        d->fresh.clean = false;
    }
}

/* MMU off: everything is permitted, at the address itself (level 0 faults). */
static void decide_flat(const struct mmu *mmu, const struct mmu_request *req, struct decision *d)
{
    d->path = DECISION_FLAT;
    d->va = req->va;
    d->pa = regime_flat(&mmu->regime, req->va);
    d->rights = PERM_READ | PERM_WRITE | PERM_EXECUTE;
    d->denied = false;
    d->bypass = false;
    d->translated = d->pa.v >> mmu->regime.pa_bits == 0;
    d->fault = (struct walk_fault){.kind = FAULT_ADDRESS_SIZE, .level = 0};
    d->fresh.memory_type = MEMTYPE_DEVICE_NGNRNE;
    d->fresh.sharing = MEMTYPE_OUTER;
    d->fresh.clean = false;
    d->entry = &d->fresh;
}

/* A walk that ended in a fault before it read anything. */
static void decide_unread(struct decision *d, struct walk_fault fault)
{
    d->path = DECISION_WALK;
    d->walk.kind = WALK_FAULT;
    d->walk.first_level = 0;
    d->walk.step_count = 0;
    d->walk.table_count = 0;
    d->wcache_probed = false;
    d->wcache_slot = WCACHE_NONE;
    d->updates = 0;
    d->translated = false;
    d->denied = false;
    d->bypass = false;
    d->fault = fault;
}

enum walk_start { WALK_BY_CACHE, WALK_FROM_TOP };

HOT static void decide_walk(const struct mmu *mmu, const struct mmu_request *req,
                            enum walk_start start, struct decision *d)
{
    const struct regime *regime = &mmu->regime;
    struct physmem mem = mmu_physmem(mmu);
    struct walk_point point;

    if (!walk_begin(regime, d->va, &point, &d->fault)) {
        decide_unread(d, d->fault);
        return;
    }
    d->path = DECISION_WALK;
    d->wcache_probed = start == WALK_BY_CACHE && wcache_exists(&mmu->wcache);
    d->wcache_slot = WCACHE_NONE;
    if (d->wcache_probed) {
        d->wcache_slot =
            wcache_lookup(&mmu->wcache, regime_range_of(regime, d->va), d->va, regime->asid);
        if (d->wcache_slot != WCACHE_NONE) {
            point = wcache_point(&mmu->wcache, d->wcache_slot);
        }
    }
    walk_from(regime, &mem, d->va, &point, &d->walk);
    if (d->walk.kind == WALK_DONE) {
        use_leaf(mmu, req, d);
        return;
    }
    d->updates = 0;
    d->translated = false;
    d->denied = false;
    d->bypass = false;
    d->fault = d->walk.fault;
}

/* What lies in neither VA range is not looked up: a translation fault of level 0. */
static bool find_range(const struct mmu *mmu, const struct mmu_request *req, struct decision *d)
{
    if (regime_canonical(&mmu->regime, req->va, &d->va)) {
        return true;
    }
    d->va = req->va;
    decide_unread(d, (struct walk_fault){.kind = FAULT_TRANSLATION, .level = 0});
    return false;
}

HOT void mmu_decide(const struct mmu *mmu, const struct mmu_request *req, struct decision *ret)
{
    enum tlb_side side = mmu_side(req->access);
    const struct tlb *l1 = &mmu->l1[side];
    uint16_t asid = mmu->regime.asid;

    ret->side = (uint8_t)side;
    ret->l1_clean = ret->l2_clean = TLB_NONE;
    if (!mmu->regime.mmu_on) {
        decide_flat(mmu, req, ret);
        return;
    }
    if (!find_range(mmu, req, ret)) {
        return;
    }
    unsigned slot = tlb_lookup(l1, ret->va, asid);
    if (slot != TLB_NONE) {
        use_entry(mmu, req, l1, slot, ret);
        ret->path = DECISION_L1;
        if (!must_mark(req, ret)) {
            return;
        }
        ret->l1_clean = slot;
    }
    slot = tlb_lookup(&mmu->l2, ret->va, asid);
    if (slot != TLB_NONE) {
        use_entry(mmu, req, &mmu->l2, slot, ret);
        ret->path = DECISION_L2;
        if (!must_mark(req, ret)) {
            return;
        }
        ret->l2_clean = slot;
    }
    decide_walk(mmu, req, WALK_BY_CACHE, ret);
}

void mmu_decide_by_tables(const struct mmu *mmu, const struct mmu_request *req,
                          struct decision *ret)
{
    if (!mmu->regime.mmu_on) {
        decide_flat(mmu, req, ret);
    } else if (find_range(mmu, req, ret)) {
        decide_walk(mmu, req, WALK_FROM_TOP, ret);
    }
    ret->updates = 0; /* a look changes no descriptor */
}

bool mmu_decision_missed(const struct decision *d)
{
    return !d->bypass && (d->path == DECISION_L2 || d->path == DECISION_WALK);
}

static uint64_t cycles_of(const struct cost_config *cost, const struct decision *d)
{
    switch (d->path) {
    case DECISION_FLAT:
    case DECISION_L1:
        return 0;
    case DECISION_L2:
        return cost->l2_hit;
    case DECISION_WALK:
        /* The update is one more access to the descriptor, whose line is there by now. */
        return cost->walk_fixed + d->fetch_cycles + (d->updates != 0 ? cost->walk_read : 0);
    }
    return 0;
}

/* One side never hides the other's misses; a clean entry's first write has to be seen. */
static unsigned mirror_rights(const struct mmu_request *req, const struct decision *d)
{
    if (req->access == ACCESS_FETCH) {
        return PERM_EXECUTE;
    }
    return d->rights & (d->entry->clean ? PERM_READ : PERM_READ | PERM_WRITE);
}

HOT void mmu_decision_reply(const struct mmu *mmu, const struct mmu_request *req,
                            const struct decision *d, struct mmu_reply *ret)
{
    *ret = (struct mmu_reply){
        .missed = mmu_decision_missed(d),
        .cycles = d->bypass ? 0 : cycles_of(&mmu->config.cost, d),
    };
    if (!d->translated || d->denied) {
        ret->outcome = MMU_FAULT;
        ret->fault = (struct fault){
            .va = req->va,
            .kind = d->fault.kind,
            .level = d->fault.level,
            .access = (uint8_t)req->access,
        };
        return;
    }
    ret->outcome = MMU_MAPPED;
    ret->pa = d->pa;
    ret->memory_type = d->entry->memory_type;
    ret->sharing = d->entry->sharing;
    ret->rights = (uint8_t)mirror_rights(req, d);
    if (d->path == DECISION_L1 && !d->bypass) {
        ret->mirrored = true;
        ret->slot = (uint16_t)d->slot;
    }
}
