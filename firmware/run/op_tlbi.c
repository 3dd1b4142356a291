/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A single TLB invalidation, as the script names it, and its completion. */
#include "run/op.h"

#include "arch/barrier.h"
#include "arch/tlbi.h"

enum operand_kind { OPERAND_NONE, OPERAND_ASID, OPERAND_VA, OPERAND_VAA };

struct invalidation {
    void (*issue)(uint64_t operand);
    enum operand_kind operand;
};

/* A local invalidation completes locally. */
#define COMPLETE_LOCAL dsb(nsh)
#define COMPLETE_INNER dsb(ish)
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
    [PROGRAM_TLBI_##NAME] = {issue_##NAME, OPERAND_##operand_kind},
#include "abi/tlbi_ops.def"
#undef TLBI_OP
};
#undef COMPLETE_LOCAL
#undef COMPLETE_INNER

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
    }
    return 0;
}

void op_tlbi(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const struct invalidation *invalidation = &invalidations[insn->imm];
    const uint64_t operand = operand_of(invalidation->operand, core_get(core, insn->a));

    probe_op_begin(probe, insn->site);
    invalidation->issue(operand);
    probe_op_end(probe, 0);

    core_report(core, 0);
}
