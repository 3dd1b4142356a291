/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLB invalidation operations: from a SYS instruction's fields and operand to
 * what must be dropped. Applying it to a core's TLBs is mmu_invalidate().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "bits.h"

enum tlbi_op_id {
#define TLBI(NAME, text, op1, crm, op2, scope, reach, last_level) TLBI_OP_##NAME,
#include "tlbi.def"
#undef TLBI
    TLBI_OP_COUNT
};

enum tlbi_scope { TLBI_SCOPE_LOCAL, TLBI_SCOPE_INNER, TLBI_SCOPE_OUTER };
enum tlbi_reach { TLBI_REACH_ALL, TLBI_REACH_ASID, TLBI_REACH_VA, TLBI_REACH_VA_ALL_ASIDS };

/*
 * By address an operation reaches [va, tlbi_last()]: the translations, whole
 * blocks and contiguous runs, of which any part lies there.
 *
 * TTL and TG are promises about what is to be dropped, and a wrong one may
 * leave it (Arm ARM, "TLB maintenance instructions"). Here they are taken at
 * their word: only translations of that granule and level go. A range whose TG
 * is reserved reaches nothing. Reserved TTL values are no hint.
 */
struct tlbi {
    va_t va; /* REACH_VA*: aligned to 4K */
    uint64_t more; /* REACH_VA*: bytes reached beyond the 4K at va; 0 but for ranges */
    uint64_t operand; /* Xt as written */
    uint16_t asid; /* REACH_ASID, REACH_VA: bits [63:48] */
    uint8_t id; /* enum tlbi_op_id */
    uint8_t scope; /* enum tlbi_scope */
    uint8_t reach; /* enum tlbi_reach */
    uint8_t only_granule; /* 0: any; otherwise 1 + enum granule; more than that: none */
    uint8_t only_level; /* 0: any; otherwise of the descriptor that translates, 1 to 3 */
    bool last_level; /* leaves walk cache entries */
};

/* The last address that a REACH_VA* operation reaches. */
static inline va_t tlbi_last(const struct tlbi *op)
{
    return va((op->va.v | 0xfff) + op->more);
}

/* Whether it may drop what has that granule (enum granule). */
static inline bool tlbi_of_granule(const struct tlbi *op, unsigned granule)
{
    return op->only_granule == 0 || op->only_granule == 1 + granule;
}

/* Whether any of the 2^shift bytes around va are reached. */
static inline bool tlbi_meets(const struct tlbi *op, va_t va, unsigned shift)
{
    uint64_t first = va_align_down(va, shift).v;

    return first <= tlbi_last(op).v && first + bits_mask(shift) >= op->va.v;
}

/*
 * Decodes SYS #op1, C8, CRm, #op2, Xt. False when this is no TLBI of the EL1&0
 * regime that the machine has; *ret is then untouched.
 */
bool tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t xt, struct tlbi *ret);

/* The same for enum tlbi_op_id; false when out of range. */
bool tlbi_decode_op(unsigned id, uint64_t xt, struct tlbi *ret);

/* "vaae1is", ...; "?" when out of range. */
const char *tlbi_op_name(unsigned id);

/* Whether operation `id` is one of the range forms. */
bool tlbi_op_is_range(unsigned id);
