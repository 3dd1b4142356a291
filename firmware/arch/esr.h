/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ESR_EL1 in words and in parts (Arm ARM, "ESR_EL1, Exception Syndrome
 * Register (EL1)"). Pure functions of the value.
 */
#pragma once

#include "lib/types.h"

enum esr_kind {
    ESR_TRANSLATION,
    ESR_PERMISSION,
    ESR_ACCESS_FLAG,
    ESR_ADDRESS_SIZE,
    ESR_ALIGNMENT,
    ESR_EXTERNAL,
    ESR_OTHER, /* no abort, or one of another kind */
};

#define ESR_NO_LEVEL 0xffu

struct esr_abort {
    enum esr_kind kind;
    uint8_t level; /* 0..3, or ESR_NO_LEVEL */
};

/* True for a data or instruction abort taken without a change of EL, and for a
 * misaligned PC: an alignment fault of the fetch in all but name. */
bool esr_is_abort(uint64_t esr);
bool esr_is_instruction_abort(uint64_t esr);

struct esr_abort esr_abort(uint64_t esr);

/* The exception class and the abort kind, for messages. */
const char *esr_class_text(uint64_t esr);
const char *esr_kind_text(enum esr_kind kind);
