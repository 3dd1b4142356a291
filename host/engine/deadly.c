/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The unallocated half-precision vector encodings; see deadly.h. They were
 * found by translating a word of every combination of bits [31:10]; no other
 * class ends the engine. A few of them it survives; UDF does them no wrong.
 */
#include "deadly.h"

#define UDF 0u

/* Opcodes by U and a (bits 29 and 23), one bit for each that is allocated. */
typedef uint32_t opcode_set[2][2];

#define BIT(n) (1u << (n))

/* Arm ARM, "Advanced SIMD three same (FP16)"; opcode is bits [13:11]. */
static const opcode_set three_same = {
    {0xff & ~BIT(5), 0xff & ~(BIT(3) | BIT(4) | BIT(5))},
    {0xff & ~BIT(1), 0xff & ~(BIT(1) | BIT(3) | BIT(7))},
};

/* Arm ARM, "Advanced SIMD two-register miscellaneous (FP16)"; opcode is bits [16:12]. */
static const opcode_set two_register = {
    {0x3fu << 24, 0xfu << 12 | 0xfu << 24 | BIT(29)},
    {0x3fu << 24, 0xbu << 12 | 0xeu << 24 | BIT(29) | BIT(31)},
};

/* Arm ARM, "Advanced SIMD scalar two-register miscellaneous FP16". */
static const opcode_set two_register_scalar = {
    {0xfu << 26, 0x7u << 12 | BIT(26) | BIT(27) | BIT(29) | BIT(31)},
    {0xfu << 26, 0x3u << 12 | BIT(26) | BIT(27) | BIT(29)},
};

static bool has(const opcode_set set, uint32_t word, uint32_t opcode)
{
    return (set[word >> 29 & 1][word >> 23 & 1] >> opcode & 1) != 0;
}

bool deadly_word(uint32_t word)
{
    uint32_t scalar = word & (1u << 28);
    uint32_t wide = word & (1u << 30); /* Q; set in all scalar forms */

    if ((word & 0x9f60c400) == 0x0e400400) {
        return !has(three_same, word, word >> 11 & 7);
    }
    if ((word & 0x8f7e0c00) != 0x0e780800 || (scalar != 0 && wide == 0)) {
        return false;
    }
    return !has(scalar != 0 ? two_register_scalar : two_register, word, word >> 12 & 31);
}

/* What all of them have in common: a quick look at a page, without a branch for each word. */
static bool any_suspect(const uint32_t *word, size_t count)
{
    uint32_t found = 0;

    for (size_t i = 0; i < count; i++) {
        found |= (word[i] & 0x8f400000) == 0x0e400000;
    }
    return found != 0;
}

bool deadly_among(const uint32_t *word, size_t count)
{
    if (!any_suspect(word, count)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (deadly_word(word[i])) {
            return true;
        }
    }
    return false;
}

void deadly_copy_without(uint32_t *to, const uint32_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = deadly_word(from[i]) ? UDF : from[i];
    }
}
