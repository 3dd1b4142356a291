/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The binding to Unicorn. What Unicorn needs to behave is kept here: set-up
 * order, its register numbers, and the traps of its hooks.
 */
#include "engine.h"

#include "hot.h"
#include "shadow.h"

#include <unicorn/unicorn.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

struct engine {
    uc_engine *uc;
    const struct engine_ops *ops;
    void *ctx;
    uc_err error;
    bool fault; /* the last fill() was refused */
    struct shadow shadow;
    struct engine_mapping {
        struct engine *engine;
        uint64_t base;
    } * mappings; /* of device regions: what their callbacks get */
};

static_assert((int)PERM_READ == UC_PROT_READ && (int)PERM_WRITE == UC_PROT_WRITE &&
                  (int)PERM_EXECUTE == UC_PROT_EXEC,
              "rights go to Unicorn as they are");

/* The state a core has at the entry point: EL1h, all interrupts masked. */
#define PSTATE_RESET 0x3c5

static const struct engine_sysreg reg_hcr_el2 = ENGINE_REG_INIT(3, 4, 1, 1, 0);
static const struct engine_sysreg reg_scr_el3 = ENGINE_REG_INIT(3, 6, 1, 1, 0);
static const struct engine_sysreg reg_far_el1 = ENGINE_REG_INIT(3, 0, 6, 0, 0);
static const struct engine_sysreg reg_cpacr_el1 = ENGINE_REG_INIT(3, 0, 1, 0, 2);
static const struct engine_sysreg op_vaae1 = ENGINE_REG_INIT(1, 0, 8, 7, 3);
static const struct engine_sysreg op_vmalle1 = ENGINE_REG_INIT(1, 0, 8, 7, 0);

static int x_register(unsigned n)
{
    assert(n < 31);
    return n < 29 ? (int)(UC_ARM64_REG_X0 + n) : (int)(UC_ARM64_REG_X29 + (n - 29));
}

static uint64_t read_register(struct engine *engine, int id)
{
    uint64_t value = 0;

    uc_reg_read(engine->uc, id, &value);
    return value;
}

static void write_register(struct engine *engine, int id, uint64_t value)
{
    uc_reg_write(engine->uc, id, &value);
}

static uc_arm64_cp_reg to_cp_reg(struct engine_sysreg reg, uint64_t value)
{
    return (uc_arm64_cp_reg){.op0 = reg.op0,
                             .op1 = reg.op1,
                             .crn = reg.crn,
                             .crm = reg.crm,
                             .op2 = reg.op2,
                             .val = value};
}

static struct engine_sysreg from_cp_reg(const uc_arm64_cp_reg *cp)
{
    return ENGINE_REG((uint8_t)cp->op0, (uint8_t)cp->op1, (uint8_t)cp->crn, (uint8_t)cp->crm,
                      (uint8_t)cp->op2);
}

HOT static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    struct engine *engine = user;

    (void)uc;
    engine->ops->block(engine->ctx, address, size);
}

HOT static bool on_fill(uc_engine *uc, uint64_t va, uc_mem_type type, uc_tlb_entry *result,
                        void *user)
{
    struct engine *engine = user;
    struct engine_page page;
    enum access access = type == UC_MEM_FETCH   ? ACCESS_FETCH
                         : type == UC_MEM_WRITE ? ACCESS_WRITE
                                                : ACCESS_READ;

    (void)uc;
    if (!engine->ops->fill(engine->ctx, va, access, &page)) {
        engine->fault = true;
        return false;
    }
    shadow_add(&engine->shadow, va, page.pa, access == ACCESS_FETCH);
    result->paddr = page.pa;
    result->perms = page.rights;
    return true;
}

/* Xt of a system instruction; XZR reads as zero. */
static uint64_t operand(struct engine *engine, uc_arm64_reg reg)
{
    return reg == UC_ARM64_REG_XZR ? 0 : read_register(engine, (int)reg);
}

/* Unicorn ends its block at an encoding that it does not know, and would stay there. */
static uint32_t conclude(struct engine *engine, enum engine_verdict verdict)
{
    if (verdict == ENGINE_SKIP) {
        engine_set_pc(engine, engine_pc(engine) + 4);
    }
    return verdict != ENGINE_PASS;
}

static uint32_t on_sys(uc_engine *uc, uc_arm64_reg reg, const uc_arm64_cp_reg *cp, void *user)
{
    struct engine *engine = user;
    enum engine_verdict verdict =
        engine->ops->sys(engine->ctx, from_cp_reg(cp), operand(engine, reg));

    (void)uc;
    return conclude(engine, verdict);
}

static uint32_t on_msr(uc_engine *uc, uc_arm64_reg reg, const uc_arm64_cp_reg *cp, void *user)
{
    struct engine *engine = user;

    (void)uc;
    return conclude(engine, engine->ops->msr(engine->ctx, from_cp_reg(cp), operand(engine, reg)));
}

static uint32_t on_mrs(uc_engine *uc, uc_arm64_reg reg, const uc_arm64_cp_reg *cp, void *user)
{
    struct engine *engine = user;
    uint64_t value = 0;
    enum engine_verdict verdict = engine->ops->mrs(engine->ctx, from_cp_reg(cp), &value);

    (void)uc;
    if (verdict != ENGINE_PASS && reg != UC_ARM64_REG_XZR) {
        write_register(engine, (int)reg, value);
    }
    return conclude(engine, verdict);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
    struct engine *engine = user;
    static const enum engine_trap traps[] = {
        [0] = ENGINE_TRAP_OTHER,     [1] = ENGINE_TRAP_UNDEFINED, [2] = ENGINE_TRAP_SVC,
        [4] = ENGINE_TRAP_ALIGNMENT, [7] = ENGINE_TRAP_BRK,       [11] = ENGINE_TRAP_HVC,
        [13] = ENGINE_TRAP_SMC,
    };
    enum engine_trap trap = ENGINE_TRAP_OTHER;

    (void)uc;
    if (number < sizeof(traps) / sizeof(traps[0]) && (number == 1 || traps[number] != 0)) {
        trap = traps[number];
    }
    engine->ops->trap(engine->ctx, trap);
}

static uint64_t on_mmio_read(uc_engine *uc, uint64_t offset, unsigned size, void *user)
{
    struct engine_mapping *mapping = user;
    struct engine *engine = mapping->engine;

    (void)uc;
    return engine->ops->mmio_read(engine->ctx, mapping->base + offset, size);
}

static void on_mmio_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t value, void *user)
{
    struct engine_mapping *mapping = user;
    struct engine *engine = mapping->engine;

    (void)uc;
    engine->ops->mmio_write(engine->ctx, mapping->base + offset, size, value);
}

static void on_store(uc_engine *uc, uc_mem_type type, uint64_t pa, int size, int64_t value,
                     void *user)
{
    struct engine *engine = user;

    (void)uc, (void)type;
    engine->ops->store(engine->ctx, pa, (unsigned)size, (uint64_t)value);
}

static uc_err add_hook(struct engine *engine, int type, void *callback, int instruction)
{
    uc_hook hook;

    if (type == UC_HOOK_INSN) {
        return uc_hook_add(engine->uc, &hook, type, callback, engine, 1, 0, instruction);
    }
    return uc_hook_add(engine->uc, &hook, type, callback, engine, 1, 0);
}

static uc_err add_hooks(struct engine *engine)
{
    const struct {
        int type;
        void *callback;
        int instruction;
    } hooks[] = {
        {UC_HOOK_BLOCK, (void *)(uintptr_t)on_block, 0},
        {UC_HOOK_TLB_FILL, (void *)(uintptr_t)on_fill, 0},
        {UC_HOOK_INSN, (void *)(uintptr_t)on_sys, UC_ARM64_INS_SYS},
        {UC_HOOK_INSN, (void *)(uintptr_t)on_msr, UC_ARM64_INS_MSR},
        {UC_HOOK_INSN, (void *)(uintptr_t)on_mrs, UC_ARM64_INS_MRS},
        {UC_HOOK_INTR, (void *)(uintptr_t)on_interrupt, 0},
    };

    for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
        uc_err err = add_hook(engine, hooks[i].type, hooks[i].callback, hooks[i].instruction);

        if (err != UC_ERR_OK) {
            return err;
        }
    }
    return UC_ERR_OK;
}

static uc_err map_region(struct engine *engine, const struct engine_region *region,
                         struct engine_mapping *mapping)
{
    if (region->memory != NULL) {
        return uc_mem_map_ptr(engine->uc, region->base, region->size, UC_PROT_ALL, region->memory);
    }
    *mapping = (struct engine_mapping){engine, region->base};
    return uc_mmio_map(engine->uc, region->base, region->size, on_mmio_read, mapping, on_mmio_write,
                       mapping);
}

/* The order matters: model and page size come before anything else. */
static uc_err configure(struct engine *engine)
{
    uc_err err = uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &engine->uc);

    if (err != UC_ERR_OK) {
        return err;
    }
    if ((err = uc_ctl_set_cpu_model(engine->uc, UC_CPU_ARM64_MAX)) != UC_ERR_OK ||
        (err = uc_ctl_set_page_size(engine->uc, 4096)) != UC_ERR_OK ||
        (err = uc_ctl_exits_enable(engine->uc)) != UC_ERR_OK ||
        (err = uc_ctl_tlb_mode(engine->uc, UC_TLB_VIRTUAL)) != UC_ERR_OK) {
        return err;
    }
    return add_hooks(engine);
}

/* Non-secure EL1 in AArch64 state, nothing trapped to a level above. */
static void reset(struct engine *engine)
{
    engine_sysreg_write(engine, reg_hcr_el2, 1ULL << 31);
    engine_sysreg_write(engine, reg_scr_el3, 1ULL << 10 | 1);
    engine_sysreg_write(engine, reg_cpacr_el1, 0);
    write_register(engine, UC_ARM64_REG_PSTATE, PSTATE_RESET);
    engine_sysreg_write(engine, reg_far_el1, 0);
}

struct engine *engine_create(const struct engine_ops *ops, void *ctx,
                             const struct engine_region *regions, size_t region_count,
                             const char **ret_reason)
{
    struct engine *engine = calloc(1, sizeof(*engine));
    uc_err err = UC_ERR_NOMEM;

    if (engine != NULL) {
        engine->ops = ops;
        engine->ctx = ctx;
        engine->mappings = calloc(region_count, sizeof(*engine->mappings));
        if (engine->mappings != NULL) {
            err = configure(engine);
        }
    }
    for (size_t i = 0; err == UC_ERR_OK && i < region_count; i++) {
        err = map_region(engine, &regions[i], &engine->mappings[i]);
    }
    if (err != UC_ERR_OK) {
        *ret_reason = uc_strerror(err);
        engine_destroy(engine);
        return NULL;
    }
    reset(engine);
    return engine;
}

void engine_destroy(struct engine *engine)
{
    if (engine == NULL) {
        return;
    }
    if (engine->uc != NULL) {
        uc_close(engine->uc);
    }
    shadow_finish(&engine->shadow);
    free(engine->mappings);
    free(engine);
}

enum engine_exit engine_run(struct engine *engine, uint32_t limit)
{
    engine->fault = false;
    if (limit != 0) {
        /* Counting is a hook, which translations made before do not have. */
        uc_ctl_flush_tb(engine->uc);
    }
    engine->error = uc_emu_start(engine->uc, engine_pc(engine), 0, 0, limit);
    if (engine->fault) {
        return ENGINE_EXIT_FAULT;
    }
    return engine->error == UC_ERR_OK ? ENGINE_EXIT_STOPPED : ENGINE_EXIT_ERROR;
}

void engine_stop(struct engine *engine)
{
    uc_emu_stop(engine->uc);
}

bool engine_watch_stores(struct engine *engine)
{
    return add_hook(engine, UC_HOOK_MEM_WRITE, (void *)(uintptr_t)on_store, 0) == UC_ERR_OK;
}

const char *engine_error(const struct engine *engine)
{
    return uc_strerror(engine->error);
}

/*
 * Writing a TLBI register runs its write function on Unicorn's softmmu alone;
 * uc_ctl_flush_tlb() would throw away translated code as well.
 */
void engine_drop_page(struct engine *engine, uint64_t va)
{
    engine_sysreg_write(engine, op_vaae1, va >> 12);
    shadow_drop(&engine->shadow, va);
}

void engine_drop_all(struct engine *engine)
{
    engine_sysreg_write(engine, op_vmalle1, 0);
    shadow_clear(&engine->shadow);
}

void engine_drop_code(struct engine *engine)
{
    uc_ctl_flush_tb(engine->uc);
}

uint64_t engine_pc(struct engine *engine)
{
    return read_register(engine, UC_ARM64_REG_PC);
}

void engine_set_pc(struct engine *engine, uint64_t pc)
{
    write_register(engine, UC_ARM64_REG_PC, pc);
}

uint64_t engine_x(struct engine *engine, unsigned n)
{
    return n == 31 ? 0 : read_register(engine, x_register(n));
}

void engine_set_x(struct engine *engine, unsigned n, uint64_t value)
{
    if (n != 31) {
        write_register(engine, x_register(n), value);
    }
}

uint64_t engine_sp(struct engine *engine)
{
    return read_register(engine, UC_ARM64_REG_SP);
}

uint32_t engine_pstate(struct engine *engine)
{
    return (uint32_t)read_register(engine, UC_ARM64_REG_PSTATE);
}

uint64_t engine_sysreg_read(struct engine *engine, struct engine_sysreg reg)
{
    uc_arm64_cp_reg cp = to_cp_reg(reg, 0);

    uc_reg_read(engine->uc, UC_ARM64_REG_CP_REG, &cp);
    return cp.val;
}

void engine_sysreg_write(struct engine *engine, struct engine_sysreg reg, uint64_t value)
{
    uc_arm64_cp_reg cp = to_cp_reg(reg, value);

    uc_reg_write(engine->uc, UC_ARM64_REG_CP_REG, &cp);
}

/* Which SP_ELx a mode uses: PSTATE.SP selects SP_EL0 or the level's own. */
static int stack_register(uint32_t pstate)
{
    return (pstate & 1) != 0 ? UC_ARM64_REG_SP_EL1 : UC_ARM64_REG_SP_EL0;
}

void engine_enter(struct engine *engine, uint32_t pstate, uint64_t pc)
{
    int from = stack_register(engine_pstate(engine));
    int to = stack_register(pstate);

    if (from != to) {
        write_register(engine, from, engine_sp(engine));
        write_register(engine, UC_ARM64_REG_SP, read_register(engine, to));
    }
    write_register(engine, UC_ARM64_REG_PSTATE, pstate);
    engine_set_pc(engine, pc);
    /* A system register write makes Unicorn recompute what it caches of PSTATE. */
    engine_sysreg_write(engine, reg_far_el1, engine_sysreg_read(engine, reg_far_el1));
}

const struct shadow *engine_shadow(const struct engine *engine)
{
    return &engine->shadow;
}

const char *engine_version(void)
{
    static char text[32];
    unsigned major, minor;
    unsigned version = uc_version(&major, &minor);

    snprintf(text, sizeof(text), "%u.%u.%u", version >> 24, version >> 16 & 0xff,
             version >> 8 & 0xff);
    return text;
}
