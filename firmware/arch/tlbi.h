/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One function for each TLB invalidation of the EL1&0 regime (Arm ARM, "TLB
 * maintenance instructions"): tlbi_issue_VAALE1IS(operand) and so on. They only
 * issue; the barriers around them belong to mm/tlbflush.c.
 */
#pragma once

#include <stdint.h>

/*
 * Operand of the forms by address: bits 43:0 are VA[55:12] for any granule,
 * 63:48 the ASID. Forms for all ASIDs ignore the latter.
 */
static inline uint64_t tlbi_operand(uint64_t va, unsigned asid)
{
    return (va >> 12 & 0xfffffffffffULL) | (uint64_t)asid << 48;
}

#define TLBI_ISSUE_NONE(text) __asm__ volatile("tlbi " text : : : "memory")
#define TLBI_ISSUE_ASID(text) __asm__ volatile("tlbi " text ", %0" : : "r"(operand) : "memory")
#define TLBI_ISSUE_VA(text) TLBI_ISSUE_ASID(text)
#define TLBI_ISSUE_VAA(text) TLBI_ISSUE_ASID(text)

/* An operation without operand ignores its argument. */
#define TLBI_OP(NAME, text, op1, crm, op2, scope, kind)                                            \
    static inline void tlbi_issue_##NAME(uint64_t operand)                                         \
    {                                                                                              \
        (void)operand;                                                                             \
        TLBI_ISSUE_##kind(text);                                                                   \
    }
#include "abi/tlbi_ops.def"
#undef TLBI_OP

#undef TLBI_ISSUE_NONE
#undef TLBI_ISSUE_ASID
#undef TLBI_ISSUE_VA
#undef TLBI_ISSUE_VAA
