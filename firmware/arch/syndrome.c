/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decoding: EC in bits 31:26, the fault status code in bits 5:0. */
#include "arch/syndrome.h"

#include "lib/kernel.h"

#define EC(esr) ((unsigned)((esr) >> 26) & 0x3f)
#define EC_INSTRUCTION_ABORT 0x21
#define EC_MISALIGNED_PC 0x22
#define EC_DATA_ABORT 0x25

bool syndrome_is_instruction_abort(uint64_t esr)
{
    return EC(esr) == EC_INSTRUCTION_ABORT;
}

bool syndrome_is_abort(uint64_t esr)
{
    return EC(esr) == EC_DATA_ABORT || EC(esr) == EC_MISALIGNED_PC ||
           syndrome_is_instruction_abort(esr);
}

struct syndrome_abort syndrome_abort(uint64_t esr)
{
    /* Fault status codes come in groups of four, one for each level. */
    static const uint8_t groups[] = {
        [0x00 >> 2] = SYNDROME_ADDRESS_SIZE, [0x04 >> 2] = SYNDROME_TRANSLATION,
        [0x08 >> 2] = SYNDROME_ACCESS_FLAG,  [0x0c >> 2] = SYNDROME_PERMISSION,
        [0x10 >> 2] = SYNDROME_OTHER,        [0x14 >> 2] = SYNDROME_EXTERNAL,
    };
    const unsigned code = esr & 0x3f;
    if (!syndrome_is_abort(esr)) {
        return (struct syndrome_abort){SYNDROME_OTHER, SYNDROME_NO_LEVEL};
    }
    if (code == 0x10) { /* external, on the access itself */
        return (struct syndrome_abort){SYNDROME_EXTERNAL, SYNDROME_NO_LEVEL};
    }
    if (code == 0x21 || EC(esr) == EC_MISALIGNED_PC) {
        return (struct syndrome_abort){SYNDROME_ALIGNMENT, SYNDROME_NO_LEVEL};
    }
    if (code >> 2 >= ARRAY_SIZE(groups) || groups[code >> 2] == SYNDROME_OTHER) {
        return (struct syndrome_abort){SYNDROME_OTHER, SYNDROME_NO_LEVEL};
    }
    return (struct syndrome_abort){(enum syndrome_kind)groups[code >> 2], code & 3};
}

const char *syndrome_class_text(uint64_t esr)
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

const char *syndrome_kind_text(enum syndrome_kind kind)
{
    switch (kind) {
    case SYNDROME_TRANSLATION:
        return "translation fault";
    case SYNDROME_PERMISSION:
        return "permission fault";
    case SYNDROME_ACCESS_FLAG:
        return "access flag fault";
    case SYNDROME_ADDRESS_SIZE:
        return "address size fault";
    case SYNDROME_ALIGNMENT:
        return "alignment fault";
    case SYNDROME_EXTERNAL:
        return "external abort";
    case SYNDROME_OTHER:
        break;
    }
    return "no abort";
}
