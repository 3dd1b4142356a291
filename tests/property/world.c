/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Only emu's public interface and its events are looked at; see world.h. */
#include "world.h"

#include "ref_tlbi.h"

#include <string.h>

#define RAM STEP_ROOT_LOW
/* 4K granules, 48 bits in both ranges, 16-bit ASIDs, 44-bit output addresses. */
#define TCR (16ULL | 16ULL << 16 | 2ULL << 30 | 4ULL << 32 | 1ULL << 36)
#define TCR_A1 (1ULL << 22)
#define TABLE 3ULL

static bool read_memory(const struct world *w, uint64_t pa, uint64_t *ret_value)
{
    if (pa < RAM || pa - RAM >= sizeof(w->memory)) {
        return false;
    }
    *ret_value = w->memory[(pa - RAM) / 8];
    return true;
}

static bool mmu_read(void *ctx, pa_t pa, uint64_t *ret_value)
{
    return read_memory(ctx, pa.v, ret_value);
}

static bool model_read(void *ctx, uint64_t pa, uint64_t *ret_value)
{
    return read_memory(ctx, pa, ret_value);
}

static void write_memory(struct world *w, uint64_t pa, uint64_t value)
{
    w->memory[(pa - RAM) / 8] = value;
}

static void removed(void *ctx, enum tlb_side side, unsigned slot)
{
    (void)side, (void)slot;
    ((struct world *)ctx)->removed++;
}

static void missed(void *ctx, enum ref_side side, uint64_t va, bool in_l2)
{
    (void)ctx, (void)side, (void)va, (void)in_l2;
}

static void on_event(void *ctx, const struct event *ev)
{
    struct world_tally *t = &((struct world *)ctx)->tally;

    switch (ev->kind) {
    case EVENT_L1_MISS:
        t->miss[ev->miss.side]++;
        break;
    case EVENT_L2_HIT:
        t->l2_hit++;
        break;
    case EVENT_L2_MISS:
        t->l2_miss++;
        break;
    case EVENT_L1_FILL:
        t->l1_fill++;
        break;
    case EVENT_L1_EVICT:
        t->l1_evict[ev->entry.side]++;
        break;
    case EVENT_L1_DROP:
        t->l1_drop++;
        break;
    case EVENT_L2_FILL:
        t->l2_fill++;
        break;
    case EVENT_L2_EVICT:
        t->l2_evict++;
        break;
    case EVENT_L2_DROP:
        t->l2_drop++;
        break;
    case EVENT_WALK:
        t->reads += ev->walk.step_count;
        t->cache_hit += ev->walk.cache_hit;
        t->cache_miss += ev->walk.cache_probed && !ev->walk.cache_hit;
        break;
    }
}

static void lay_out(struct world *w)
{
    write_memory(w, STEP_ROOT_LOW, STEP_TABLE(0) | TABLE);
    write_memory(w, STEP_ROOT_HIGH, STEP_TABLE(9) | TABLE);
    for (unsigned half = 0; half < 2; half++) {
        uint64_t level1 = STEP_TABLE(half ? 9 : 0), level2 = STEP_TABLE(half ? 5 : 1);

        write_memory(w, level1 + 8, level2 | TABLE);
        for (unsigned i = 0; i < 3; i++) {
            write_memory(w, level2 + 8 * i, (level2 + 0x1000 * (1 + i)) | TABLE);
        }
    }
}

static enum ref_policy policy_of(uint32_t policy)
{
    static const enum ref_policy policies[REPL_POLICY_COUNT] = {[REPL_FIFO] = REF_FIFO,
                                                                [REPL_LRU] = REF_LRU,
                                                                [REPL_PLRU] = REF_PLRU,
                                                                [REPL_RANDOM] = REF_RANDOM};

    return policies[policy];
}

static struct ref_tlb_shape shape_of(const struct tlb_config *config)
{
    return (struct ref_tlb_shape){config->entries, config->ways, policy_of(config->policy),
                                  config->sizes};
}

static void make_model(struct world *w, const struct machine_config *config, enum world_fault fault)
{
    const struct ref_tlb_shape l1i = shape_of(&config->l1i), l1d = shape_of(&config->l1d);
    struct ref_tlb_shape l2 = shape_of(&config->l2);
    const struct ref_tlb_shape tables = {.entries = config->walkcache.entries,
                                         .ways = config->walkcache.ways,
                                         .policy = policy_of(config->walkcache.policy)};

    w->model.read = model_read;
    w->model.read_ctx = w;
    w->model.missed = missed;
    ref_tlb_init(&w->model.l1[REF_SIDE_I], &l1i);
    ref_tlb_init(&w->model.l1[REF_SIDE_D], &l1d);
    l2.policy = fault == WORLD_TREES ? REF_LRU : l2.policy;
    ref_tlb_init(&w->model.l2, &l2);
    ref_wcache_init(&w->model.tables, &tables, config->walkcache.levels);
    memset(&w->model.counts, 0, sizeof(w->model.counts));
    w->model.tlbi_asid_takes_global = fault == WORLD_GLOBAL;
    w->model.tables.drop_on_last_level = fault == WORLD_LAST_LEVEL;
    w->model.tlbi_part_only = fault == WORLD_PARTS;
}

static void set_registers(struct world *w)
{
    w->model.regime = (struct ref_regime){
        .tcr = w->regs.tcr_el1, .ttbr0 = w->regs.ttbr0_el1, .ttbr1 = w->regs.ttbr1_el1};
    mmu_set_registers(w->mmu, &w->regs);
}

bool world_init(struct world *w, const struct machine_config *config, uint64_t seed,
                enum world_fault fault)
{
    const struct mmu_env env = {.read64 = mmu_read, .l1_removed = removed, .ctx = w, .seed = seed};

    memset(w->memory, 0, sizeof(w->memory));
    lay_out(w);
    w->tally = (struct world_tally){0};
    w->removed = 0;
    w->sinks = (struct sink_list){0};
    sink_attach(&w->sinks, (struct sink){.emit = on_event, .ctx = w, .interest = EVENT_ALL});
    w->source = (struct event_source){.sinks = &w->sinks};
    make_model(w, config, fault);
    ref_mmu_seed(&w->model, fault == WORLD_DRAWS ? seed + 1 : seed);
    w->mmu = mmu_create(config, &env, &w->source);
    if (w->mmu == NULL) {
        return false;
    }
    w->regs = (struct mmu_registers){
        .sctlr_el1 = 1, .tcr_el1 = TCR, .ttbr0_el1 = STEP_ROOT_LOW, .ttbr1_el1 = STEP_ROOT_HIGH};
    set_registers(w);
    return true;
}

void world_finish(struct world *w)
{
    mmu_destroy(w->mmu);
    w->mmu = NULL;
}

static const char *tallies_differ(const struct world *w)
{
    const struct world_tally *t = &w->tally;
    const struct ref_mmu *m = &w->model;
    uint64_t misses = m->counts.miss[0] + m->counts.miss[1];

    if (t->miss[0] != m->counts.miss[0] || t->miss[1] != m->counts.miss[1]) {
        return "L1 misses";
    }
    if (t->l2_hit != misses - m->counts.l2_miss || t->l2_miss != m->counts.l2_miss) {
        return "L2 hits or misses";
    }
    if (t->reads != m->counts.descriptor_reads) {
        return "descriptors read";
    }
    if (t->cache_hit != m->counts.walkcache_hit || t->cache_miss != m->counts.walkcache_miss) {
        return "walk-cache hits or misses";
    }
    if (t->l1_evict[0] != m->l1[0].evictions || t->l1_evict[1] != m->l1[1].evictions) {
        return "L1 evictions";
    }
    if (t->l1_fill != m->l1[0].fills + m->l1[1].fills || t->l2_fill != m->l2.fills) {
        return "fills";
    }
    if (t->l2_evict != m->l2.evictions) {
        return "L2 evictions";
    }
    if (w->removed != t->l1_evict[0] + t->l1_evict[1] + t->l1_drop) {
        return "what the mirror was told";
    }
    return NULL;
}

static const char *contents_differ(const struct world *w)
{
    return mmu_l1_count(w->mmu, TLB_SIDE_I) != w->model.l1[REF_SIDE_I].count ||
                   mmu_l1_count(w->mmu, TLB_SIDE_D) != w->model.l1[REF_SIDE_D].count
               ? "how many entries an L1 holds"
               : NULL;
}

static const char *access_differs(struct world *w, const struct step *step)
{
    const struct mmu_request request = {.va = va(step->a), .access = (enum access)step->b, .el = 1};
    enum ref_side side = step->b == 0 ? REF_SIDE_I : REF_SIDE_D;
    struct ref_touch expected = ref_mmu_touch(&w->model, side, step->a);
    struct mmu_reply reply = mmu_translate(w->mmu, &request);

    if (reply.missed != expected.missed) {
        return "whether it misses";
    }
    if ((reply.outcome == MMU_MAPPED) != expected.mapped) {
        return "whether it is mapped";
    }
    if (expected.mapped && reply.pa.v != expected.pa) {
        return "physical address";
    }
    if (expected.mapped && !mmu_l1_holds(w->mmu, side == REF_SIDE_I ? TLB_SIDE_I : TLB_SIDE_D,
                                         va(step->a >> 12 << 12))) {
        return "whether the L1 then holds it";
    }
    return NULL;
}

static const char *tlbi_differs(struct world *w, const struct step *step)
{
    unsigned crm = step->b >> 3 & 15, op2 = step->b & 7;
    uint64_t before = w->tally.l1_drop + w->tally.l2_drop;
    struct ref_tlbi expected;
    struct tlbi op;
    unsigned dropped;

    if (!tlbi_decode(0, crm, op2, step->a, &op)) {
        return "whether it is a TLBI";
    }
    if (!ref_tlbi_decode(0, crm, op2, step->a, &expected)) {
        return "whether it is a TLBI";
    }
    dropped = mmu_invalidate(w->mmu, &op);
    if (dropped != ref_mmu_invalidate(&w->model, expected)) {
        return "how many entries it drops";
    }
    return dropped != w->tally.l1_drop + w->tally.l2_drop - before ? "drops told" : NULL;
}

static void set_asid(struct world *w, const struct step *step)
{
    uint64_t *ttbr = step->b == 0 ? &w->regs.ttbr0_el1 : &w->regs.ttbr1_el1;

    *ttbr = (*ttbr & 0xffffffffffffULL) | step->a << 48;
    set_registers(w);
}

const char *world_step(struct world *w, const struct step *step)
{
    const char *difference = NULL;

    switch (step->kind) {
    case STEP_ACCESS:
        difference = access_differs(w, step);
        break;
    case STEP_TLBI:
        difference = tlbi_differs(w, step);
        break;
    case STEP_ASID:
        set_asid(w, step);
        break;
    case STEP_SELECT:
        w->regs.tcr_el1 = TCR | step->a * TCR_A1;
        set_registers(w);
        break;
    case STEP_WRITE:
        write_memory(w, step->a, step->b);
        break;
    }
    if (difference == NULL) {
        difference = tallies_differ(w);
    }
    return difference != NULL ? difference : contents_differ(w);
}
