/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mmu_world.h"

#include <check.h>

/* 4K granules and 48 bits in both ranges, IPS 44 bits, 16-bit ASIDs. */
#define TCR (16ULL | 16ULL << 16 | 2ULL << 30 | 4ULL << 32 | 1ULL << 36)
#define SCTLR_M 1ULL

struct machine_config mmu_world_config(void)
{
    struct machine_config config = machine_config_default();

    config.l1i.entries = config.l1d.entries = 4;
    config.l2.entries = 8;
    config.l2.ways = 0;
    config.walkcache.entries = 4;
    config.walkcache.ways = 0;
    return config;
}

static bool read64(void *ctx, pa_t pa, uint64_t *ret_value)
{
    struct mmu_world *w = ctx;

    return fake_memory_read64(&w->mem, pa, ret_value);
}

static bool cas64(void *ctx, pa_t pa, uint64_t expected, uint64_t desired)
{
    struct mmu_world *w = ctx;

    w->updates++;
    return !w->read_only && fake_memory_cas64(&w->mem, pa, expected, desired);
}

static bool bypass(void *ctx, pa_t pa)
{
    const struct mmu_world *w = ctx;

    return w->bypassed != 0 && pa_align_down(pa, 12).v == w->bypassed;
}

static void l1_removed(void *ctx, enum tlb_side side, unsigned slot)
{
    struct mmu_world *w = ctx;

    if (w->removed_count < 64) {
        w->removed[w->removed_count].side = side;
        w->removed[w->removed_count].slot = slot;
    }
    w->removed_count++;
}

void mmu_world_init(struct mmu_world *w, const struct machine_config *config)
{
    struct mmu_env env = {
        .read64 = read64, .cas64 = cas64, .bypass = bypass, .l1_removed = l1_removed, .ctx = w};

    *w = (struct mmu_world){.config = *config};
    fake_memory_init(&w->mem, WORLD_RAM, WORLD_RAM_SIZE);
    pt_builder_init(&w->pt, &w->mem, 12);
    sink_attach(&w->sinks, recorder_sink(&w->recorder, EVENT_ALL));
    w->source.sinks = &w->sinks;
    w->root[0] = pt_new_table(&w->pt);
    w->root[1] = pt_new_table(&w->pt);
    w->mmu = mmu_create(config, &env, &w->source);
    ck_assert_ptr_nonnull(w->mmu);
    w->regs = (struct mmu_registers){.sctlr_el1 = SCTLR_M, .tcr_el1 = TCR};
    mmu_world_set_asid(w, 1);
}

void mmu_world_finish(struct mmu_world *w)
{
    mmu_destroy(w->mmu);
    fake_memory_finish(&w->mem);
}

static uint64_t root_of(const struct mmu_world *w, uint64_t va)
{
    return w->root[va >> 63];
}

void mmu_world_map(struct mmu_world *w, uint64_t va, uint64_t pa, uint64_t bits)
{
    pt_set(&w->pt, root_of(w, va), 0, va, 3, pa | bits | PT_PAGE);
}

void mmu_world_map_block(struct mmu_world *w, uint64_t va, uint64_t pa, unsigned level,
                         uint64_t bits)
{
    pt_set(&w->pt, root_of(w, va), 0, va, level, pa | bits | PT_BLOCK);
}

void mmu_world_unmap(struct mmu_world *w, uint64_t va)
{
    pt_set(&w->pt, root_of(w, va), 0, va, 3, 0);
}

void mmu_world_set_asid(struct mmu_world *w, uint16_t asid)
{
    w->regs.ttbr0_el1 = w->root[0] | (uint64_t)asid << 48;
    w->regs.ttbr1_el1 = w->root[1];
    mmu_set_registers(w->mmu, &w->regs);
}

struct mmu_reply mmu_world_access(struct mmu_world *w, uint64_t va_bits, enum access access,
                                  uint8_t el)
{
    struct mmu_request req = {.va = va(va_bits), .access = access, .el = el};

    return mmu_translate(w->mmu, &req);
}

struct mmu_reply mmu_world_read(struct mmu_world *w, uint64_t va_bits)
{
    return mmu_world_access(w, va_bits, ACCESS_READ, 1);
}

const char *mmu_world_events(struct mmu_world *w)
{
    const char *kinds = recorder_kinds(&w->recorder);

    recorder_clear(&w->recorder);
    return kinds;
}

unsigned mmu_world_tlbi(struct mmu_world *w, enum tlbi_op_id id, uint64_t operand)
{
    struct tlbi op;

    ck_assert(tlbi_decode_op(id, operand, &op));
    return mmu_invalidate(w->mmu, &op);
}
