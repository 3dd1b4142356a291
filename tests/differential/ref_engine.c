/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single-stepping by the code hook. The engine walks the guest's tables, keeps
 * its TLB and its monitor by itself; only registers and memory are shared with
 * the model. Under `check`, the addresses the model believed in are held
 * against those the engine reports of the executed instruction.
 */
#include "ref_engine.h"

#include <unicorn/unicorn.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "probe.h"
#include "ref_core.h"
#include "ref_image.h"

#define RAM_SIZE (128ULL << 20)
#define SEEN_MAX 64

/* The engine's numbers of the exceptions that guests may take. */
#define EXCEPTION_SVC 2
#define EXCEPTION_DATA_ABORT 4

struct seen {
    uint64_t pa;
    unsigned bytes;
};

struct engine {
    uc_engine *uc;
    uint8_t *ram;
    struct ref_core core;
    const struct ref_engine_options *options;
    uint64_t steps;
    bool registers_stale; /* a system register may have changed */
    bool exited, failed;
    bool abort_due; /* the model says that the instruction under way aborts */
    /* check: the last instruction as the model sees it, and what the engine did. */
    struct ref_step last;
    uint64_t last_pc;
    struct seen seen[SEEN_MAX];
    unsigned seen_count;
};

static void fail(struct engine *e, uint64_t pc, const char *why)
{
    fprintf(stderr, "ref_step: pc 0x%llx: %s\n", (unsigned long long)pc, why);
    e->failed = true;
    uc_emu_stop(e->uc);
}

static bool read_ram(void *ctx, uint64_t pa, uint64_t *ret_value)
{
    const struct engine *e = ctx;

    if (pa < REF_RAM_BASE || pa - REF_RAM_BASE > RAM_SIZE - sizeof(*ret_value)) {
        return false;
    }
    memcpy(ret_value, e->ram + (pa - REF_RAM_BASE), sizeof(*ret_value));
    return true;
}

static uint64_t general_register(void *ctx, unsigned n)
{
    static const int odd_ids[] = {UC_ARM64_REG_X29, UC_ARM64_REG_X30, UC_ARM64_REG_SP};
    struct engine *e = ctx;
    uint64_t value = 0;

    uc_reg_read(e->uc, n < 29 ? UC_ARM64_REG_X0 + (int)n : odd_ids[n - 29], &value);
    return value;
}

/* A system register as op0 3, op1 0 and these. */
struct register_id {
    uint8_t crn, crm, op2;
};

static const struct register_id sctlr_el1 = {1, 0, 0}, ttbr0_el1 = {2, 0, 0}, ttbr1_el1 = {2, 0, 1},
                                tcr_el1 = {2, 0, 2}, spsr_el1 = {4, 0, 0}, elr_el1 = {4, 0, 1},
                                esr_el1 = {5, 2, 0}, vbar_el1 = {12, 0, 0};

static uint64_t system_register(struct engine *e, struct register_id id)
{
    uc_arm64_cp_reg reg = {.crn = id.crn, .crm = id.crm, .op0 = 3, .op2 = id.op2};

    uc_reg_read(e->uc, UC_ARM64_REG_CP_REG, &reg);
    return reg.val;
}

static void set_system_register(struct engine *e, struct register_id id, uint64_t val)
{
    uc_arm64_cp_reg reg = {.crn = id.crn, .crm = id.crm, .op0 = 3, .op2 = id.op2, .val = val};

    uc_reg_write(e->uc, UC_ARM64_REG_CP_REG, &reg);
}

static void refresh_registers(struct engine *e)
{
    struct ref_regime *regime = &e->core.mmu->regime;

    e->core.mmu_on = (system_register(e, sctlr_el1) & 1) != 0;
    regime->ttbr0 = system_register(e, ttbr0_el1);
    regime->ttbr1 = system_register(e, ttbr1_el1);
    regime->tcr = system_register(e, tcr_el1);
    e->registers_stale = false;
}

/* Loads and stores: exactly these accesses. Others: some, all in the same page. */
static bool accesses_agree(const struct engine *e)
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
    struct engine *e = user;

    (void)uc, (void)type, (void)value;
    if (e->seen_count < SEEN_MAX) {
        e->seen[e->seen_count++] = (struct seen){pa, (unsigned)size};
    }
}

static void model_step(struct engine *e, uint64_t pc)
{
    struct ref_step step = ref_core_step(&e->core, pc);

    switch (step.kind) {
    case REF_STEP_PLAIN:
        break;
    case REF_STEP_REGISTERS:
        e->registers_stale = true;
        break;
    case REF_STEP_PROBE:
        e->exited = step.pa == PROBE_BASE + PROBE_REG_EXIT;
        break;
    case REF_STEP_ABORT:
        e->abort_due = true;
        break;
    case REF_STEP_STRAY:
        fail(e, pc, step.reason);
        break;
    }
    e->last = step;
    e->last_pc = pc;
    e->seen_count = 0;
}

static void on_instruction(uc_engine *uc, uint64_t pc, uint32_t size, void *user)
{
    struct engine *e = user;

    (void)size;
    if (e->failed || e->exited) {
        return;
    }
    if (e->abort_due) {
        fail(e, e->last_pc, "an access that is not mapped did not abort");
        return;
    }
    if (e->options->check && e->last.kind == REF_STEP_PLAIN && !accesses_agree(e)) {
        fail(e, e->last_pc, "the engine's accesses are not those of the model");
        return;
    }
    if (e->registers_stale) {
        refresh_registers(e);
    }
    if (++e->steps > e->options->max_instructions) {
        fail(e, pc, "the guest goes on for too long");
        return;
    }
    model_step(e, pc);
    if (e->exited) {
        uc_emu_stop(uc);
    }
}

/*
 * Enters the handler for exceptions from the level it runs at, with the stack
 * pointer it uses. Of the syndrome only the class is told, which is all that
 * guests ask.
 */
static void enter_exception(struct engine *e, unsigned exception_class, uint64_t return_address)
{
    uint64_t pstate = 0, vector = system_register(e, vbar_el1) + 0x200;

    uc_reg_read(e->uc, UC_ARM64_REG_PSTATE, &pstate);
    set_system_register(e, spsr_el1, pstate);
    set_system_register(e, elr_el1, return_address);
    set_system_register(e, esr_el1, (uint64_t)exception_class << 26 | 1 << 25);
    uc_reg_write(e->uc, UC_ARM64_REG_PC, &vector);
}

static void on_exception(uc_engine *uc, uint32_t number, void *user)
{
    struct engine *e = user;
    uint64_t pc = 0;

    uc_reg_read(uc, UC_ARM64_REG_PC, &pc);
    if (number == EXCEPTION_SVC) {
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

static bool add_hook(struct engine *e, int type, void *function)
{
    uc_hook hook;

    return uc_hook_add(e->uc, &hook, type, function, e, 1, 0) == UC_ERR_OK;
}

static bool build(struct engine *e)
{
    if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &e->uc) != UC_ERR_OK ||
        uc_ctl_set_cpu_model(e->uc, UC_CPU_ARM64_MAX) != UC_ERR_OK ||
        uc_ctl_set_page_size(e->uc, 4096) != UC_ERR_OK || uc_ctl_exits_enable(e->uc) != UC_ERR_OK) {
        return false;
    }
    reset(e->uc);
    return uc_mem_map_ptr(e->uc, REF_RAM_BASE, RAM_SIZE, UC_PROT_ALL, e->ram) == UC_ERR_OK &&
           uc_mmio_map(e->uc, PROBE_BASE, PROBE_SIZE, probe_read, NULL, probe_write, NULL) ==
               UC_ERR_OK &&
           add_hook(e, UC_HOOK_CODE, (void *)(uintptr_t)on_instruction) &&
           add_hook(e, UC_HOOK_INTR, (void *)(uintptr_t)on_exception) &&
           (!e->options->check ||
            add_hook(e, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, (void *)(uintptr_t)on_access));
}

static bool run(struct engine *e, uint64_t entry)
{
    uc_err err = uc_emu_start(e->uc, entry, 0, 0, 0);
    uint64_t pc = 0;

    if (!e->exited && !e->failed) {
        uc_reg_read(e->uc, UC_ARM64_REG_PC, &pc);
        fail(e, pc, uc_strerror(err));
    }
    return !e->failed;
}

bool ref_engine_run(struct ref_mmu *mmu, const char *image,
                    const struct ref_engine_options *options)
{
    struct engine e = {
        .core = {.mmu = mmu,
                 .probe = PROBE_BASE,
                 .probe_size = PROBE_SIZE,
                 .register_value = general_register,
                 .ctx = &e,
                 .monitor = REF_NO_MONITOR},
        .options = options,
        .registers_stale = true,
    };
    uint64_t entry;
    bool ok;

    e.ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (e.ram == MAP_FAILED) {
        return false;
    }
    mmu->read = read_ram;
    mmu->read_ctx = &e;
    ok = ref_image_load(image, e.ram, RAM_SIZE, &entry) && build(&e) && run(&e, entry);
    if (e.uc != NULL) {
        uc_close(e.uc);
    }
    munmap(e.ram, RAM_SIZE);
    return ok;
}
