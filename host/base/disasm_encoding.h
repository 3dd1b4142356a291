/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files that read encodings; nobody else needs it. */
#pragma once

#include "disasm.h"

/* One group of encodings: those with (word & mask) == value. */
struct disasm_group {
    uint32_t mask, value;
    /* Fills *insn, which holds zeros; false when the group has a hole there. */
    bool (*classify)(uint32_t word, struct disasm_insn *insn);
};

/* Bits [high:low] of an instruction word. */
static inline uint32_t disasm_bits(uint32_t word, unsigned high, unsigned low)
{
    return word >> low & ((2u << (high - low)) - 1);
}

/* The same as a two's complement number. */
static inline int32_t disasm_signed_bits(uint32_t word, unsigned high, unsigned low)
{
    return (int32_t)(word << (31 - high)) >> (31 - high + low);
}

/* Tries the groups in order; false when none takes the word. */
bool disasm_try_groups(const struct disasm_group *groups, uint32_t word, struct disasm_insn *insn);

/* Arm ARM, "Loads and Stores". */
bool disasm_classify_memory(uint32_t word, struct disasm_insn *insn);
/* Arm ARM, "Branches, Exception Generating and System instructions". */
bool disasm_classify_control(uint32_t word, struct disasm_insn *insn);
