/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables made from firmware/abi/program.def and tlbi_ops.def. */
#include "op_name.h"

#include <string.h>

/* The words of program.def. */
enum op_kind { CONTROL, OP };
enum {
    NONE = 0,
    DST = OP_SLOT_DST,
    SIZE = OP_SLOT_SIZE,
    A = OP_SLOT_A,
    B = OP_SLOT_B,
    C = OP_SLOT_C,
    B_OPT = OP_SLOT_B_OPT,
    C_OPT = OP_SLOT_C_OPT,
};

static const struct {
    const char *name;
    enum op_kind kind;
    unsigned slots;
} op_names[] = {
#define PROGRAM_OP(NAME, text, kind, operands, ...) {#text, kind, (operands)},
#include "program.def"
#undef PROGRAM_OP
};

const char *op_name(unsigned op)
{
    return op < PROGRAM_OP_COUNT ? op_names[op].name : "?";
}

bool op_name_is_op(unsigned op)
{
    return op < PROGRAM_OP_COUNT && op_names[op].kind == OP;
}

unsigned op_name_slots(unsigned op)
{
    return op < PROGRAM_OP_COUNT ? op_names[op].slots : 0;
}

bool op_name_has_value(unsigned op)
{
    return op_name_is_op(op) && (op_names[op].slots & OP_SLOT_DST) != 0;
}

bool op_name_has_size(unsigned op)
{
    return op_name_is_op(op) && (op_names[op].slots & OP_SLOT_SIZE) != 0;
}

int op_name_find(const char *name, size_t length)
{
    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        if (op_names[op].kind == OP && strlen(op_names[op].name) == length &&
            memcmp(op_names[op].name, name, length) == 0) {
            return (int)op;
        }
    }
    return -1;
}

const char *op_name_tlbi(unsigned tlbi)
{
    static const char *const names[] = {
#define TLBI_OP(NAME, text, op1, crm, op2, scope, operand) text,
#include "tlbi_ops.def"
#undef TLBI_OP
    };

    return tlbi < PROGRAM_TLBI_COUNT ? names[tlbi] : "?";
}
