/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One function for each TLB invalidation of the EL1&0 regime (Arm ARM, "TLB
 * maintenance instructions"): tlbi_issue_VAALE1IS(operand) and so on. They only
 * issue; the barriers around them belong to mm/tlbflush.c. Operations are
 * spelled by their encoding: the assembler knows the names of later ones only
 * when told that every core has them. Whether this one does, tlbi_feature().
 */
#pragma once

#include "arch/sysreg.h"

#include <stdint.h>

/*
 * Operand of the forms by address: bits 43:0 are VA[55:12] for any granule,
 * 63:48 the ASID. Forms for all ASIDs ignore the latter.
 */
static inline uint64_t tlbi_operand(uint64_t va, unsigned asid)
{
    return (va >> 12 & 0xfffffffffffULL) | (uint64_t)asid << 48;
}

/*
 * Operand of the range forms: (num + 1) << (5 * scale + 1) pages from va on, num
 * to 31, scale to 3. Bits 36:0 are the page's number, 47:46 TG (1: pages of 4K,
 * 2: 16K, 3: 64K), 45:44 SCALE, 43:39 NUM.
 */
static inline uint64_t tlbi_range_operand(uint64_t va, unsigned page_shift, unsigned scale,
                                          unsigned num, unsigned asid)
{
    const uint64_t tg = (page_shift - 10) / 2;

    return (va >> page_shift & 0x1fffffffffULL) | (uint64_t)num << 39 | (uint64_t)scale << 44 |
           tg << 46 | (uint64_t)asid << 48;
}

/* ID_AA64ISAR0_EL1.TLB */
enum tlbi_feature {
    TLBI_FEATURE_BASE,
    TLBI_FEATURE_OUTER, /* FEAT_TLBIOS */
    TLBI_FEATURE_RANGE, /* and FEAT_TLBIRANGE */
};

static inline enum tlbi_feature tlbi_feature(void)
{
    return (enum tlbi_feature)(read_sysreg(id_aa64isar0_el1) >> 56 & 15);
}

#define TLBI_ISSUE(op1, crm, op2, operand)                                                         \
    __asm__ volatile("sys #" #op1 ", c8, c" #crm ", #" #op2 ", %x0" : : "rZ"(operand) : "memory")

/* An operation without operand names XZR and ignores its argument. */
#define TLBI_OPERAND_NONE(operand) ((void)(operand), UINT64_C(0))
#define TLBI_OPERAND_ASID(operand) (operand)
#define TLBI_OPERAND_VA(operand) (operand)
#define TLBI_OPERAND_VAA(operand) (operand)
#define TLBI_OPERAND_RVA(operand) (operand)
#define TLBI_OPERAND_RVAA(operand) (operand)

#define TLBI_OP(NAME, text, op1, crm, op2, scope, kind)                                            \
    static inline void tlbi_issue_##NAME(uint64_t operand)                                         \
    {                                                                                              \
        TLBI_ISSUE(op1, crm, op2, TLBI_OPERAND_##kind(operand));                                   \
    }
#include "abi/tlbi_ops.def"
#undef TLBI_OP

#undef TLBI_ISSUE
#undef TLBI_OPERAND_NONE
#undef TLBI_OPERAND_ASID
#undef TLBI_OPERAND_VA
#undef TLBI_OPERAND_VAA
#undef TLBI_OPERAND_RVA
#undef TLBI_OPERAND_RVAA
