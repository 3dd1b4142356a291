/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MMU against the list model: random tables, registers, accesses and
 * invalidations, and after each step the same answer and the same events.
 */
#include "mmu_model.h"
#include "mmu_world.h"
#include "prng.h"
#include "suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STEPS = 40000, SLOTS_MAX = 128, NOWHERE = 0x1000 };

/* A descriptor that the test changes; `table` is what it holds when all is well. */
struct slot {
    uint64_t pa, table;
    unsigned level;
};

/* Addresses are pages of these spans, in both ranges. */
static const struct span {
    uint64_t base;
    unsigned level, count; /* leaves */
} spans[] = {
    {0x0000000000, 3, 10}, /* pages of one table */
    {0x0000400000, 3, 3}, /* of its neighbour */
    {0x0040000000, 2, 4}, /* large blocks */
    {0x0080000000, 1, 2}, /* giant blocks */
    {0x8000000000, 3, 2}, /* pages far away */
};

static struct mmu_world w;
static struct mmu_model model;
static struct prng rng;
static struct slot tables[SLOTS_MAX], leaves[SLOTS_MAX];
static unsigned table_count, leaf_count;
static uint64_t seen[EVENT_KIND_COUNT], seen_fault[FAULT_KIND_COUNT], seen_bypass;

static bool once_in(unsigned n)
{
    return prng_once_in(&rng, n);
}

static uint64_t leaf_va(const struct span *span, unsigned i, bool high)
{
    return (high ? 0xffff000000000000ULL : 0) |
           (span->base + ((uint64_t)i << (39 - 9 * span->level)));
}

static uint64_t random_leaf(unsigned level)
{
    static const uint64_t attributes[] = {PT_EL0, PT_READ_ONLY, PT_NG, PT_NG, PT_PXN, PT_UXN};
    unsigned shift = 39 - 9 * level;
    uint64_t desc = PT_AF | (level == 3 ? PT_PAGE : PT_BLOCK);

    for (size_t i = 0; i < SUITE_COUNT(attributes); i++) {
        desc |= once_in(2) ? attributes[i] : 0;
    }
    desc |= prng_below(&rng, 16) << shift; /* few frames, so that the bypassed one is among them */
    if (once_in(12)) {
        desc &= ~PT_AF;
    }
    if (once_in(12)) {
        desc |= 1ULL << 45; /* above the output size */
    }
    return once_in(10) ? 0 : desc;
}

static uint64_t random_table(const struct slot *slot)
{
    switch (prng_below(&rng, 6)) {
    case 0:
        return 0;
    case 1:
        return NOWHERE | PT_TABLE;
    case 2:
        return slot->table | 1ULL << 46;
    case 3:
        return random_leaf(slot->level);
    default:
        return slot->table | prng_below(&rng, 16) << 59;
    }
}

static void add_slot(struct slot *slots, unsigned *count, struct slot slot)
{
    for (unsigned i = 0; i < *count; i++) {
        if (slots[i].pa == slot.pa) {
            return;
        }
    }
    ck_assert_uint_lt(*count, SLOTS_MAX);
    slots[(*count)++] = slot;
}

static void build_span(const struct span *span, bool high)
{
    for (unsigned i = 0; i < span->count; i++) {
        uint64_t address = leaf_va(span, i, high);

        pt_entry(&w.pt, w.root[high], 0, address, span->level); /* makes the tables */
        for (unsigned level = 0; level <= span->level; level++) {
            uint64_t at = pt_entry(&w.pt, w.root[high], 0, address, level);
            struct slot slot = {.pa = at, .level = level};
            if (level == span->level) {
                *fake_memory_at(&w.mem, at) = random_leaf(level);
                add_slot(leaves, &leaf_count, slot);
            } else {
                slot.table = *fake_memory_at(&w.mem, at);
                add_slot(tables, &table_count, slot);
            }
        }
    }
}

static void build_tables(void)
{
    table_count = leaf_count = 0;
    for (size_t s = 0; s < SUITE_COUNT(spans); s++) {
        build_span(&spans[s], false);
        build_span(&spans[s], true);
    }
}

/* Break one table descriptor, or repair them all; or change a leaf. No TLBI follows. */
static void change_tables(void)
{
    const struct slot *slot = &leaves[prng_below(&rng, leaf_count)];

    if (once_in(6)) {
        slot = &tables[prng_below(&rng, table_count)];
        *fake_memory_at(&w.mem, slot->pa) = random_table(slot);
    } else if (once_in(2)) {
        for (unsigned i = 0; i < table_count; i++) {
            *fake_memory_at(&w.mem, tables[i].pa) = tables[i].table;
        }
    } else {
        *fake_memory_at(&w.mem, slot->pa) = random_leaf(slot->level);
    }
}

static uint64_t random_va(void)
{
    const struct span *span = &spans[prng_below(&rng, SUITE_COUNT(spans))];
    uint64_t address = leaf_va(span, (unsigned)prng_below(&rng, span->count), once_in(2));
    unsigned shift = 39 - 9 * span->level;

    if (once_in(200)) {
        return prng_next(&rng);
    }
    /* Pieces at the beginning, the middle and the end of a block. */
    if (shift > 12) {
        address += prng_below(&rng, 4) << (shift - 2);
        address += prng_below(&rng, 3) << 12;
    }
    return address + prng_below(&rng, 0x1000);
}

static void change_registers(void)
{
    static const uint64_t asids[] = {1, 2, 0x101};
    uint64_t asid = asids[prng_below(&rng, SUITE_COUNT(asids))] << 48;

    w.regs.ttbr0_el1 = w.root[0] | asid;
    w.regs.ttbr1_el1 = w.root[1] | (uint64_t)prng_below(&rng, 2) << 48;
    if (once_in(4)) {
        static const unsigned bits[] = {7, 23, 22, 36, 41, 42}; /* EPD0 EPD1 A1 AS HPD0 HPD1 */

        w.regs.tcr_el1 ^= 1ULL << bits[prng_below(&rng, SUITE_COUNT(bits))];
    }
    if (once_in(2)) {
        w.regs.tcr_el1 &= ~(1ULL << 7 | 1ULL << 23); /* walks on again */
    }
    w.regs.sctlr_el1 = once_in(12) ? 0 : 1 | (once_in(3) ? 1ULL << 19 : 0);
    if (once_in(16)) {
        w.regs.ttbr0_el1 |= 1ULL << 45;
    }
    mmu_set_registers(w.mmu, &w.regs);
    model.regs = w.regs;
}

static bool same_entry(const struct event_entry *a, const struct event_entry *b)
{
    return a->va.v == b->va.v && a->pa.v == b->pa.v && a->asid == b->asid && a->side == b->side &&
           a->size_shift == b->size_shift && a->global == b->global;
}

static bool same_walk(const struct event_walk *a, const struct event_walk *b)
{
    bool same = a->va.v == b->va.v && a->cycles == b->cycles && a->side == b->side &&
                a->first_level == b->first_level && a->step_count == b->step_count &&
                a->cache_probed == b->cache_probed && a->cache_hit == b->cache_hit &&
                a->faulted == b->faulted;

    for (unsigned i = 0; same && i < a->step_count; i++) {
        same = a->step[i].pa.v == b->step[i].pa.v && a->step[i].descriptor == b->step[i].descriptor;
    }
    return same;
}

static bool same_fault(const struct fault *a, const struct fault *b)
{
    return a->va.v == b->va.v && a->kind == b->kind && a->level == b->level &&
           a->access == b->access;
}

static bool same_event(const struct event *a, const struct event *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case EVENT_L1_MISS:
    case EVENT_L2_HIT:
    case EVENT_L2_MISS:
        return a->miss.va.v == b->miss.va.v && a->miss.side == b->miss.side &&
               a->miss.access == b->miss.access;
    case EVENT_WALK:
        return same_walk(&a->walk, &b->walk);
    case EVENT_FAULT:
        return same_fault(&a->fault.fault, &b->fault.fault) && a->fault.esr == b->fault.esr;
    default:
        return same_entry(&a->entry, &b->entry);
    }
}

/* In the order told, or in any order. */
static bool same_events(void)
{
    for (unsigned i = 0; i < model.event_count; i++) {
        if (i >= w.recorder.count || !same_event(&w.recorder.event[i], &model.event[i])) {
            return false;
        }
    }
    return w.recorder.count == model.event_count;
}

static bool same_drops(void)
{
    bool used[MODEL_EVENTS_MAX] = {false};

    for (size_t i = 0; i < w.recorder.count; i++) {
        unsigned j = 0;

        while (j < model.event_count &&
               (used[j] || !same_event(&w.recorder.event[i], &model.event[j]))) {
            j++;
        }
        if (j == model.event_count) {
            return false;
        }
        used[j] = true;
    }
    return w.recorder.count == model.event_count;
}

static bool same_reply(const struct mmu_reply *a, const struct mmu_reply *b)
{
    if (a->outcome != b->outcome || a->cycles != b->cycles || a->missed != b->missed ||
        a->mirrored != b->mirrored) {
        return false;
    }
    if (a->outcome == MMU_FAULT) {
        return same_fault(&a->fault, &b->fault);
    }
    return a->pa.v == b->pa.v && a->rights == b->rights;
}

static void take_stock(void)
{
    for (size_t i = 0; i < w.recorder.count; i++) {
        const struct event *ev = &w.recorder.event[i];

        seen[ev->kind]++;
        if (ev->kind == EVENT_FAULT) {
            seen_fault[ev->fault.fault.kind]++;
        }
    }
}

/* The mirror hears of every L1 entry that goes. */
static bool mirror_told(void)
{
    size_t gone =
        recorder_count(&w.recorder, EVENT_L1_EVICT) + recorder_count(&w.recorder, EVENT_L1_DROP);

    return w.removed_count == gone;
}

static const char *access_differs(void)
{
    struct mmu_request req = {.va = va(random_va()),
                              .access = (enum access)prng_below(&rng, 3),
                              .el = (uint8_t)prng_below(&rng, 2)};
    struct mmu_reply told = mmu_peek(w.mmu, &req);
    struct mmu_reply expected = mmu_model_translate(&model, &req);
    struct mmu_reply got = mmu_translate(w.mmu, &req);

    take_stock();
    seen_bypass += got.outcome == MMU_MAPPED && !got.mirrored && (w.regs.sctlr_el1 & 1) != 0;
    if (!same_reply(&got, &expected)) {
        return "reply";
    }
    told.mirrored = got.mirrored; /* a peek fills nothing */
    if (w.config.desccache.entries != 0) {
        told.cycles = got.cycles; /* and does not foresee lines that displace each other */
    }
    if (!same_reply(&got, &told)) {
        return "peek";
    }
    return !same_events() ? "events" : !mirror_told() ? "mirror" : NULL;
}

static const char *invalidation_differs(void)
{
    uint64_t asid = once_in(2) ? prng_below(&rng, 3) : 0x101;
    struct tlbi op = {
        .va = va(random_va() & ~0xfffULL),
        .asid = (uint16_t)asid,
        .reach = (uint8_t)(once_in(8) ? prng_below(&rng, 2) : TLBI_REACH_VA + prng_below(&rng, 2)),
        .last_level = once_in(2)};

    op.last_level = op.last_level && op.reach >= TLBI_REACH_VA;
    if (once_in(4)) { /* a range, of two pages to 4 GiB */
        op.more = ((1 + prng_below(&rng, 32)) << (5 * prng_below(&rng, 4) + 13)) - 0x1000;
        op.only_granule = (uint8_t)(once_in(8) ? 2 : 1);
    }
    op.only_level = (uint8_t)(once_in(4) ? 1 + prng_below(&rng, 3) : 0);
    unsigned expected = mmu_model_invalidate(&model, &op);
    unsigned got = mmu_invalidate(w.mmu, &op);

    take_stock();
    if (got != expected) {
        return "count dropped";
    }
    return !same_drops() ? "drops" : !mirror_told() ? "mirror" : NULL;
}

static const char *step_differs(void)
{
    recorder_clear(&w.recorder);
    w.removed_count = 0;
    if (once_in(15)) {
        change_tables();
    }
    if (once_in(40)) {
        change_registers();
    }
    return once_in(10) ? invalidation_differs() : access_differs();
}

static bool model_read64(void *ctx, pa_t pa, uint64_t *ret_value)
{
    return fake_memory_read64(&((struct mmu_world *)ctx)->mem, pa, ret_value);
}

static bool model_bypass(void *ctx, pa_t pa)
{
    return pa.v >> 12 << 12 == ((struct mmu_world *)ctx)->bypassed;
}

static void run_machine(const struct machine_config *config, const char *name, uint64_t seed)
{
    rng.state = seed;
    mmu_world_init(&w, config);
    mmu_model_init(&model, config);
    model.read64 = model_read64;
    model.bypass = model_bypass;
    model.ctx = &w;
    w.bypassed = 0x3000;
    build_tables();
    change_registers();
    for (unsigned step = 0; step < STEPS; step++) {
        const char *difference = step_differs();

        if (difference != NULL) {
            ck_abort_msg("%s: seed %" PRIu64 ", step %u: another %s; events %s", name, seed, step,
                         difference, recorder_kinds(&w.recorder));
        }
    }
    mmu_world_finish(&w);
}

/* Machines by what differs from the small one: keys and values. */
static const struct machine {
    const char *name;
    const char *set[8][2];
} machines[] = {
    {"small", {{NULL}}},
    {"fifo behind", {{"tlb.l2.policy", "fifo"}, {"walkcache.policy", "fifo"}}},
    {"sets",
     {{"tlb.l1d.ways", "2"},
      {"tlb.l2.entries", "16"},
      {"tlb.l2.ways", "2"},
      {"walkcache.ways", "1"}}},
    {"odd ways",
     {{"tlb.l1i.entries", "6"},
      {"tlb.l1i.ways", "3"},
      {"tlb.l2.entries", "20"},
      {"tlb.l2.ways", "5"}}},
    {"no l2, no walk cache", {{"tlb.l2.entries", "0"}, {"walkcache.entries", "0"}}},
    {"one entry",
     {{"tlb.l1d.entries", "1"},
      {"tlb.l1i.entries", "1"},
      {"tlb.l2.entries", "1"},
      {"walkcache.entries", "1"}}},
    {"only 4K", {{"tlb.l1d.sizes", "4K"}, {"tlb.l2.sizes", "4K"}, {"tlb.l2.entries", "64"}}},
    {"large",
     {{"tlb.l1d.entries", "32"},
      {"tlb.l1d.sizes", "4K,2M,1G"},
      {"tlb.l2.entries", "128"},
      {"tlb.l2.ways", "4"},
      {"walkcache.entries", "32"}}},
    {"walk cache of one level", {{"walkcache.levels", "2"}, {"walkcache.entries", "2"}}},
    {"descriptor cache",
     {{"desccache.entries", "12"},
      {"desccache.ways", "3"},
      {"desccache.line", "32"},
      {"cost.walk.miss", "77"}}},
    {"descriptor cache of one line", {{"desccache.entries", "1"}, {"desccache.policy", "fifo"}}},
    {"walk cache of upper levels", {{"walkcache.levels", "0,1"}}},
    {"8-bit ASIDs, 40-bit addresses", {{"mmu.asid_bits", "8"}, {"mmu.pa_bits", "40"}}},
};

static struct machine_config configure(const struct machine *machine)
{
    struct machine_config config = mmu_world_config();

    for (size_t i = 0; i < 8 && machine->set[i][0] != NULL; i++) {
        ck_assert_int_eq(machine_key_set(&config, machine->set[i][0], machine->set[i][1]),
                         MACHINE_KEY_OK);
    }
    return config;
}

/* A comparison that never met an event says nothing about it. */
static void assert_all_met(void)
{
    for (unsigned kind = EVENT_L1_MISS; kind <= EVENT_FAULT; kind++) {
        ck_assert_msg(seen[kind] >= 1000, "%s: only %" PRIu64, event_kind_name(kind), seen[kind]);
    }
    for (unsigned kind = 0; kind < FAULT_KIND_COUNT; kind++) {
        bool walks = kind <= FAULT_ADDRESS_SIZE || kind == FAULT_EXTERNAL_WALK;

        ck_assert_msg(!walks || seen_fault[kind] >= 100, "%s: only %" PRIu64, fault_kind_name(kind),
                      seen_fault[kind]);
    }
    ck_assert_uint_ge(seen_bypass, 100);
}

START_TEST(random_steps_agree_with_the_list_model)
{
    uint64_t seed = prng_test_seed(20261121);

    for (size_t i = 0; i < SUITE_COUNT(machines); i++) {
        struct machine_config config = configure(&machines[i]);
        const char *key = "";
        const char *reason = "";

        ck_assert_msg(machine_config_validate(&config, &key, &reason), "%s: %s", key, reason);
        run_machine(&config, machines[i].name, seed + i);
    }
    assert_all_met();
}
END_TEST

int main(void)
{
    return suite_run("mmu_model",
                     (const TTest *const[]){random_steps_agree_with_the_list_model, NULL});
}
