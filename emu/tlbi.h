/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLB invalidation operations: from a SYS instruction's fields and operand to
 * what must be dropped. Applying it to a core's TLBs is mmu_invalidate().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

enum tlbi_op_id {
#define TLBI(NAME, text, op1, crm, op2, scope, reach, last_level) TLBI_OP_##NAME,
#include "tlbi.def"
#undef TLBI
    TLBI_OP_COUNT
};

enum tlbi_scope { TLBI_SCOPE_LOCAL, TLBI_SCOPE_INNER, TLBI_SCOPE_OUTER };
enum tlbi_reach { TLBI_REACH_ALL, TLBI_REACH_ASID, TLBI_REACH_VA, TLBI_REACH_VA_ALL_ASIDS };

struct tlbi {
    va_t va; /* REACH_VA*: page aligned to 4K, bits [55:12] of the operand */
    uint64_t operand; /* Xt as written */
    uint16_t asid; /* REACH_ASID, REACH_VA: bits [63:48] */
    uint8_t id; /* enum tlbi_op_id */
    uint8_t scope; /* enum tlbi_scope */
    uint8_t reach; /* enum tlbi_reach */
    bool last_level; /* leaves walk cache entries */
};

/*
 * Decodes SYS #op1, C8, CRm, #op2, Xt. False when this is no TLBI of the EL1&0
 * regime that the machine has; *ret is then untouched.
 */
bool tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret);

/* "vaae1is", ...; "?" when out of range. */
const char *tlbi_op_name(unsigned id);
