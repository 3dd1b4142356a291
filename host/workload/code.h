/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing list of instructions. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "program.h"

struct code {
    struct program_insn *insns;
    size_t count, cap;
};

/* False when there is no memory. */
bool code_append(struct code *code, struct program_insn insn);
/* True when both do the same. */
bool code_equal(const struct code *a, const struct code *b);
void code_finish(struct code *code);
