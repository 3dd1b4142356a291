/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single-stepping by the code hook. The engine walks the guest's tables, keeps
 * its TLB and its monitor by itself; only registers and memory are shared with
 * the model. Under `check`, the addresses the model believed in are held
 * against those the engine reports of the executed instruction.
 */
#include "ref_engine.h"

#include <stdio.h>
#include <string.h>

#include "probe.h"
#include "ref_image.h"

/* The engine's numbers of the exceptions that guests may take. */
#define EXCEPTION_UNDEFINED 1
#define EXCEPTION_SVC 2
#define EXCEPTION_DATA_ABORT 4
#define EXCEPTION_HVC 11

static void fail(struct ref_engine *e, uint64_t pc, const char *why)
{
    fprintf(stderr, "ref_step: pc 0x%llx: %s\n", (unsigned long long)pc, why);
    e->failed = true;
    uc_emu_stop(e->uc);
}

static int register_id(unsigned n)
{
    static const int odd_ids[] = {UC_ARM64_REG_X29, UC_ARM64_REG_X30, UC_ARM64_REG_SP};

    return n < 29 ? UC_ARM64_REG_X0 + (int)n : odd_ids[n - 29];
}

uint64_t ref_engine_x(struct ref_engine *e, unsigned n)
{
    uint64_t value = 0;

    uc_reg_read(e->uc, register_id(n), &value);
    return value;
}

void ref_engine_set_x(struct ref_engine *e, unsigned n, uint64_t value)
{
    uc_reg_write(e->uc, register_id(n), &value);
}

static uint64_t general_register(void *ctx, unsigned n)
{
    return ref_engine_x(ctx, n);
}

/* A system register as op0 3, op1 0 and these. */
struct register_id {
    uint8_t crn, crm, op2;
};

static const struct register_id sctlr_el1 = {1, 0, 0}, ttbr0_el1 = {2, 0, 0}, ttbr1_el1 = {2, 0, 1},
                                tcr_el1 = {2, 0, 2}, spsr_el1 = {4, 0, 0}, elr_el1 = {4, 0, 1},
                                esr_el1 = {5, 2, 0}, vbar_el1 = {12, 0, 0};

static uint64_t system_register(struct ref_engine *e, struct register_id id)
{
    uc_arm64_cp_reg reg = {.crn = id.crn, .crm = id.crm, .op0 = 3, .op2 = id.op2};

    uc_reg_read(e->uc, UC_ARM64_REG_CP_REG, &reg);
    return reg.val;
}

static void set_system_register(struct ref_engine *e, struct register_id id, uint64_t val)
{
    uc_arm64_cp_reg reg = {.crn = id.crn, .crm = id.crm, .op0 = 3, .op2 = id.op2, .val = val};

    uc_reg_write(e->uc, UC_ARM64_REG_CP_REG, &reg);
}

static void refresh_registers(struct ref_engine *e)
{
    struct ref_regime *regime = &e->core.mmu->regime;

    e->core.mmu_on = (system_register(e, sctlr_el1) & 1) != 0;
    regime->ttbr0 = system_register(e, ttbr0_el1);
    regime->ttbr1 = system_register(e, ttbr1_el1);
    regime->tcr = system_register(e, tcr_el1);
    e->registers_stale = false;
}

/* Loads and stores: exactly these accesses. Others: some, all in the same page. */
static bool accesses_agree(const struct ref_engine *e)
{
    const struct ref_access *access = &e->last.access;
    bool each = access->kind == REF_ACCESS_LOAD || access->kind == REF_ACCESS_STORE;

    if (each ? e->seen_count != access->count
             : (e->seen_count == 0) != (access->kind == REF_ACCESS_NONE)) {
        return false;
    }
    for (unsigned i = 0; i < e->seen_count; i++) {
        uint64_t va = e->last.va + (each ? i * access->element : 0);
        uint64_t pa = ref_core_physical(&e->core, va);

        if (each ? e->seen[i].pa != pa || e->seen[i].bytes != access->element
                 : e->seen[i].pa >> 12 != pa >> 12) {
            return false;
        }
    }
    return true;
}

static void on_access(uc_engine *uc, uc_mem_type type, uint64_t pa, int size, int64_t value,
                      void *user)
{
    struct ref_engine *e = user;

    (void)uc, (void)type, (void)value;
    if (e->seen_count < REF_SEEN_MAX) {
        e->seen[e->seen_count++] = (struct ref_seen){pa, (unsigned)size};
    }
}

static void model_step(struct ref_engine *e, uint64_t pc)
{
    struct ref_step step = ref_core_step(&e->core, pc);

    e->last = step;
    e->last_pc = pc;
    e->seen_count = 0;
    switch (step.kind) {
    case REF_STEP_PLAIN:
        break;
    case REF_STEP_REGISTERS:
        e->registers_stale = true;
        break;
    case REF_STEP_CALL:
        e->call_due = true;
        break;
    case REF_STEP_PROBE:
        if (step.pa == PROBE_BASE + PROBE_REG_EXIT) {
            e->concern(e->ctx, &step);
        }
        break;
    case REF_STEP_WAIT:
    case REF_STEP_SEND:
        e->concern(e->ctx, &step);
        break;
    case REF_STEP_ABORT:
        e->abort_due = true;
        break;
    case REF_STEP_STRAY:
        fail(e, pc, step.reason);
        break;
    }
}

/* What must have come of the instruction before. */
static const char *broken_promise(const struct ref_engine *e)
{
    if (e->abort_due) {
        return "an access that is not mapped did not abort";
    }
    if (e->call_due) {
        return "a hypervisor call that called nobody";
    }
    if (e->check && e->last.kind == REF_STEP_PLAIN && !accesses_agree(e)) {
        return "the engine's accesses are not those of the model";
    }
    return NULL;
}

static void on_instruction(uc_engine *uc, uint64_t pc, uint32_t size, void *user)
{
    struct ref_engine *e = user;
    const char *broken;

    (void)size;
    if (e->failed || e->stopped) {
        return;
    }
    if (e->slice == 0) {
        e->stopped = true;
        uc_emu_stop(uc);
        return;
    }
    broken = broken_promise(e);
    if (broken != NULL) {
        fail(e, e->last_pc, broken);
        return;
    }
    if (e->registers_stale) {
        refresh_registers(e);
    }
    e->steps++;
    e->slice--;
    model_step(e, pc);
}

void ref_engine_stop(struct ref_engine *e)
{
    e->slice = 0;
}

/*
 * Enters the handler for exceptions from the level it runs at, with the stack
 * pointer it uses. Of the syndrome only the class is told, which is all that
 * guests ask.
 */
static void enter_exception(struct ref_engine *e, unsigned exception_class, uint64_t return_address)
{
    uint64_t pstate = 0, vector = system_register(e, vbar_el1) + 0x200;

    uc_reg_read(e->uc, UC_ARM64_REG_PSTATE, &pstate);
    set_system_register(e, spsr_el1, pstate);
    set_system_register(e, elr_el1, return_address);
    set_system_register(e, esr_el1, (uint64_t)exception_class << 26 | 1 << 25);
    uc_reg_write(e->uc, UC_ARM64_REG_PC, &vector);
}

/* The call returns behind the HVC, which the engine may take for an undefined instruction. */
static void return_from_call(struct ref_engine *e)
{
    uint64_t next = e->last_pc + 4;

    e->call_due = false;
    e->concern(e->ctx, &e->last);
    uc_reg_write(e->uc, UC_ARM64_REG_PC, &next);
}

static void on_exception(uc_engine *uc, uint32_t number, void *user)
{
    struct ref_engine *e = user;
    uint64_t pc = 0;

    uc_reg_read(uc, UC_ARM64_REG_PC, &pc);
    if (e->call_due && (number == EXCEPTION_HVC || number == EXCEPTION_UNDEFINED)) {
        return_from_call(e);
    } else if (number == EXCEPTION_SVC) {
        enter_exception(e, 0x15, pc);
    } else if (number == EXCEPTION_DATA_ABORT && e->abort_due) {
        e->abort_due = false;
        enter_exception(e, 0x25, e->last_pc);
    } else {
        fail(e, pc, "an exception that the model did not expect");
    }
}

static uint64_t probe_read(uc_engine *uc, uint64_t offset, unsigned size, void *user)
{
    (void)uc, (void)size, (void)user;
    return offset == PROBE_REG_ID ? PROBE_MAGIC : offset == PROBE_REG_VERSION ? PROBE_VERSION : 0;
}

/* The code hook has seen it already. */
static void probe_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t value, void *user)
{
    (void)uc, (void)offset, (void)size, (void)value, (void)user;
}

static void set_control(uc_engine *uc, unsigned op1, uint64_t val)
{
    uc_arm64_cp_reg reg = {.crn = 1, .crm = 1, .op0 = 3, .op1 = op1, .val = val};

    uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg);
}

/* EL1h with interrupts masked, AArch64 below EL2 and EL3, non-secure. */
static void reset(uc_engine *uc)
{
    uint64_t pstate = 0x3c5;

    uc_reg_write(uc, UC_ARM64_REG_PSTATE, &pstate);
    set_control(uc, 4, 1ULL << 31); /* HCR_EL2.RW */
    set_control(uc, 6, 1ULL << 10 | 1); /* SCR_EL3.RW, NS */
}

static bool add_hook(struct ref_engine *e, int type, void *function)
{
    uc_hook hook;

    return uc_hook_add(e->uc, &hook, type, function, e, 1, 0) == UC_ERR_OK;
}

static bool build(struct ref_engine *e, uint8_t *ram, size_t ram_size)
{
    if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &e->uc) != UC_ERR_OK ||
        uc_ctl_set_cpu_model(e->uc, UC_CPU_ARM64_MAX) != UC_ERR_OK ||
        uc_ctl_set_page_size(e->uc, 4096) != UC_ERR_OK || uc_ctl_exits_enable(e->uc) != UC_ERR_OK) {
        return false;
    }
    reset(e->uc);
    return uc_mem_map_ptr(e->uc, REF_RAM_BASE, ram_size, UC_PROT_ALL, ram) == UC_ERR_OK &&
           uc_mmio_map(e->uc, PROBE_BASE, PROBE_SIZE, probe_read, NULL, probe_write, NULL) ==
               UC_ERR_OK &&
           add_hook(e, UC_HOOK_CODE, (void *)(uintptr_t)on_instruction) &&
           add_hook(e, UC_HOOK_INTR, (void *)(uintptr_t)on_exception) &&
           (!e->check ||
            add_hook(e, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, (void *)(uintptr_t)on_access));
}

bool ref_engine_init(struct ref_engine *e, uint8_t *ram, size_t ram_size)
{
    e->core.probe = PROBE_BASE;
    e->core.probe_size = PROBE_SIZE;
    e->core.register_value = general_register;
    e->core.ctx = e;
    e->core.monitor = REF_NO_MONITOR;
    e->registers_stale = true;
    return build(e, ram, ram_size);
}

void ref_engine_finish(struct ref_engine *e)
{
    if (e->uc != NULL) {
        uc_close(e->uc);
    }
}

void ref_engine_run(struct ref_engine *e, uint64_t *pc, uint64_t slice)
{
    uc_err err;

    e->slice = slice;
    e->stopped = false;
    err = uc_emu_start(e->uc, *pc, 0, 0, 0);
    uc_reg_read(e->uc, UC_ARM64_REG_PC, pc);
    if (!e->stopped && !e->failed) {
        fail(e, *pc, uc_strerror(err));
    }
}

void ref_engine_forget(struct ref_engine *e)
{
    uc_arm64_cp_reg vmalle1 = {.crn = 8, .crm = 7, .op0 = 1};

    uc_reg_write(e->uc, UC_ARM64_REG_CP_REG, &vmalle1);
}
