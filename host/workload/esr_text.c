/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, ESR_EL1: "ISS encoding for an exception from a Data Abort" and
 * "... from an Instruction Abort". Independent of what emu/fault.c encodes.
 */
#include "esr_text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

enum {
    EC_INSTRUCTION_ABORT_LOWER = 0x20,
    EC_INSTRUCTION_ABORT = 0x21,
    EC_DATA_ABORT_LOWER = 0x24,
    EC_DATA_ABORT = 0x25,
};

/* Status codes of four levels: bits [5:2] tell the kind, bits [1:0] the level. */
static const char *leveled_kind(unsigned status)
{
    switch (status >> 2) {
    case 0x0:
        return "address size fault";
    case 0x1:
        return "translation fault";
    case 0x2:
        return "access flag fault";
    case 0x3:
        return "permission fault";
    case 0x5:
        return "external abort on a walk";
    default:
        return NULL;
    }
}

static const char *plain_kind(unsigned status)
{
    switch (status) {
    case 0x10:
        return "external abort";
    case 0x21:
        return "alignment fault";
    case 0x30:
        return "TLB conflict abort";
    default:
        return NULL;
    }
}

static void abort_text(unsigned status, const char *access, char text[ESR_TEXT_MAX])
{
    const char *leveled = leveled_kind(status), *plain = plain_kind(status);

    if (leveled != NULL) {
        snprintf(text, ESR_TEXT_MAX, "%s, level %u, on %s", leveled, status & 3, access);
    } else if (plain != NULL) {
        snprintf(text, ESR_TEXT_MAX, "%s on %s", plain, access);
    } else {
        snprintf(text, ESR_TEXT_MAX, "abort with status 0x%x on %s", status, access);
    }
}

const char *esr_text(uint32_t esr, char text[ESR_TEXT_MAX])
{
    const unsigned class = esr >> 26, status = esr & 0x3f;
    const bool writes = (esr >> 6 & 1) != 0;

    switch (class) {
    case EC_INSTRUCTION_ABORT_LOWER:
    case EC_INSTRUCTION_ABORT:
        abort_text(status, "a fetch", text);
        break;
    case EC_DATA_ABORT_LOWER:
    case EC_DATA_ABORT:
        abort_text(status, writes ? "a write" : "a read", text);
        break;
    default:
        snprintf(text, ESR_TEXT_MAX, "exception of class 0x%x (ESR 0x%" PRIx32 ")", class, esr);
        break;
    }
    return text;
}
