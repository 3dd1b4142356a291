/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assignments and ops. */
#include "op_name.h"
#include "stream_state.h"

bool stream_size(struct stream *s, const struct expr *dst, const struct expr *value)
{
    const uint16_t size = (uint16_t)(dst->slot + 1);

    if (!dst->wide) {
        return true;
    }
    return value != NULL && value->kind == EXPR_NAME && value->wide
               ? stream_move(s, size, (uint16_t)(value->slot + 1))
               : stream_load(s, size, 0);
}

bool stream_assign(struct stream *s, const struct expr *dst, const struct expr *value)
{
    return stream_into(s, value, dst->slot) && stream_size(s, dst, value);
}

/* Accepts NULL: no such operand. */
static bool stream_optional(struct stream *s, const struct expr *expr, uint16_t *ret)
{
    return expr == NULL || stream_operand(s, expr, ret);
}

bool stream_op(struct stream *s, const struct op_node *op)
{
    const unsigned mark = s->temps;
    struct program_insn insn = {
        .op = (uint16_t)op->op, .flags = op->flags, .imm = op->imm, .site = op->site};

    if (!stream_optional(s, op->a, &insn.a) || !stream_optional(s, op->b, &insn.b) ||
        !stream_optional(s, op->c, &insn.c) || !stream_optional(s, op->outcome.value, &insn.c)) {
        return false;
    }
    if (op->outcome.flags != PROGRAM_EXPECT_SUCCESS) {
        insn.flags = op->outcome.flags;
        insn.imm = op->outcome.fault;
    }
    if (op->dst != NULL) {
        insn.dst = op->dst->slot;
    } else if (op_name_has_value(op->op) && !pool_temp(s->pool, s->temps, &insn.dst)) {
        return false;
    }
    s->temps = mark;
    return stream_emit(s, insn) &&
           (op->dst == NULL || op_name_has_size(op->op) || stream_size(s, op->dst, NULL));
}
