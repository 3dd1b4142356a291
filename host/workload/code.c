/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code.h"

#include <stdlib.h>
#include <string.h>

bool code_append(struct code *code, struct program_insn insn)
{
    if (code->count == code->cap) {
        const size_t cap = code->cap == 0 ? 64 : 2 * code->cap;
        struct program_insn *insns = realloc(code->insns, cap * sizeof(*insns));

        if (insns == NULL) {
            return false;
        }
        code->insns = insns;
        code->cap = cap;
    }
    code->insns[code->count++] = insn;
    return true;
}

bool code_equal(const struct code *a, const struct code *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->insns, b->insns, a->count * sizeof(*a->insns)) == 0);
}

void code_finish(struct code *code)
{
    free(code->insns);
    *code = (struct code){0};
}
