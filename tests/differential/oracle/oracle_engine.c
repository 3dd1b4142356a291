/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_engine.h"

#include <unicorn/unicorn.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STUB 0x20000000ULL
#define PSTATE_EL1H 0x3c5U
#define PSTATE_EL0T 0x3c0U
#define PSTATE_PAN (1U << 22)
#define SCTLR_BASE 0x30d00800ULL /* RES1 bits; EL0 may not do more than load and store */

#define CLASS_FETCH_LOWER 0x20
#define CLASS_DATA_SAME 0x25
#define CLASS_BRK 0x3c

struct oracle_engine {
    uc_engine *uc;
    uc_context *context;
    size_t syndrome_offset; /* in the saved context */
    struct oracle_case last; /* the registers as the engine has them */
    uint32_t pstate;
};

/* op0, op1, CRn, CRm, op2 */
struct sysreg {
    uint8_t op0, op1, crn, crm, op2;
};

static const struct sysreg sctlr_el1 = {3, 0, 1, 0, 0}, tcr_el1 = {3, 0, 2, 0, 2},
                           hcr_el2 = {3, 4, 1, 1, 0}, scr_el3 = {3, 6, 1, 1, 0},
                           tlbi_vmalle1 = {1, 0, 8, 7, 0};

static void write_sysreg(struct oracle_engine *e, struct sysreg id, uint64_t val)
{
    uc_arm64_cp_reg reg = {
        .crn = id.crn, .crm = id.crm, .op0 = id.op0, .op1 = id.op1, .op2 = id.op2, .val = val};

    uc_reg_write(e->uc, UC_ARM64_REG_CP_REG, &reg);
}

/* Takes effect with the next write_sysreg(). */
static void write_pstate(struct oracle_engine *e, uint32_t pstate)
{
    if (pstate != e->pstate) {
        uc_reg_write(e->uc, UC_ARM64_REG_PSTATE, &pstate);
        e->pstate = pstate;
    }
}

/* As the engine is to have it: no TBID, which emu lacks, and 4K for the reserved TG0. */
static uint64_t engine_tcr(uint64_t tcr)
{
    uint64_t tg0 = 3ULL << TCR_TG_SHIFT(0);

    return ((tcr & tg0) == tg0 ? tcr & ~tg0 : tcr) & ~TCR_TBID;
}

/* None of these writes flushes the engine's TLB: they go to its raw registers. */
static void write_registers(struct oracle_engine *e, const struct oracle_case *c)
{
    uc_reg_write(e->uc, UC_ARM64_REG_TTBR0_EL1, &c->ttbr[0]);
    uc_reg_write(e->uc, UC_ARM64_REG_TTBR1_EL1, &c->ttbr[1]);
    uc_reg_write(e->uc, UC_ARM64_REG_MAIR_EL1, &c->mair);
    if (c->tcr != e->last.tcr) {
        write_sysreg(e, tcr_el1, engine_tcr(c->tcr));
    }
    if (c->sctlr != e->last.sctlr) {
        write_sysreg(e, sctlr_el1, c->sctlr | SCTLR_BASE);
    }
    e->last = *c;
}

static struct oracle_answer decode_par(uint64_t par)
{
    if ((par & 1) != 0) {
        return (struct oracle_answer){.fault = true, .status = par >> 1 & 63};
    }
    return (struct oracle_answer){
        .pa = par & 0xfffffffff000ULL, .attr = (uint8_t)(par >> 56), .shareability = par >> 7 & 3};
}

static struct oracle_answer ask_at(struct oracle_engine *e, const struct oracle_case *c)
{
    struct sysreg at = {1, 0, 7, 8, (c->access == ORACLE_WRITE) | (c->el == 0) << 1};
    uint64_t par = 0;

    if (c->how == ORACLE_AT_PAN) {
        at = (struct sysreg){1, 0, 7, 9, c->access == ORACLE_WRITE};
    }
    write_pstate(e, PSTATE_EL1H | (c->pan ? PSTATE_PAN : 0));
    write_registers(e, c);
    write_sysreg(e, at, c->va);
    uc_reg_read(e->uc, UC_ARM64_REG_PAR_EL1, &par);
    struct oracle_answer answer = decode_par(par);

    answer.pa |= answer.fault ? 0 : c->va & 0xfff;
    return answer;
}

/* The engine exports neither for AArch64, but saves both: see find_syndrome(). */
struct syndrome {
    uint32_t esr, fsr;
    uint64_t far;
};

static struct syndrome read_syndrome(struct oracle_engine *e)
{
    struct syndrome s;

    uc_context_save(e->uc, e->context);
    memcpy(&s, (const uint8_t *)e->context + e->syndrome_offset, sizeof(s));
    return s;
}

static uc_err run_at(struct oracle_engine *e, uint64_t pc)
{
    return uc_emu_start(e->uc, pc, 0, 0, 0);
}

/* Brings the stub into the empty TLB, for the exception level and PAN of the case. */
static void prime(struct oracle_engine *e, const struct oracle_case *c)
{
    write_pstate(e, (c->el == 0 ? PSTATE_EL0T : PSTATE_EL1H) | (c->pan ? PSTATE_PAN : 0));
    write_sysreg(e, tlbi_vmalle1, 0);
    write_sysreg(e, tcr_el1, 0);
    write_sysreg(e, sctlr_el1, SCTLR_BASE);
    e->last.tcr = e->last.sctlr = ~0ULL;
    run_at(e, STUB);
}

static uint64_t pc_of(const struct oracle_case *c)
{
    unsigned column = c->how == ORACLE_RUN_UNPRIVILEGED ? 3 : 1;

    return c->access == ORACLE_FETCH ? c->va : STUB + 16 * (column + (c->access == ORACLE_WRITE));
}

static uc_err access_memory(struct oracle_engine *e, const struct oracle_case *c)
{
    uint64_t value = ORACLE_STORED;

    uc_reg_write(e->uc, UC_ARM64_REG_X0, &c->va);
    uc_reg_write(e->uc, UC_ARM64_REG_X1, &value);
    return run_at(e, pc_of(c));
}

static struct oracle_answer ask_run(struct oracle_engine *e, const struct oracle_case *c)
{
    struct oracle_answer answer = {.fault = false};

    prime(e, c);
    write_registers(e, c);
    uc_err err = access_memory(e, c);

    if (err != UC_ERR_EXCEPTION) {
        answer.absent = true;
        return answer;
    }
    struct syndrome s = read_syndrome(e);
    unsigned class = s.esr >> 26;

    if (class >= CLASS_FETCH_LOWER && class <= CLASS_DATA_SAME) {
        return (struct oracle_answer){
            .fault = true, .status = s.esr & 63, .esr = s.esr, .far = s.far};
    }
    answer.value = s.esr & 0xffff;
    if (c->access != ORACLE_FETCH) {
        uc_reg_read(e->uc, UC_ARM64_REG_X1, &answer.value);
    }
    return answer;
}

struct oracle_answer oracle_engine_ask(struct oracle_engine *engine, const struct oracle_case *c)
{
    return oracle_is_run(c) ? ask_run(engine, c) : ask_at(engine, c);
}

bool oracle_engine_in_stub(uint64_t address)
{
    return (address & 0xfffffffff000ULL) == STUB;
}

/*
 * What a program reads in ESR and FAR is what the engine holds for the handler
 * that it never enters. Both lie side by side in its saved context; where is
 * found by faults whose syndrome is known: with the MMU off, an address beyond
 * the physical ones gives an address size fault at level 0.
 */
static size_t offset_of_fault(struct oracle_engine *e, uint64_t va, enum oracle_access access)
{
    struct oracle_case c = {.va = va, .how = ORACLE_RUN, .access = (uint8_t)access, .el = 1};
    uint32_t esr = 0x96000000U | (access == ORACLE_WRITE ? 1U << 6 : 0);
    size_t size = uc_context_size(e->uc), found = 0;

    prime(e, &c);
    access_memory(e, &c);
    uc_context_save(e->uc, e->context);
    for (size_t i = 0; i + sizeof(struct syndrome) <= size; i += 4) {
        struct syndrome s;

        memcpy(&s, (const uint8_t *)e->context + i, sizeof(s));
        if (s.esr == esr && s.far == va) {
            found = found == 0 ? i : SIZE_MAX;
        }
    }
    return found;
}

static bool find_syndrome(struct oracle_engine *e)
{
    size_t first = offset_of_fault(e, 0x0012345678905000ULL, ORACLE_READ);

    e->syndrome_offset = first;
    return first != 0 && first != SIZE_MAX &&
           first == offset_of_fault(e, 0x0065432109874000ULL, ORACLE_WRITE);
}

static bool map_stub(struct oracle_engine *e)
{
    static const uint32_t code[] = {
        0xd43ffe00, 0,          0, 0, /* brk #0xfff0 */
        0xf9400001, 0xd43ffe20, 0, 0, /* ldr x1, [x0]; brk #0xfff1 */
        0xf9000001, 0xd43ffe20, 0, 0, /* str */
        0xf8400801, 0xd43ffe20, 0, 0, /* ldtr */
        0xf8000801, 0xd43ffe20, 0, 0, /* sttr */
    };

    return uc_mem_map(e->uc, STUB, 4096, UC_PROT_ALL) == UC_ERR_OK &&
           uc_mem_write(e->uc, STUB, code, sizeof(code)) == UC_ERR_OK;
}

static bool map_memory(struct oracle_engine *e, const struct oracle_memory *memory)
{
    for (unsigned i = 0; i < ORACLE_WINDOWS; i++) {
        if (uc_mem_map_ptr(e->uc, oracle_window_base[i], ORACLE_WINDOW_SIZE, UC_PROT_ALL,
                           memory->window[i]) != UC_ERR_OK) {
            return false;
        }
    }
    return true;
}

static bool build(struct oracle_engine *e, const struct oracle_memory *memory)
{
    if (uc_open(UC_ARCH_ARM64, UC_MODE_ARM, &e->uc) != UC_ERR_OK ||
        uc_ctl_set_cpu_model(e->uc, UC_CPU_ARM64_MAX) != UC_ERR_OK ||
        uc_ctl_set_page_size(e->uc, 4096) != UC_ERR_OK || uc_ctl_exits_enable(e->uc) != UC_ERR_OK ||
        uc_context_alloc(e->uc, &e->context) != UC_ERR_OK) {
        return false;
    }
    write_pstate(e, PSTATE_EL1H);
    write_sysreg(e, hcr_el2, 1ULL << 31); /* RW */
    write_sysreg(e, scr_el3, 1ULL << 10 | 1); /* RW, NS */
    return map_stub(e) && map_memory(e, memory) && find_syndrome(e);
}

struct oracle_engine *oracle_engine_create(const struct oracle_memory *memory)
{
    struct oracle_engine *e = calloc(1, sizeof(*e));

    if (e != NULL && !build(e, memory)) {
        fprintf(stderr, "oracle: the engine cannot be set up, or tells no syndromes\n");
        oracle_engine_destroy(e);
        return NULL;
    }
    return e;
}

void oracle_engine_destroy(struct oracle_engine *engine)
{
    if (engine == NULL) {
        return;
    }
    if (engine->context != NULL) {
        uc_context_free(engine->context);
    }
    if (engine->uc != NULL) {
        uc_close(engine->uc);
    }
    free(engine);
}
