/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random tables, registers and accesses; see update_world.h. */
#include "update_world.h"

#include <assert.h>
#include <string.h>

#define RAM 0x40000000ULL
#define RAM_SIZE 0x200000ULL
#define SCTLR_M 1ULL
#define SCTLR_WXN (1ULL << 19)
#define HIGH_HALF 0xff00000000000000ULL

static bool once_in(struct update_world *w, unsigned n)
{
    return prng_once_in(&w->prng, n);
}

/* Memory. */

static bool real_read(void *ctx, pa_t at, uint64_t *ret_value)
{
    struct update_world *w = ctx;

    return fake_memory_read64(&w->memory, at, ret_value);
}

static bool real_update(void *ctx, pa_t at, uint64_t expected, uint64_t desired)
{
    struct update_world *w = ctx;
    uint64_t changed = expected ^ desired;

    w->writes++;
    w->tally->refused += w->frozen;
    w->tally->flagged += !w->frozen && changed == PT_AF;
    w->tally->marked += !w->frozen && changed == PT_READ_ONLY;
    w->tally->both += !w->frozen && changed == (PT_AF | PT_READ_ONLY);
    return !w->frozen && fake_memory_cas64(&w->memory, at, expected, desired);
}

static bool model_read(void *ctx, uint64_t at, uint64_t *ret_value)
{
    struct update_world *w = ctx;

    return fake_memory_read64(&w->copy, pa(at), ret_value);
}

static bool model_write(void *ctx, uint64_t at, uint64_t value)
{
    struct update_world *w = ctx;

    if (!w->frozen) {
        *fake_memory_at(&w->copy, at) = value;
    }
    return !w->frozen;
}

static void put(struct update_world *w, uint64_t at, uint64_t value)
{
    *fake_memory_at(&w->memory, at) = value;
    *fake_memory_at(&w->copy, at) = value;
}

/* Tables. */

static unsigned shift_of(const struct update_world *w, unsigned level)
{
    return w->granule + (3 - level) * (w->granule - 3);
}

static unsigned run_of(const struct update_world *w, unsigned level)
{
    return w->granule == 12 ? 4 : w->granule == 14 && level == 3 ? 7 : 5;
}

static unsigned address_bits(const struct update_world *w, bool high)
{
    return 64 - (unsigned)(w->regs.tcr_el1 >> (high ? 16 : 0) & 63);
}

static unsigned first_level(const struct update_world *w, bool high)
{
    unsigned level = 3;

    while (level > 0 && shift_of(w, level - 1) < address_bits(w, high)) {
        level--;
    }
    return level;
}

static void add_slot(struct update_world *w, struct update_slot slot)
{
    for (unsigned i = 0; i < w->slot_count; i++) {
        if (w->slot[i].pa == slot.pa) {
            return;
        }
    }
    assert(w->slot_count < UPDATE_SLOTS_MAX);
    w->slot[w->slot_count++] = slot;
}

/* Three leaves side by side, a run of their own when there is room for it. */
static void add_leaves(struct update_world *w, bool high, unsigned level, uint64_t va,
                       bool contiguous)
{
    unsigned first = first_level(w, high), shift = shift_of(w, level);

    for (unsigned i = 0; i < 3; i++) {
        uint64_t at = va + ((uint64_t)i << shift);

        for (unsigned above = first; above < level; above++) {
            pt_entry(&w->builder, w->root[high], first, at, level);
            uint64_t entry = pt_entry(&w->builder, w->root[high], first, at, above);

            add_slot(w, (struct update_slot){.pa = entry,
                                             .level = above,
                                             .table = *fake_memory_at(&w->memory, entry)});
        }
        add_slot(w,
                 (struct update_slot){.pa = pt_entry(&w->builder, w->root[high], first, at, level),
                                      .va = at,
                                      .level = level,
                                      .shift = shift,
                                      .contiguous = contiguous,
                                      .high = high});
    }
}

/* Pages at the bottom; blocks where the next run of them begins, if the range has it. */
static void lay_out(struct update_world *w, bool high)
{
    bool runs = w->style == UPDATE_STALE;

    add_leaves(w, high, 3, 0, runs && once_in(w, 2));
    for (unsigned level = 2; level >= (w->granule == 12 ? 1 : 2); level--) {
        unsigned run = shift_of(w, level) + run_of(w, level);

        if (run < address_bits(w, high)) {
            add_leaves(w, high, level, 1ULL << run, runs && once_in(w, 2));
        }
    }
}

static uint64_t draw_leaf(struct update_world *w, const struct update_slot *slot)
{
    static const uint64_t some[] = {PT_EL0, PT_READ_ONLY, PT_PXN, PT_UXN, PT_AF, PT_AF, PT_DBM};
    uint64_t desc = prng_below(&w->prng, 8) << slot->shift;

    for (unsigned i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
        desc |= once_in(w, 2) ? some[i] : 0;
    }
    desc |= slot->level == 3 ? PT_PAGE : PT_BLOCK;
    desc |= slot->contiguous ? PT_CONTIGUOUS : 0;
    desc |= once_in(w, 10) ? 1ULL << (33 + prng_below(&w->prng, 15)) : 0;
    return once_in(w, 12) ? desc & ~(uint64_t)PT_VALID : desc;
}

static uint64_t draw_table(struct update_world *w, const struct update_slot *slot)
{
    if (once_in(w, 8)) {
        return 0;
    }
    if (once_in(w, 8)) {
        return slot->table | 1ULL << (34 + prng_below(&w->prng, 14)); /* nowhere, or too far */
    }
    return slot->table | (once_in(w, 2) ? prng_below(&w->prng, 16) << 59 : 0);
}

/* Registers. */

static void draw_registers(struct update_world *w)
{
    static const unsigned bits[] = {37, 38, 39, 39, 39, 40, 40, 40, 41, 42}; /* TBI, HA, HD, HPD */

    w->regs.tcr_el1 &= 63ULL | 3ULL << 14 | 63ULL << 16 | 3ULL << 30; /* sizes and granules */
    for (unsigned i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
        w->regs.tcr_el1 |= once_in(w, 2) ? 1ULL << bits[i] : 0;
    }
    w->regs.tcr_el1 |= prng_below(&w->prng, 8) << 32; /* IPS */
    w->regs.tcr_el1 |= once_in(w, 16) ? 1ULL << (once_in(w, 2) ? 7 : 23) : 0; /* EPD */
    w->regs.sctlr_el1 = SCTLR_M | (once_in(w, 4) ? SCTLR_WXN : 0);
    mmu_set_registers(w->mmu, &w->regs);
    w->model.tcr = w->regs.tcr_el1;
    w->model.wxn = (w->regs.sctlr_el1 & SCTLR_WXN) != 0;
}

static void draw_sizes(struct update_world *w)
{
    static const unsigned sizes[] = {16, 17, 20, 25, 28, 33, 38, 39};
    static const unsigned tg0[] = {[12] = 0, [14] = 2, [16] = 1};
    static const unsigned tg1[] = {[12] = 2, [14] = 1, [16] = 3};

    w->granule = 12 + 2 * (unsigned)prng_below(&w->prng, 3);
    w->regs.tcr_el1 = (uint64_t)sizes[prng_below(&w->prng, 8)] |
                      (uint64_t)sizes[prng_below(&w->prng, 8)] << 16 |
                      (uint64_t)tg0[w->granule] << 14 | (uint64_t)tg1[w->granule] << 30;
}

static struct machine_config draw_machine(struct update_world *w)
{
    static const unsigned pa_bits[] = {32, 36, 40, 42, 44, 48};
    struct machine_config config = machine_config_default();
    const uint64_t all = (1ULL << 48) - SIZE_4K;

    config.pa_bits = pa_bits[prng_below(&w->prng, 6)];
    config.l1i.entries = config.l1d.entries = config.l2.entries = UPDATE_ENTRIES_MAX;
    config.l1i.ways = config.l1d.ways = config.l2.ways = 0;
    config.l1i.sizes = config.l1d.sizes = config.l2.sizes = all;
    if (w->style == UPDATE_SMALL) {
        config.l1i.entries = 1 + (unsigned)prng_below(&w->prng, 3);
        config.l1d.entries = 1 + (unsigned)prng_below(&w->prng, 3);
        config.l2.entries = (unsigned)prng_below(&w->prng, 5);
        config.l1d.sizes = once_in(w, 2) ? all : SIZE_4K | SIZE_1M;
        config.l2.sizes = once_in(w, 2) ? all : SIZE_4K | SIZE_64K;
        config.walkcache.entries = (unsigned)prng_below(&w->prng, 4);
        config.walkcache.ways = 0;
    }
    return config;
}

void update_world_init(struct update_world *w, uint64_t seed, enum update_style style,
                       enum update_fault fault, struct update_tally *tally)
{
    *w = (struct update_world){.style = style, .prng = {.state = seed}, .tally = tally};
    struct mmu_env env = {.read64 = real_read, .cas64 = real_update, .ctx = w};
    struct machine_config config = draw_machine(w);

    fake_memory_init(&w->memory, RAM, RAM_SIZE);
    fake_memory_init(&w->copy, RAM, RAM_SIZE);
    w->source.sinks = &w->sinks;
    w->mmu = mmu_create(&config, &env, &w->source);
    assert(w->mmu != NULL);
    draw_sizes(w);
    pt_builder_init(&w->builder, &w->memory, w->granule);
    for (unsigned high = 0; high < 2; high++) {
        w->root[high] = pt_new_table(&w->builder);
        lay_out(w, high != 0);
    }
    for (unsigned i = 0; i < w->slot_count; i++) {
        const struct update_slot *slot = &w->slot[i];

        put(w, slot->pa, slot->table != 0 ? slot->table : draw_leaf(w, slot));
    }
    w->regs.ttbr0_el1 = w->root[0];
    w->regs.ttbr1_el1 = w->root[1];
    w->model = (struct update_model){.ttbr = {w->root[0], w->root[1]},
                                     .pa_bits = config.pa_bits,
                                     .read = model_read,
                                     .write = model_write,
                                     .ctx = w,
                                     .fault = fault};
    draw_registers(w);
}

void update_world_finish(struct update_world *w)
{
    mmu_destroy(w->mmu);
    fake_memory_finish(&w->memory);
    fake_memory_finish(&w->copy);
}

/* Steps. */

static void forget(struct update_world *w)
{
    struct tlbi op;

    tlbi_decode_op(TLBI_OP_VMALLE1, 0, &op);
    mmu_invalidate(w->mmu, &op);
    update_model_forget(&w->model);
}

static void change_tables(struct update_world *w)
{
    const struct update_slot *slot = &w->slot[prng_below(&w->prng, w->slot_count)];

    put(w, slot->pa, slot->table != 0 ? draw_table(w, slot) : draw_leaf(w, slot));
    if (slot->table != 0 || w->style == UPDATE_SMALL) {
        forget(w);
    }
}

static uint64_t draw_address(struct update_world *w)
{
    const struct update_slot *slot = &w->slot[prng_below(&w->prng, w->slot_count)];
    uint64_t va = slot->va | prng_below(&w->prng, 1ULL << (slot->table != 0 ? 12 : slot->shift));

    if (slot->high) {
        va |= HIGH_HALF | (~0ULL << address_bits(w, true));
    }
    if (once_in(w, 8)) {
        va ^= 1ULL << (56 + prng_below(&w->prng, 8)); /* a tag, or outside */
    }
    return once_in(w, 40) ? va ^ 1ULL << (12 + prng_below(&w->prng, 43)) : va;
}

static enum update_outcome outcome_of(const struct mmu_reply *reply)
{
    static const enum update_outcome outcomes[FAULT_KIND_COUNT] = {
        [FAULT_TRANSLATION] = UPDATE_TRANSLATION, [FAULT_PERMISSION] = UPDATE_PERMISSION,
        [FAULT_ACCESS_FLAG] = UPDATE_ACCESS_FLAG, [FAULT_ADDRESS_SIZE] = UPDATE_ADDRESS_SIZE,
        [FAULT_EXTERNAL_WALK] = UPDATE_EXTERNAL,
    };

    return reply->outcome == MMU_MAPPED ? UPDATE_MAPPED : outcomes[reply->fault.kind];
}

static const char *compare(struct update_world *w)
{
    const struct mmu_reply *real = &w->real;
    const struct update_reply *model = &w->expected;

    w->tally->outcome[model->outcome][model->outcome == UPDATE_MAPPED ? 0 : model->level]++;
    if (outcome_of(real) != model->outcome) {
        return "outcome";
    }
    if (model->outcome == UPDATE_MAPPED ? real->pa.v != model->pa
                                        : real->fault.level != model->level) {
        return model->outcome == UPDATE_MAPPED ? "output address" : "level of the fault";
    }
    if (model->outcome == UPDATE_MAPPED && model->clean && (real->rights & PERM_WRITE) != 0) {
        return "a page that is not marked yet is writable to the mirror";
    }
    if (w->writes != w->model.writes) {
        return "number of updates";
    }
    for (unsigned i = 0; i < w->slot_count; i++) {
        if (*fake_memory_at(&w->memory, w->slot[i].pa) !=
            *fake_memory_at(&w->copy, w->slot[i].pa)) {
            return "a descriptor in memory";
        }
    }
    return NULL;
}

static const char *access_both(struct update_world *w)
{
    static const enum update_access accesses[] = {
        [ACCESS_FETCH] = UPDATE_FETCH, [ACCESS_READ] = UPDATE_READ, [ACCESS_WRITE] = UPDATE_WRITE};
    bool translates = once_in(w, 8); /* AT, which has no fetch */
    struct mmu_request req = {.va = va(draw_address(w)), .el = once_in(w, 3) ? 0 : 1};

    req.access =
        translates ? ACCESS_READ + (once_in(w, 2) ? 1 : 0) : (enum access)prng_below(&w->prng, 3);
    req.pan = once_in(w, 4);
    req.unprivileged = req.el == 1 && req.access != ACCESS_FETCH && !translates && once_in(w, 6);
    w->frozen = once_in(w, 10);
    const struct update_request as_model = {.va = req.va.v,
                                            .access = accesses[req.access],
                                            .el0 = req.el == 0 || req.unprivileged,
                                            .pan = req.pan};
    struct mmu_reply real =
        translates ? mmu_address_translate(w->mmu, &req) : mmu_translate(w->mmu, &req);
    struct update_reply model = translates ? update_model_translate(&w->model, &as_model)
                                           : update_model_access(&w->model, &as_model);

    if (translates) {
        real.rights &= (uint8_t)~PERM_WRITE; /* AT is no answer for a mirror */
    }
    w->asked = req;
    w->real = real;
    w->expected = model;
    return compare(w);
}

const char *update_world_step(struct update_world *w)
{
    if (once_in(w, 6)) {
        change_tables(w);
    } else if (once_in(w, 30)) {
        forget(w);
    } else if (once_in(w, 100)) {
        draw_registers(w);
        forget(w);
    }
    return access_both(w);
}
