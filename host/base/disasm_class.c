/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first level of the A64 encoding tree (Arm ARM, "A64 instruction set
 * encoding", bits [28:25]), and the data-processing branches of it.
 */
#include "disasm_encoding.h"

bool disasm_try_groups(const struct disasm_group *groups, uint32_t word, struct disasm_insn *insn)
{
    for (; groups->classify != NULL; groups++) {
        if ((word & groups->mask) == groups->value) {
            return groups->classify(word, insn);
        }
    }
    return false;
}

static bool classify_alu(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    insn->cost = COST_ALU;
    return true;
}

/* "Data-processing (3 source)": every one of them multiplies. */
static bool classify_mul(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    insn->cost = COST_MUL;
    return true;
}

static bool classify_div(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    insn->cost = COST_DIV;
    return true;
}

static bool classify_fp(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    insn->cost = COST_FP;
    return true;
}

static bool classify_udf(uint32_t word, struct disasm_insn *insn)
{
    (void)word;
    insn->cost = COST_OTHER;
    insn->kind = DISASM_EXCEPTION;
    insn->ends_block = true;
    return true;
}

/*
 * SVE and SME fall through on purpose, and so do memory tags in
 * disasm_memory.c: the machine does not have them, and a word that is counted
 * as unknown is better than accesses that are not counted.
 */
static const struct disasm_group groups[] = {
    {0x0a000000, 0x08000000, disasm_classify_memory},
    {0x1c000000, 0x14000000, disasm_classify_control},
    {0x1c000000, 0x10000000, classify_alu}, /* immediate */
    {0x7fe0f800, 0x1ac00800, classify_div}, /* UDIV, SDIV */
    {0x1f000000, 0x1b000000, classify_mul},
    {0x0e000000, 0x0a000000, classify_alu}, /* register */
    {0x0e000000, 0x0e000000, classify_fp},
    {0xffff0000, 0x00000000, classify_udf},
    {0},
};

struct disasm_insn disasm_classify(uint32_t word)
{
    struct disasm_insn insn = {0};

    if (!disasm_try_groups(groups, word, &insn)) {
        return (struct disasm_insn){.cost = COST_OTHER, .unknown = true};
    }
    return insn;
}
