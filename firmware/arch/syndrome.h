/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ESR_EL1 in words and in parts (Arm ARM, "ESR_EL1, Exception Syndrome
 * Register (EL1)"). Pure functions of the value.
 */
#pragma once

#include "lib/types.h"

enum syndrome_kind {
    SYNDROME_TRANSLATION,
    SYNDROME_PERMISSION,
    SYNDROME_ACCESS_FLAG,
    SYNDROME_ADDRESS_SIZE,
    SYNDROME_ALIGNMENT,
    SYNDROME_EXTERNAL,
    SYNDROME_OTHER, /* no abort, or one of another kind */
};

#define SYNDROME_NO_LEVEL 0xffu

struct syndrome_abort {
    enum syndrome_kind kind;
    uint8_t level; /* 0..3, or SYNDROME_NO_LEVEL */
};

/* True for a data or instruction abort taken without a change of EL, and for a
 * misaligned PC: an alignment fault of the fetch in all but name. */
bool syndrome_is_abort(uint64_t esr);
bool syndrome_is_instruction_abort(uint64_t esr);

struct syndrome_abort syndrome_abort(uint64_t esr);

/* The exception class and the abort kind, for messages. */
const char *syndrome_class_text(uint64_t esr);
const char *syndrome_kind_text(enum syndrome_kind kind);
