/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single-stepping by the code hook: before each instruction its fetch and its
 * data addresses are worked out from the registers and go through the model.
 * The engine's own page tables walk, TLBI and monitor stay its own.
 */
#include "ref_engine.h"

#include <stdio.h>
#include <string.h>

#include <sys/mman.h>

#include <unicorn/unicorn.h>

#include "probe.h"
#include "ref_image.h"

#define RAM_SIZE (128ULL << 20)
#define PAGE_MASK 0xfffULL
#define NO_MONITOR UINT64_MAX
#define SEEN_MAX 64

struct seen {
    uint64_t pa;
    unsigned bytes;
};

struct engine {
    uc_engine *uc;
    uint8_t *ram;
    struct ref_mmu *mmu;
    const struct ref_engine_options *options;
    uint64_t steps;
    uint64_t monitor; /* address of the last load-exclusive, or NO_MONITOR */
    bool mmu_on;
    bool registers_stale; /* a system register may have changed */
    bool exited, failed;
    /* check: what the last instruction should have accessed, and what it did. */
    struct ref_access expected;
    uint64_t expected_va, expected_pc;
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

static uint64_t system_register(struct engine *e, unsigned op0, unsigned crn, unsigned crm,
                                unsigned op2)
{
    uc_arm64_cp_reg reg = {.crn = crn, .crm = crm, .op0 = op0, .op1 = 0, .op2 = op2};

    uc_reg_read(e->uc, UC_ARM64_REG_CP_REG, &reg);
    return reg.val;
}

static void refresh_registers(struct engine *e)
{
    struct ref_regime *regime = &e->mmu->regime;

    e->mmu_on = (system_register(e, 3, 1, 0, 0) & 1) != 0;
    regime->ttbr0 = system_register(e, 3, 2, 0, 0);
    regime->ttbr1 = system_register(e, 3, 2, 0, 1);
    regime->tcr = system_register(e, 3, 2, 0, 2);
    e->registers_stale = false;
}

/* The value of X0..X30; 31 is the stack pointer. */
static uint64_t general_register(struct engine *e, unsigned n)
{
    uint64_t value = 0;
    int id = n == 31   ? UC_ARM64_REG_SP
             : n == 30 ? UC_ARM64_REG_X30
             : n == 29 ? UC_ARM64_REG_X29
                       : UC_ARM64_REG_X0 + (int)n;

    uc_reg_read(e->uc, id, &value);
    return value;
}

static uint64_t operand_or_zero(struct engine *e, unsigned n)
{
    return n >= 31 ? 0 : general_register(e, n);
}

/* The physical address of va, or all ones. */
static uint64_t physical(struct engine *e, uint64_t va)
{
    struct ref_walk walk;

    if (!e->mmu_on) {
        return va;
    }
    walk = ref_walk(&e->mmu->regime, read_ram, e, va);
    return walk.mapped ? walk.pa : UINT64_MAX;
}

static uint64_t data_address(struct engine *e, const struct ref_access *access, uint64_t pc)
{
    uint64_t base = access->base == REF_BASE_PC ? pc : general_register(e, access->base);

    return ref_access_address(access, base, operand_or_zero(e, access->index));
}

/* SYS #op1, C8, CRm, #op2, Xt (Arm ARM, "A64 System instructions for TLB maintenance"). */
static bool invalidate(struct engine *e, uint32_t insn)
{
    static const enum ref_reach reach[8] = {REF_ALL,          REF_VA, REF_ASID, REF_VA_ALL_ASIDS,
                                            REF_ALL /* no */, REF_VA, REF_ALL,  REF_VA_ALL_ASIDS};
    unsigned op1 = insn >> 16 & 7, crm = insn >> 8 & 15, op2 = insn >> 5 & 7;
    uint64_t operand = operand_or_zero(e, insn & 31);
    struct ref_tlbi op = {.reach = reach[op2], .asid = operand >> 48};

    if (op1 != 0 || (crm != 3 && crm != 7) || op2 == 4 || op2 == 6) {
        return false;
    }
    /* Bits [43:0] are VA[55:12]; bit 55 tells the half. */
    op.va = (uint64_t)((int64_t)(operand << 20) >> 8);
    ref_mmu_invalidate(e->mmu, op);
    return true;
}

/* What an instruction other than a load or store means to the model. */
static void system_instruction(struct engine *e, uint64_t pc, uint32_t insn)
{
    if ((insn & 0xfff8f000) == 0xd5088000) { /* TLBI */
        if (!invalidate(e, insn)) {
            fail(e, pc, "a TLBI that is not modelled");
        }
    } else if ((insn & 0xfff00000) == 0xd5100000) { /* MSR (register) */
        e->registers_stale = true;
    } else if ((insn & 0xfffff0ff) == 0xd503305f) { /* CLREX */
        e->monitor = NO_MONITOR;
    } else if (insn == 0xd69f03e0) { /* ERET */
        fail(e, pc, "exceptions are not modelled");
    }
}

/* True when a store-exclusive still owns its address: only then does it access memory. */
static bool monitor_step(struct engine *e, const struct ref_access *access, uint64_t va)
{
    bool owned = va == e->monitor;

    if (access->kind == REF_ACCESS_LOAD_EXCLUSIVE) {
        e->monitor = va;
    } else if (access->kind == REF_ACCESS_STORE_EXCLUSIVE) {
        e->monitor = NO_MONITOR;
        return owned;
    }
    return true;
}

static void data_step(struct engine *e, uint64_t pc, const struct ref_access *access, uint64_t va)
{
    bool accesses = monitor_step(e, access, va);

    if (accesses) {
        e->expected = *access;
        e->expected_va = va;
    }
    if (!e->mmu_on || !accesses) {
        e->mmu->counts.data_accesses++;
    } else if (!ref_mmu_data(e->mmu, access, va)) {
        fail(e, pc, "data access to an address that is not mapped");
    }
}

static bool is_probe(uint64_t pa)
{
    return pa >= PROBE_BASE && pa < PROBE_BASE + PROBE_SIZE;
}

/* A store to the probe: nothing counts, and one of its registers ends the run. */
static void mark(struct engine *e, uint64_t pa)
{
    if (pa == PROBE_BASE + PROBE_REG_EXIT) {
        e->exited = true;
        uc_emu_stop(e->uc);
    }
}

static void execute(struct engine *e, uint64_t pc, uint32_t insn)
{
    struct ref_access access = ref_access_decode(insn);
    uint64_t va, pa;

    if (access.kind == REF_ACCESS_UNKNOWN) {
        fail(e, pc, "a load or store that is not modelled");
        return;
    }
    if (access.kind == REF_ACCESS_NONE) {
        e->mmu->counts.instructions++;
        system_instruction(e, pc, insn);
        return;
    }
    va = data_address(e, &access, pc);
    pa = physical(e, va);
    if (access.kind == REF_ACCESS_STORE && is_probe(pa)) {
        mark(e, pa);
        return;
    }
    e->mmu->counts.instructions++;
    data_step(e, pc, &access, va);
}

/* A load or store: the engine's own accesses are exactly those. Others: in the same page. */
static bool as_expected(struct engine *e)
{
    const struct ref_access *access = &e->expected;
    bool each = access->kind == REF_ACCESS_LOAD || access->kind == REF_ACCESS_STORE;

    if (each && e->seen_count != access->count) {
        return false;
    }
    if ((access->kind == REF_ACCESS_NONE) != (e->seen_count == 0)) {
        return false;
    }
    for (unsigned i = 0; i < e->seen_count; i++) {
        uint64_t pa = physical(e, e->expected_va + (each ? i * access->element : 0));

        if (each ? e->seen[i].pa != pa || e->seen[i].bytes != access->element
                 : (e->seen[i].pa ^ pa) > PAGE_MASK) {
            return false;
        }
    }
    return true;
}

static void check_last(struct engine *e)
{
    if (!as_expected(e)) {
        fail(e, e->expected_pc, "the engine's accesses are not those of the decoder");
    }
    e->seen_count = 0;
    e->expected.kind = REF_ACCESS_NONE;
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

static void on_instruction(uc_engine *uc, uint64_t pc, uint32_t size, void *user)
{
    struct engine *e = user;
    uint64_t word;

    (void)uc, (void)size;
    if (e->failed || e->exited) {
        return;
    }
    if (e->options->check) {
        check_last(e);
        e->expected_pc = pc;
    }
    if (e->registers_stale) {
        refresh_registers(e);
    }
    if (++e->steps > e->options->max_instructions) {
        fail(e, pc, "the guest goes on for too long");
    } else if ((e->mmu_on && !ref_mmu_fetch(e->mmu, pc)) ||
               !read_ram(e, physical(e, pc & ~7ULL), &word)) {
        fail(e, pc, "fetch from an address that is not mapped");
    } else {
        execute(e, pc, (uint32_t)(word >> (pc & 4) * 8));
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

static void set_cp(uc_engine *uc, unsigned op1, unsigned crm, uint64_t val)
{
    uc_arm64_cp_reg reg = {.crn = 1, .crm = crm, .op0 = 3, .op1 = op1, .op2 = 0, .val = val};

    uc_reg_write(uc, UC_ARM64_REG_CP_REG, &reg);
}

/* EL1h with interrupts masked, AArch64 below EL2 and EL3, non-secure. */
static void reset(uc_engine *uc)
{
    uint64_t pstate = 0x3c5;

    uc_reg_write(uc, UC_ARM64_REG_PSTATE, &pstate);
    set_cp(uc, 4, 1, 1ULL << 31); /* HCR_EL2.RW */
    set_cp(uc, 6, 1, 1ULL << 10 | 1); /* SCR_EL3.RW, NS */
}

static bool build(struct engine *e)
{
    uc_hook code, data;
    bool ok;

    if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &e->uc) != UC_ERR_OK) {
        return false;
    }
    ok = uc_ctl_set_cpu_model(e->uc, UC_CPU_ARM64_MAX) == UC_ERR_OK &&
         uc_ctl_set_page_size(e->uc, 4096) == UC_ERR_OK &&
         uc_ctl_exits_enable(e->uc) == UC_ERR_OK &&
         uc_mem_map_ptr(e->uc, REF_RAM_BASE, RAM_SIZE, UC_PROT_ALL, e->ram) == UC_ERR_OK &&
         uc_mmio_map(e->uc, PROBE_BASE, PROBE_SIZE, probe_read, NULL, probe_write, NULL) ==
             UC_ERR_OK &&
         uc_hook_add(e->uc, &code, UC_HOOK_CODE, (void *)(uintptr_t)on_instruction, e, 1, 0) ==
             UC_ERR_OK;
    if (ok && e->options->check) {
        ok = uc_hook_add(e->uc, &data, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE,
                         (void *)(uintptr_t)on_access, e, 1, 0) == UC_ERR_OK;
    }
    reset(e->uc);
    return ok;
}

static bool run(struct engine *e, uint64_t entry)
{
    uc_err err = uc_emu_start(e->uc, entry, 0, 0, 0);
    uint64_t pc = 0;

    if (err != UC_ERR_OK && !e->exited && !e->failed) {
        uc_reg_read(e->uc, UC_ARM64_REG_PC, &pc);
        fail(e, pc, uc_strerror(err));
    }
    return e->exited && !e->failed;
}

bool ref_engine_run(struct ref_mmu *mmu, const char *image,
                    const struct ref_engine_options *options)
{
    struct engine e = {.mmu = mmu, .options = options, .monitor = NO_MONITOR};
    uint64_t entry;
    bool ok;

    e.registers_stale = true;
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
