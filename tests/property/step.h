/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One step of a random life of an MMU, as a value that can be drawn, printed
 * and repeated: what makes a failing sequence shrink and be read.
 */
#pragma once

#include <stddef.h>

#include "prng.h"

enum step_kind {
    STEP_ACCESS, /* a: VA, b: 0 fetch, 1 read, 2 write */
    STEP_TLBI, /* op1 0; a: operand, b: CRm << 3 | op2 */
    STEP_ASID, /* a: ASID, b: 0 TTBR0, 1 TTBR1 */
    STEP_SELECT, /* a: 0 or 1, TCR_EL1.A1: whose ASID counts */
    STEP_WRITE, /* a: address of a descriptor, b: its new value */
};

struct step {
    enum step_kind kind;
    uint64_t a, b;
};

/* Where the tables are; world.c fills them. */
#define STEP_ROOT_LOW 0x40000000ULL
#define STEP_ROOT_HIGH 0x40001000ULL
#define STEP_TABLE(n) (0x40002000ULL + 0x1000 * (uint64_t)(n))
#define STEP_TABLES 10

/* The next step. Few addresses, few ASIDs: most operands meet something. */
struct step step_draw(struct prng *prng);

/* As a line of a script: "tlbi vae1is 0x1000000040203". */
void step_print(const struct step *step, char *ret_text, size_t cap);
