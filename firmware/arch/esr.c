/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decoding: EC in bits 31:26, the fault status code in bits 5:0. */
#include "arch/esr.h"

#include "lib/kernel.h"

#define EC(esr) ((unsigned)((esr) >> 26) & 0x3f)
#define EC_INSTRUCTION_ABORT 0x21
#define EC_MISALIGNED_PC 0x22
#define EC_DATA_ABORT 0x25

bool esr_is_instruction_abort(uint64_t esr)
{
    return EC(esr) == EC_INSTRUCTION_ABORT;
}

bool esr_is_abort(uint64_t esr)
{
    return EC(esr) == EC_DATA_ABORT || EC(esr) == EC_MISALIGNED_PC || esr_is_instruction_abort(esr);
}

struct esr_abort esr_abort(uint64_t esr)
{
    /* Fault status codes come in groups of four, one for each level. */
    static const uint8_t groups[] = {
        [0x00 >> 2] = ESR_ADDRESS_SIZE, [0x04 >> 2] = ESR_TRANSLATION,
        [0x08 >> 2] = ESR_ACCESS_FLAG,  [0x0c >> 2] = ESR_PERMISSION,
        [0x10 >> 2] = ESR_OTHER,        [0x14 >> 2] = ESR_EXTERNAL,
    };
    const unsigned code = esr & 0x3f;
    if (!esr_is_abort(esr)) {
        return (struct esr_abort){ESR_OTHER, ESR_NO_LEVEL};
    }
    if (code == 0x10) { /* external, on the access itself */
        return (struct esr_abort){ESR_EXTERNAL, ESR_NO_LEVEL};
    }
    if (code == 0x21 || EC(esr) == EC_MISALIGNED_PC) {
        return (struct esr_abort){ESR_ALIGNMENT, ESR_NO_LEVEL};
    }
    if (code >> 2 >= ARRAY_SIZE(groups) || groups[code >> 2] == ESR_OTHER) {
        return (struct esr_abort){ESR_OTHER, ESR_NO_LEVEL};
    }
    return (struct esr_abort){(enum esr_kind)groups[code >> 2], code & 3};
}

const char *esr_class_text(uint64_t esr)
{
    switch (EC(esr)) {
    case 0x00:
        return "undefined instruction";
    case 0x0e:
        return "illegal execution state";
    case 0x15:
        return "SVC";
    case 0x16:
        return "HVC";
    case 0x17:
        return "SMC";
    case 0x18:
        return "trapped system instruction";
    case EC_INSTRUCTION_ABORT:
        return "instruction abort";
    case EC_MISALIGNED_PC:
        return "misaligned PC";
    case EC_DATA_ABORT:
        return "data abort";
    case 0x26:
        return "misaligned SP";
    case 0x2f:
        return "SError";
    case 0x3c:
        return "BRK";
    default:
        return "exception";
    }
}

const char *esr_kind_text(enum esr_kind kind)
{
    switch (kind) {
    case ESR_TRANSLATION:
        return "translation fault";
    case ESR_PERMISSION:
        return "permission fault";
    case ESR_ACCESS_FLAG:
        return "access flag fault";
    case ESR_ADDRESS_SIZE:
        return "address size fault";
    case ESR_ALIGNMENT:
        return "alignment fault";
    case ESR_EXTERNAL:
        return "external abort";
    case ESR_OTHER:
        break;
    }
    return "no abort";
}
