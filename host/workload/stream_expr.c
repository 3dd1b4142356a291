/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions that compute a value into a slot. */
#include "stream_state.h"

bool stream_emit(struct stream *s, struct program_insn insn)
{
    if (s->body.count >= STREAM_MAX) {
        return diag_error(s->pool->diag, (struct place){0},
                          "program too big: at most %u instructions for each core", STREAM_MAX);
    }
    return code_append(&s->body, insn) || diag_no_memory(s->pool->diag);
}

static bool stream_emit_start(struct stream *s, struct program_insn insn)
{
    return code_append(&s->start, insn) || diag_no_memory(s->pool->diag);
}

bool stream_constant(struct stream *s, uint64_t value, uint16_t *ret)
{
    bool load;

    return pool_constant(s->pool, value, s->core, ret, &load) &&
           (!load || stream_emit_start(s, (struct program_insn){
                                              .op = PROGRAM_OP_LDI, .dst = *ret, .imm = value}));
}

static bool stream_cpu(struct stream *s, uint16_t *ret)
{
    if (!pool_cpu(s->pool, ret)) {
        return false;
    }
    if (s->knows_cpu) {
        return true;
    }
    s->knows_cpu = true;
    return stream_emit_start(s, (struct program_insn){.op = PROGRAM_OP_CPU, .dst = *ret});
}

static bool stream_get(struct stream *s, const struct expr *element, uint16_t index, uint16_t dst,
                       bool size)
{
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_GET,
                                                .dst = dst,
                                                .a = index,
                                                .flags = size,
                                                .imm = element->array,
                                                .site = element->site});
}

static bool stream_element(struct stream *s, const struct expr *element, uint16_t dst)
{
    const unsigned mark = s->temps;
    uint16_t index;

    if (!stream_operand(s, element->left, &index)) {
        return false;
    }
    s->temps = mark;
    return stream_get(s, element, index, dst, element->kind == EXPR_ELEMENT_SIZE);
}

bool stream_area(struct stream *s, const struct expr *element, uint16_t dst)
{
    const unsigned mark = s->temps;
    uint16_t index;

    if (!stream_operand(s, element->left, &index)) {
        return false;
    }
    s->temps = mark;
    return stream_area_at(s, element, index, dst);
}

bool stream_area_at(struct stream *s, const struct expr *element, uint16_t index, uint16_t dst)
{
    return stream_get(s, element, index, dst, false) &&
           stream_get(s, element, index, (uint16_t)(dst + 1), true);
}

bool stream_operand(struct stream *s, const struct expr *expr, uint16_t *ret)
{
    switch (expr->kind) {
    case EXPR_INTEGER:
        return stream_constant(s, expr->value, ret);
    case EXPR_CPU:
        return stream_cpu(s, ret);
    case EXPR_NAME:
    case EXPR_SIZEOF:
        *ret = expr->slot;
        return true;
    case EXPR_ELEMENT:
    case EXPR_ELEMENT_SIZE:
    case EXPR_BINARY:
    case EXPR_RANDOM:
    case EXPR_ZIPF:
    case EXPR_WEIGHTED:
    case EXPR_METRIC:
        break;
    }
    const unsigned mark = s->temps;
    if (!pool_temp(s->pool, mark, ret) || !stream_into(s, expr, *ret)) {
        return false;
    }
    s->temps = mark + 1;
    return true;
}

static bool stream_pair(struct stream *s, const struct expr *expr, uint16_t dst)
{
    const unsigned mark = s->temps;
    struct program_insn insn = {.dst = dst, .site = expr->site};

    insn.op = (uint16_t)(expr->kind == EXPR_RANDOM ? PROGRAM_OP_RANDOM : expr->op);
    if (!stream_operand(s, expr->left, &insn.a) || !stream_operand(s, expr->right, &insn.b)) {
        return false;
    }
    s->temps = mark;
    return stream_emit(s, insn);
}

bool stream_move(struct stream *s, uint16_t dst, uint16_t src)
{
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_MOV, .dst = dst, .a = src});
}

bool stream_load(struct stream *s, uint16_t dst, uint64_t value)
{
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_LDI, .dst = dst, .imm = value});
}

static bool stream_pick(struct stream *s, const struct expr *expr, uint16_t dst)
{
    return stream_emit(
        s, (struct program_insn){.op = PROGRAM_OP_PICK, .dst = dst, .imm = expr->table});
}

/* dst = left + the index that was drawn */
static bool stream_zipf(struct stream *s, const struct expr *expr, uint16_t dst)
{
    uint16_t least;

    if (!stream_pick(s, expr, dst)) {
        return false;
    }
    return expr->left->value == 0 ||
           (stream_constant(s, expr->left->value, &least) &&
            stream_emit(
                s, (struct program_insn){.op = PROGRAM_OP_ADD, .dst = dst, .a = dst, .b = least}));
}

bool stream_into(struct stream *s, const struct expr *expr, uint16_t dst)
{
    uint16_t src;

    switch (expr->kind) {
    case EXPR_INTEGER:
        return stream_load(s, dst, expr->value);
    case EXPR_ELEMENT:
    case EXPR_ELEMENT_SIZE:
        return stream_element(s, expr, dst);
    case EXPR_ZIPF:
        return stream_zipf(s, expr, dst);
    case EXPR_WEIGHTED:
        return stream_weighted(s, expr, dst);
    case EXPR_BINARY:
    case EXPR_RANDOM:
        return stream_pair(s, expr, dst);
    case EXPR_NAME:
    case EXPR_SIZEOF:
    case EXPR_CPU:
    case EXPR_METRIC:
        break;
    }
    return stream_operand(s, expr, &src) && stream_move(s, dst, src);
}

bool stream_take_temp(struct stream *s, uint16_t *ret)
{
    return pool_temp(s->pool, s->temps++, ret);
}
