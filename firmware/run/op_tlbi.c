/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A single TLB invalidation, as the script names it, and its completion. */
#include "run/op.h"

#include "arch/barrier.h"
#include "arch/tlbi.h"
#include "lib/panic.h"
#include "mm/layout.h"

enum operand_kind {
    OPERAND_NONE,
    OPERAND_ASID,
    OPERAND_VA,
    OPERAND_VAA,
    OPERAND_RVA,
    OPERAND_RVAA,
};

enum scope { SCOPE_LOCAL, SCOPE_INNER, SCOPE_OUTER };

struct invalidation {
    void (*issue)(uint64_t operand);
    enum operand_kind operand;
    enum scope scope;
};

/* An invalidation completes in the domain that it is for. */
#define COMPLETE_LOCAL dsb(nsh)
#define COMPLETE_INNER dsb(ish)
#define COMPLETE_OUTER dsb(osh)
#define TLBI_OP(NAME, text, op1, crm, op2, scope, operand_kind)                                    \
    static void issue_##NAME(uint64_t operand)                                                     \
    {                                                                                              \
        tlbi_issue_##NAME(operand);                                                                \
        COMPLETE_##scope;                                                                          \
        isb();                                                                                     \
    }
#include "abi/tlbi_ops.def"
#undef TLBI_OP

static const struct invalidation invalidations[PROGRAM_TLBI_COUNT] = {
#define TLBI_OP(NAME, text, op1, crm, op2, scope, operand_kind)                                    \
    [PROGRAM_TLBI_##NAME] = {issue_##NAME, OPERAND_##operand_kind, SCOPE_##scope},
#include "abi/tlbi_ops.def"
#undef TLBI_OP
};
#undef COMPLETE_LOCAL
#undef COMPLETE_INNER
#undef COMPLETE_OUTER

static bool is_range(const struct invalidation *invalidation)
{
    return invalidation->operand == OPERAND_RVA || invalidation->operand == OPERAND_RVAA;
}

/* What the core must have for it. */
static enum tlbi_feature needed(const struct invalidation *invalidation)
{
    return is_range(invalidation)               ? TLBI_FEATURE_RANGE
           : invalidation->scope == SCOPE_OUTER ? TLBI_FEATURE_OUTER
                                                : TLBI_FEATURE_BASE;
}

/* The script's number is an address, or for some operations an ASID. */
static uint64_t operand_of(enum operand_kind kind, uint64_t value)
{
    switch (kind) {
    case OPERAND_NONE:
        return 0;
    case OPERAND_ASID:
        return tlbi_operand(0, value & 0xffff);
    case OPERAND_VA:
    case OPERAND_VAA:
        return tlbi_operand(value, 0);
    case OPERAND_RVA:
    case OPERAND_RVAA:
        return tlbi_range_operand(value, PAGE_SHIFT, 0, 0, 0); /* two pages, the fewest */
    }
    return 0;
}

void op_tlbi(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const struct invalidation *invalidation = &invalidations[insn->imm];
    const uint64_t operand = operand_of(invalidation->operand, core_get(core, insn->a));

    if (tlbi_feature() < needed(invalidation)) {
        panic("tlbi: this core lacks the operation");
    }
    probe_op_begin(probe, insn->site);
    invalidation->issue(operand);
    probe_op_end(probe, 0);

    core_report(core, 0);
}
