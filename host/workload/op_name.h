/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ops of a program by name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "program.h"

/* The slots that an instruction uses. */
enum op_slot {
    OP_SLOT_DST = 0x1,
    OP_SLOT_SIZE = 0x2, /* the one behind dst */
    OP_SLOT_A = 0x4,
    OP_SLOT_B = 0x8,
    OP_SLOT_C = 0x10,
    OP_SLOT_B_OPT = 0x20, /* b, when the flags say PROGRAM_WITH_B */
    OP_SLOT_C_OPT = 0x40, /* c, when they say PROGRAM_WITH_C */
};

/* "vmalloc", ...; "?" when out of range. */
const char *op_name(unsigned op);
/* True for work that a script asks for, false for the interpreter's own. */
bool op_name_is_op(unsigned op);
/* enum op_slot, joined by |. */
unsigned op_name_slots(unsigned op);
/* True for an op that gives its result to a name, false for one that only does something. */
bool op_name_has_value(unsigned op);
/* True when that result is an area's address, with the area's size behind it. */
bool op_name_has_size(unsigned op);
/* The op that scripts call so, or -1. */
int op_name_find(const char *name, size_t length);
/* "vaae1is", ...; "?" when out of range. */
const char *op_name_tlbi(unsigned tlbi);
