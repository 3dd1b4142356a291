/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "Branches, Exception Generating and System instructions": bits
 * [28:26] are 101.
 */
#include "disasm_encoding.h"

static bool control(struct disasm_insn *insn, enum disasm_kind kind, enum cost_class cost,
                    bool ends_block)
{
    insn->kind = (uint8_t)kind;
    insn->cost = (uint8_t)cost;
    insn->ends_block = ends_block;
    return true;
}

static bool classify_branch(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    return control(insn, DISASM_BRANCH, COST_BRANCH, true);
}

static bool classify_eret(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    return control(insn, DISASM_ERET, COST_BRANCH, true);
}

static bool classify_exception(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    return control(insn, DISASM_EXCEPTION, COST_OTHER, true);
}

/* "System instructions with register argument": WFET, WFIT. */
static bool classify_timed_wait(uint32_t word, struct disasm_insn *insn)
{
    const bool event = disasm_bits(word, 7, 5) == 0;

    return control(insn, event ? DISASM_WFE : DISASM_WFI, COST_OTHER, true);
}

static bool classify_hint(uint32_t word, struct disasm_insn *insn)
{
    static const uint8_t kinds[] = {DISASM_HINT, DISASM_YIELD, DISASM_WFE,
                                    DISASM_WFI,  DISASM_SEV,   DISASM_SEV};
    const uint32_t hint = disasm_bits(word, 11, 5);
    const enum disasm_kind kind = hint < sizeof(kinds) ? kinds[hint] : DISASM_HINT;
    const bool waits = kind == DISASM_YIELD || kind == DISASM_WFE || kind == DISASM_WFI;

    return control(insn, kind, COST_OTHER, waits);
}

static bool classify_dsb_nxs(uint32_t word, struct disasm_insn *insn)
{
    /* CRm is domain:10; the access types are all, as in DSB SY. */
    insn->option = (uint8_t)(disasm_bits(word, 11, 8) | 3);
    return control(insn, DISASM_DSB, COST_OTHER, false);
}

static bool classify_barrier(uint32_t word, struct disasm_insn *insn)
{
    insn->option = (uint8_t)disasm_bits(word, 11, 8);
    switch (disasm_bits(word, 7, 5)) {
    case 4:
        return control(insn, DISASM_DSB, COST_OTHER, false);
    case 5:
        return control(insn, DISASM_DMB, COST_OTHER, false);
    case 6:
        insn->option = 0;
        return control(insn, DISASM_ISB, COST_OTHER, true);
    default: /* CLREX, SB */
        insn->option = 0;
        return control(insn, DISASM_HINT, COST_OTHER, false);
    }
}

/* PSTATE fields: op1 0 with op2 0..2 are CFINV, XAFLAG, AXFLAG, which change only NZCV. */
static bool classify_msr_immediate(uint32_t word, struct disasm_insn *insn)
{
    const bool flags = disasm_bits(word, 18, 16) == 0 && disasm_bits(word, 7, 5) <= 2;

    return control(insn, DISASM_MSR, flags ? COST_ALU : COST_SYSTEM, !flags);
}

/* DC ZVA: the one cache operation that writes what a load sees. */
static bool classify_zero_block(uint32_t word, struct disasm_insn *insn)
{
    const uint8_t rt = (uint8_t)disasm_bits(word, 4, 0);

    insn->store = true;
    insn->memory = (struct disasm_memory){
        .base = rt == 31 ? DISASM_REG_NONE : rt, .index = DISASM_REG_NONE, .count = 1};
    return control(insn, DISASM_CACHE, COST_STORE, false);
}

static bool classify_sys(uint32_t word, struct disasm_insn *insn)
{
    const uint32_t crn = disasm_bits(word, 15, 12);
    const uint32_t crm = disasm_bits(word, 11, 8);

    if (crn == 8 || crn == 9) { /* 9: the nXS forms */
        return control(insn, DISASM_TLBI, COST_SYSTEM, true);
    }
    if (crn != 7 || crm == 3) { /* C7, C3: prediction restriction */
        return control(insn, DISASM_SYS, COST_SYSTEM, false);
    }
    if (crm == 8 || crm == 9) {
        return control(insn, DISASM_AT, COST_SYSTEM, true);
    }
    return control(insn, DISASM_CACHE, COST_SYSTEM, false);
}

/* NZCV, FPCR and FPSR (S3_3_C4_C2_0, S3_3_C4_C4_x) steer nothing but later arithmetic. */
static bool is_flag_register(uint32_t word)
{
    const uint32_t name = disasm_bits(word, 20, 5);

    return name == 0xda10 || name == 0xda20 || name == 0xda21;
}

static bool classify_msr(uint32_t word, struct disasm_insn *insn)
{
    return control(insn, DISASM_MSR, COST_SYSTEM, !is_flag_register(word));
}

static bool classify_mrs(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    return control(insn, DISASM_MRS, COST_SYSTEM, false);
}

static const struct disasm_group groups[] = {
    {0x7c000000, 0x14000000, classify_branch}, /* B, BL */
    {0x7c000000, 0x34000000, classify_branch}, /* CBZ, CBNZ, TBZ, TBNZ */
    {0xff000000, 0x54000000, classify_branch}, /* B.cond, BC.cond */
    {0xffc00000, 0xd6800000, classify_eret}, /* ERET, ERETAA, ERETAB, DRPS */
    {0xfe000000, 0xd6000000, classify_branch}, /* BR, BLR, RET */
    {0xff000000, 0xd4000000, classify_exception},
    {0xffffffc0, 0xd5031000, classify_timed_wait},
    {0xfffff01f, 0xd503201f, classify_hint},
    {0xfffff3ff, 0xd503323f, classify_dsb_nxs},
    {0xfffff01f, 0xd503301f, classify_barrier},
    {0xfff8f01f, 0xd500401f, classify_msr_immediate},
    {0xffffffe0, 0xd50b7420, classify_zero_block},
    {0xffd80000, 0xd5080000, classify_sys}, /* SYS and SYSL */
    {0xfff00000, 0xd5100000, classify_msr},
    {0xfff00000, 0xd5300000, classify_mrs},
    {0},
};

bool disasm_classify_control(uint32_t word, struct disasm_insn *insn)
{
    return disasm_try_groups(groups, word, insn);
}
