/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: each invalidation is recorded with its operand. */
#pragma once

#include "fake.h"

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
