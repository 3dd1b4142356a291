/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The L2 is filled by walks only and never takes anything from an L1: neither
 * holds what the other holds by any rule.
 */
#include "ref_mmu.h"

void ref_mmu_seed(struct ref_mmu *mmu, uint64_t seed)
{
    struct ref_ways *const arrays[] = {&mmu->l1[REF_SIDE_I].ways, &mmu->l1[REF_SIDE_D].ways,
                                       &mmu->l2.ways, &mmu->tables.ways, &mmu->descriptors.ways};

    for (unsigned i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        arrays[i]->random = ref_ways_seed_of(seed, i);
    }
}

/* From the deepest table that is known; a table that it came to is known from then on. */
static struct ref_walk walk_to(struct ref_mmu *mmu, uint64_t va, uint16_t asid)
{
    const struct ref_table *known = ref_wcache_lookup(&mmu->tables, va, asid);
    struct ref_walk walk = ref_walk_from(&mmu->regime, known, mmu->read, mmu->read_ctx, va);

    if (mmu->tables.shape.entries != 0) {
        mmu->counts.walkcache_hit += known != NULL;
        mmu->counts.walkcache_miss += known == NULL;
    }
    for (unsigned i = 0; i < walk.table_count; i++) {
        ref_wcache_fill(&mmu->tables, &walk.table[i]);
    }
    for (unsigned i = 0; mmu->descriptors.shape.entries != 0 && i < walk.reads; i++) {
        bool hit = ref_desccache_fetch(&mmu->descriptors, walk.read_at[i]);

        mmu->counts.desccache_hit += hit;
        mmu->counts.desccache_miss += !hit;
    }
    mmu->counts.descriptor_reads += walk.reads;
    return walk;
}

static struct ref_touch translated(const struct ref_entry *entry, uint64_t va, bool missed)
{
    const struct ref_leaf *leaf = &entry->leaf;

    return (struct ref_touch){.mapped = true, .missed = missed, .pa = leaf->pa + (va - leaf->va)};
}

struct ref_touch ref_mmu_touch(struct ref_mmu *mmu, enum ref_side side, uint64_t va)
{
    struct ref_tlb *l1 = &mmu->l1[side];
    uint16_t asid = ref_walk_asid(&mmu->regime);
    const struct ref_entry *entry = ref_tlb_lookup(l1, va, asid);
    struct ref_walk walk;

    if (entry != NULL) {
        return translated(entry, va, false);
    }
    entry = ref_tlb_lookup(&mmu->l2, va, asid);
    mmu->missed(mmu->missed_ctx, side, va, entry != NULL);
    mmu->counts.miss[side]++;
    if (entry != NULL) {
        return translated(ref_tlb_fill(l1, &entry->leaf, va, entry->shift), va, true);
    }
    mmu->counts.l2_miss++;
    walk = walk_to(mmu, va, asid);
    if (walk.mapped) {
        ref_tlb_fill(&mmu->l2, &walk.leaf, va, walk.leaf.shift);
        ref_tlb_fill(l1, &walk.leaf, va, walk.leaf.shift);
    }
    return (struct ref_touch){.mapped = walk.mapped, .missed = true, .pa = walk.pa};
}

static bool touch(struct ref_mmu *mmu, enum ref_side side, uint64_t va)
{
    return ref_mmu_touch(mmu, side, va).mapped;
}

bool ref_mmu_fetch(struct ref_mmu *mmu, uint64_t va)
{
    return touch(mmu, REF_SIDE_I, va);
}

/*
 * One access. Over two pages, a load needs the first, then the second. A store
 * must know that both are there before it writes: it then needs the first
 * again, which the second may have driven out.
 */
static bool touch_element(struct ref_mmu *mmu, bool store, uint64_t va, unsigned bytes)
{
    uint64_t second = (va + bytes - 1) >> 12 << 12;

    if (!touch(mmu, REF_SIDE_D, va)) {
        return false;
    }
    if (va >> 12 == second >> 12) {
        return true;
    }
    return touch(mmu, REF_SIDE_D, second) &&
           (!store || mmu->store_once || touch(mmu, REF_SIDE_D, va));
}

bool ref_mmu_data(struct ref_mmu *mmu, const struct ref_access *access, uint64_t va)
{
    uint64_t before = mmu->counts.miss[REF_SIDE_D], misses;
    bool ok = true;

    for (unsigned i = 0; ok && i < access->count; i++) {
        ok = touch_element(mmu, access->kind == REF_ACCESS_STORE, va + i * access->element,
                           access->element);
    }
    misses = mmu->counts.miss[REF_SIDE_D] - before;
    mmu->counts.data_accesses += misses > 1 ? misses : 1;
    return ok;
}

unsigned ref_mmu_invalidate(struct ref_mmu *mmu, struct ref_tlbi op)
{
    op.part_only = mmu->tlbi_part_only;
    op.asid_takes_global = mmu->tlbi_asid_takes_global;
    ref_wcache_invalidate(&mmu->tables, &op);
    return ref_tlb_invalidate(&mmu->l1[REF_SIDE_I], &op) +
           ref_tlb_invalidate(&mmu->l1[REF_SIDE_D], &op) + ref_tlb_invalidate(&mmu->l2, &op);
}
