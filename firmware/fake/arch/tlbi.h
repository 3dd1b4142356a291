/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: each invalidation is recorded with its operand. */
#pragma once

#include "fake.h"

/* ID_AA64ISAR0_EL1.TLB, as the real one has them. */
enum tlbi_feature { TLBI_FEATURE_BASE, TLBI_FEATURE_OUTER, TLBI_FEATURE_RANGE };

static inline enum tlbi_feature tlbi_feature(void)
{
    return fake_has_tlbi_range ? TLBI_FEATURE_RANGE : TLBI_FEATURE_BASE;
}

static inline uint64_t tlbi_range_operand(uint64_t va, unsigned page_shift, unsigned scale,
                                          unsigned num, unsigned asid)
{
    const uint64_t tg = (page_shift - 10) / 2;

    return (va >> page_shift & 0x1fffffffffULL) | (uint64_t)num << 39 | (uint64_t)scale << 44 |
           tg << 46 | (uint64_t)asid << 48;
}

static inline uint64_t tlbi_operand(uint64_t va, unsigned asid)
{
    return (va >> 12 & 0xfffffffffffULL) | (uint64_t)asid << 48;
}

#define FAKE_OPERAND_NONE false
#define FAKE_OPERAND_ASID true
#define FAKE_OPERAND_VA true
#define FAKE_OPERAND_VAA true
#define FAKE_OPERAND_RVA true
#define FAKE_OPERAND_RVAA true

#define TLBI_OP(NAME, text, op1, crm, op2, scope, kind)                                            \
    static inline void tlbi_issue_##NAME(uint64_t operand)                                         \
    {                                                                                              \
        fake_record_tlbi(text, FAKE_OPERAND_##kind, operand);                                      \
    }
#include "abi/tlbi_ops.def"
#undef TLBI_OP

#undef FAKE_OPERAND_NONE
#undef FAKE_OPERAND_ASID
#undef FAKE_OPERAND_VA
#undef FAKE_OPERAND_VAA
#undef FAKE_OPERAND_RVA
#undef FAKE_OPERAND_RVAA
