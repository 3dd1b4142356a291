/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Order matters: the fetch, then the accesses, each in the order the Arm ARM gives them. */
#include "ref_core.h"

#include <stddef.h>

#include "ref_tlbi.h"

static struct ref_step stray(const char *reason)
{
    return (struct ref_step){.kind = REF_STEP_STRAY, .reason = reason};
}

uint64_t ref_core_physical(const struct ref_core *core, uint64_t va)
{
    const struct ref_mmu *mmu = core->mmu;
    struct ref_walk walk;

    if (!core->mmu_on) {
        return va;
    }
    walk = ref_walk(&mmu->regime, mmu->read, mmu->read_ctx, va);
    return walk.mapped ? walk.pa : UINT64_MAX;
}

static bool fetch(struct ref_core *core, uint64_t pc, uint32_t *ret_insn)
{
    uint64_t word, pa;

    if (core->mmu_on && !ref_mmu_fetch(core->mmu, pc)) {
        return false;
    }
    pa = ref_core_physical(core, pc);
    if (!core->mmu->read(core->mmu->read_ctx, pa & ~7ULL, &word)) {
        return false;
    }
    *ret_insn = (uint32_t)(word >> (pa & 4) * 8);
    return true;
}

static uint64_t operand_or_zero(const struct ref_core *core, unsigned n)
{
    return n >= 31 ? 0 : core->register_value(core->ctx, n);
}

static bool invalidate(struct ref_core *core, uint32_t insn)
{
    unsigned op1 = insn >> 16 & 7, crm = insn >> 8 & 15, op2 = insn >> 5 & 7;
    struct ref_tlbi op;

    if (!ref_tlbi_decode(op1, crm, op2, operand_or_zero(core, insn & 31), &op)) {
        return false;
    }
    ref_mmu_invalidate(core->mmu, op);
    if (ref_tlbi_broadcast(crm) && !core->deaf) {
        for (unsigned i = 0; i < core->other_count; i++) {
            ref_mmu_invalidate(core->other[i], op);
        }
    }
    return true;
}

static void count_instruction(struct ref_core *core, uint32_t insn)
{
    struct ref_mmu *mmu = core->mmu;

    mmu->counts.instructions++;
    if (mmu->executed != NULL) {
        mmu->executed(mmu->executed_ctx, insn);
    }
}

/* An instruction other than a load or store. */
static struct ref_step other_step(struct ref_core *core, uint32_t insn)
{
    count_instruction(core, insn);
    if ((insn & 0xfff8f000) == 0xd5088000) { /* TLBI */
        return invalidate(core, insn) ? (struct ref_step){0} : stray("a TLBI of no known kind");
    }
    if ((insn & 0xffe0001f) == 0xd4000002) { /* HVC */
        return (struct ref_step){.kind = REF_STEP_CALL};
    }
    if (insn == 0xd503205f) { /* WFE */
        return (struct ref_step){.kind = REF_STEP_WAIT};
    }
    if (insn == 0xd503209f) { /* SEV */
        return (struct ref_step){.kind = REF_STEP_SEND};
    }
    if ((insn & 0xfffff0ff) == 0xd503305f) { /* CLREX */
        core->monitor = REF_NO_MONITOR;
    } else if (insn == 0xd69f03e0) { /* ERET */
        core->monitor = REF_NO_MONITOR;
    } else if ((insn & 0xfff00000) == 0xd5100000) { /* MSR (register) */
        return (struct ref_step){.kind = REF_STEP_REGISTERS};
    }
    return (struct ref_step){0};
}

/* False for a store-exclusive that does not own its address: it accesses nothing. */
static bool monitor_allows(struct ref_core *core, const struct ref_access *access, uint64_t va)
{
    bool owned = va == core->monitor;

    if (access->kind == REF_ACCESS_LOAD_EXCLUSIVE) {
        core->monitor = va;
    } else if (access->kind == REF_ACCESS_STORE_EXCLUSIVE) {
        core->monitor = REF_NO_MONITOR;
        return owned;
    }
    return true;
}

static struct ref_step data_step(struct ref_core *core, uint32_t insn,
                                 const struct ref_access *access, uint64_t va)
{
    struct ref_step step = {.access = *access, .va = va};

    if (!monitor_allows(core, access, va)) {
        step.access.kind = REF_ACCESS_NONE;
        core->mmu->counts.data_accesses++; /* a hit */
    } else if (!core->mmu_on) {
        core->mmu->counts.data_accesses++;
    } else if (!ref_mmu_data(core->mmu, access, va)) {
        step.kind = REF_STEP_ABORT;
        return step;
    }
    count_instruction(core, insn);
    return step;
}

static uint64_t data_address(const struct ref_core *core, const struct ref_access *access,
                             uint64_t pc)
{
    uint64_t base =
        access->base == REF_BASE_PC ? pc : core->register_value(core->ctx, access->base);

    return ref_access_address(access, base, operand_or_zero(core, access->index));
}

struct ref_step ref_core_step(struct ref_core *core, uint64_t pc)
{
    struct ref_access access;
    uint64_t va, pa;
    uint32_t insn;

    if (!fetch(core, pc, &insn)) {
        return stray("a fetch from an address that is not mapped");
    }
    access = ref_access_decode(insn);
    if (access.kind == REF_ACCESS_UNKNOWN) {
        return stray("a load or store of no known kind");
    }
    if (access.kind == REF_ACCESS_NONE) {
        return other_step(core, insn);
    }
    va = data_address(core, &access, pc);
    pa = ref_core_physical(core, va);
    if (access.kind == REF_ACCESS_STORE && pa - core->probe < core->probe_size) {
        return (struct ref_step){.kind = REF_STEP_PROBE, .pa = pa};
    }
    return data_step(core, insn, &access, va);
}
