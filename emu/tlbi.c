/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoding by a search of the short table that tlbi.def makes. What an
 * operation drops is tlb_invalidate.c's and wcache.c's.
 */
#include "tlbi.h"

#include "bits.h"

#include <stddef.h>

struct op_info {
    const char *name;
    uint8_t op1, crm, op2;
    uint8_t scope, reach;
    bool last_level;
};

static const struct op_info ops[TLBI_OP_COUNT] = {
#define TLBI(NAME, text, op1, crm, op2, scope, reach, last_level)                                  \
    [TLBI_OP_##NAME] = {text, op1, crm, op2, TLBI_SCOPE_##scope, TLBI_REACH_##reach, last_level},
#include "tlbi.def"
#undef TLBI
};

static const struct op_info *find_op(unsigned op1, unsigned crm, unsigned op2)
{
    for (size_t i = 0; i < TLBI_OP_COUNT; i++) {
        if (ops[i].op2 == op2 && ops[i].crm == crm && ops[i].op1 == op1) {
            return &ops[i];
        }
    }
    return NULL;
}

/* Bits [43:0] are VA[55:12], whatever the granule; VA[63:56] follow bit 55. */
static va_t address_operand(uint64_t xt)
{
    return va(bits_sign_extend(bits_get(xt, 43, 0) << 12, 55));
}

bool tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret)
{
    const struct op_info *op = find_op(op1, crm, op2);

    if (op == NULL) {
        return false;
    }
    *ret = (struct tlbi){
        .va = address_operand(xt),
        .operand = xt,
        .asid = (uint16_t)bits_get(xt, 63, 48),
        .id = (uint8_t)(op - ops),
        .scope = op->scope,
        .reach = op->reach,
        .last_level = op->last_level,
    };
    return true;
}

const char *tlbi_op_name(unsigned id)
{
    return id < TLBI_OP_COUNT ? ops[id].name : "?";
}
