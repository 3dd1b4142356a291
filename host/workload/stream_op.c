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

/* element = value, size: slots */
static bool stream_put(struct stream *s, const struct expr *element, uint16_t index, uint16_t value,
                       uint16_t size)
{
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_PUT,
                                                .a = index,
                                                .b = value,
                                                .c = size,
                                                .imm = element->array,
                                                .site = element->site});
}

/* The address and the size of an area in an array, in slots of the pool. */
static bool stream_pair_of(struct stream *s, const struct expr *element, uint16_t *ret_value,
                           uint16_t *ret_size)
{
    if (!pool_pair(s->pool, ret_value)) {
        return false;
    }
    *ret_size = (uint16_t)(*ret_value + 1);
    return stream_area(s, element, *ret_value);
}

/* The value and its size, each in a slot. */
static bool stream_value(struct stream *s, const struct expr *value, uint16_t *ret_value,
                         uint16_t *ret_size)
{
    if (value->kind == EXPR_ELEMENT) {
        return stream_pair_of(s, value, ret_value, ret_size);
    }
    if (!stream_operand(s, value, ret_value)) {
        return false;
    }
    if (value->kind == EXPR_NAME && value->wide) {
        *ret_size = (uint16_t)(*ret_value + 1);
        return true;
    }
    return stream_constant(s, 0, ret_size);
}

static bool stream_assign_element(struct stream *s, const struct expr *dst,
                                  const struct expr *value)
{
    const unsigned mark = s->temps;
    uint16_t index, slot, size;

    if (!stream_operand(s, dst->left, &index) || !stream_value(s, value, &slot, &size)) {
        return false;
    }
    s->temps = mark;
    return stream_put(s, dst, index, slot, size);
}

bool stream_assign(struct stream *s, const struct expr *dst, const struct expr *value)
{
    if (dst->kind == EXPR_ELEMENT) {
        return stream_assign_element(s, dst, value);
    }
    if (value->kind == EXPR_ELEMENT && dst->wide) {
        return stream_area(s, value, dst->slot);
    }
    return stream_into(s, value, dst->slot) && stream_size(s, dst, value);
}

/* Accepts NULL: no such operand. */
static bool stream_optional(struct stream *s, const struct expr *expr, uint16_t *ret)
{
    return expr == NULL || stream_operand(s, expr, ret);
}

/* a and b; those of an area in an array come together, its index being computed once. */
static bool stream_operands(struct stream *s, const struct op_node *op, struct program_insn *insn)
{
    const bool area = op->a != NULL && op->a->kind == EXPR_ELEMENT && op->b != NULL &&
                      op->b->kind == EXPR_ELEMENT_SIZE && op->b->left == op->a->left;

    if (area) {
        return stream_pair_of(s, op->a, &insn->a, &insn->b);
    }
    return stream_optional(s, op->a, &insn->a) && stream_optional(s, op->b, &insn->b);
}

/* Where the result goes first: an element gets it from there. */
static bool stream_result(struct stream *s, const struct op_node *op, uint16_t *ret)
{
    if (op->dst == NULL) {
        return !op_name_has_value(op->op) || pool_temp(s->pool, s->temps, ret);
    }
    if (op->dst->kind == EXPR_ELEMENT) {
        return pool_pair(s->pool, ret);
    }
    *ret = op->dst->slot;
    return true;
}

static bool stream_store(struct stream *s, const struct op_node *op, uint16_t index,
                         uint16_t result)
{
    const bool has_size = op_name_has_size(op->op);
    uint16_t size = (uint16_t)(result + 1);

    if (op->dst == NULL) {
        return true;
    }
    if (op->dst->kind != EXPR_ELEMENT) {
        return has_size || stream_size(s, op->dst, NULL);
    }
    return (has_size || stream_constant(s, 0, &size)) &&
           stream_put(s, op->dst, index, result, size);
}

bool stream_op(struct stream *s, const struct op_node *op)
{
    const unsigned mark = s->temps;
    struct program_insn insn = {
        .op = (uint16_t)op->op, .flags = op->flags, .imm = op->imm, .site = op->site};
    uint16_t index = 0;

    if (op->dst != NULL && op->dst->kind == EXPR_ELEMENT &&
        !stream_operand(s, op->dst->left, &index)) {
        return false;
    }
    if (!stream_operands(s, op, &insn) || !stream_optional(s, op->c, &insn.c) ||
        !stream_optional(s, op->outcome.value, &insn.c) || !stream_result(s, op, &insn.dst)) {
        return false;
    }
    if (op->outcome.flags != PROGRAM_EXPECT_SUCCESS) {
        insn.flags = op->outcome.flags;
        insn.imm = op->outcome.fault;
    }
    s->temps = mark;
    return stream_emit(s, insn) && stream_store(s, op, index, insn.dst);
}
