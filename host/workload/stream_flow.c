/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops and branches: jumps to places that are known only later. */
#include "stream_state.h"

static size_t stream_here(const struct stream *s)
{
    return s->body.count;
}

/*
 *     left = count; jz left, end
 *  body:
 *     ...
 *     left = left - 1; jnz left, body
 *  end:
 */
struct loop {
    uint16_t left, one;
    bool may_skip; /* the count may be 0 */
    size_t enter, body;
};

/* loop->left holds the count. */
static bool loop_begin(struct stream *s, struct loop *loop)
{
    loop->enter = stream_here(s);
    if (loop->may_skip &&
        !stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JZ, .a = loop->left})) {
        return false;
    }
    loop->body = stream_here(s);
    return stream_constant(s, 1, &loop->one);
}

static bool loop_end(struct stream *s, const struct loop *loop)
{
    if (!stream_emit(s, (struct program_insn){.op = PROGRAM_OP_SUB,
                                              .dst = loop->left,
                                              .a = loop->left,
                                              .b = loop->one}) ||
        !stream_emit(
            s, (struct program_insn){.op = PROGRAM_OP_JNZ, .a = loop->left, .imm = loop->body})) {
        return false;
    }
    if (loop->may_skip) {
        s->body.insns[loop->enter].imm = stream_here(s);
    }
    return true;
}

static bool stream_sub(struct stream *s, uint16_t dst, uint16_t a, uint16_t b)
{
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_SUB, .dst = dst, .a = a, .b = b});
}

/* index = count - left, counting from 0. */
static bool stream_index(struct stream *s, const struct expr *index, uint16_t count, uint16_t left)
{
    return index == NULL ||
           (stream_sub(s, index->slot, count, left) && stream_size(s, index, NULL));
}

bool stream_repeat(struct stream *s, const struct repeat_node *repeat)
{
    const unsigned mark = s->temps;
    struct loop loop = {.may_skip = true};
    uint16_t count = 0;

    if (!stream_take_temp(s, &loop.left)) {
        return false;
    }
    if (repeat->index == NULL) {
        if (!stream_into(s, repeat->count, loop.left)) {
            return false;
        }
    } else if (!stream_take_temp(s, &count) || !stream_into(s, repeat->count, count) ||
               !stream_move(s, loop.left, count)) {
        return false;
    }
    const bool good = loop_begin(s, &loop) && stream_index(s, repeat->index, count, loop.left) &&
                      stream_body(s, repeat->body) && loop_end(s, &loop);
    s->temps = mark;
    return good;
}

/* place = the index of the element that comes next, with `left` to go. */
static bool stream_place(struct stream *s, const struct for_node *each, const struct loop *loop,
                         uint16_t length, uint16_t place)
{
    if (each->order == FOR_BACKWARD) {
        return stream_sub(s, place, loop->left, loop->one);
    }
    if (!stream_sub(s, place, length, loop->left)) {
        return false;
    }
    return each->order == FOR_FORWARD ||
           stream_emit(s,
                       (struct program_insn){
                           .op = PROGRAM_OP_GET, .dst = place, .a = place, .imm = each->shuffle});
}

static bool stream_visit(struct stream *s, const struct for_node *each, uint16_t place)
{
    return stream_area_at(s, each->array, place, each->element->slot) &&
           (each->index == NULL ||
            (stream_move(s, each->index->slot, place) && stream_size(s, each->index, NULL)));
}

bool stream_for(struct stream *s, const struct for_node *each)
{
    const unsigned mark = s->temps;
    struct loop loop = {0};
    uint16_t length, place;

    if (!stream_take_temp(s, &loop.left) || !stream_take_temp(s, &place) ||
        !stream_constant(s, each->length, &length) || !stream_move(s, loop.left, length)) {
        return false;
    }
    if (each->order == FOR_SHUFFLED &&
        !stream_emit(s, (struct program_insn){.op = PROGRAM_OP_SHUFFLE, .imm = each->shuffle})) {
        return false;
    }
    const bool good = loop_begin(s, &loop) && stream_place(s, each, &loop, length, place) &&
                      stream_visit(s, each, place) && stream_body(s, each->body) &&
                      loop_end(s, &loop);
    s->temps = mark;
    return good;
}

/* dst: not 0 when the condition holds, or when it does not (*ret_inverted). */
static bool stream_condition(struct stream *s, const struct if_node *choice, uint16_t dst,
                             bool *ret_inverted)
{
    static const struct {
        enum program_op op;
        bool swapped, inverted;
    } shapes[] = {
        [RELATION_EQ] = {PROGRAM_OP_SUB, false, true},
        [RELATION_NE] = {PROGRAM_OP_SUB, false, false},
        [RELATION_LT] = {PROGRAM_OP_LT, false, false},
        [RELATION_LE] = {PROGRAM_OP_LT, true, true},
        [RELATION_GT] = {PROGRAM_OP_LT, true, false},
        [RELATION_GE] = {PROGRAM_OP_LT, false, true},
    };
    const unsigned mark = s->temps;
    uint16_t left, right;

    *ret_inverted = choice->right != NULL && shapes[choice->relation].inverted;
    if (choice->right == NULL) {
        return stream_into(s, choice->left, dst);
    }
    if (!stream_operand(s, choice->left, &left) || !stream_operand(s, choice->right, &right)) {
        return false;
    }
    s->temps = mark;
    const bool swapped = shapes[choice->relation].swapped;
    return stream_emit(s, (struct program_insn){.op = (uint16_t)shapes[choice->relation].op,
                                                .dst = dst,
                                                .a = swapped ? right : left,
                                                .b = swapped ? left : right});
}

/*
 *     condition; jz otherwise; then; jump end
 *  otherwise:
 *     otherwise
 *  end:
 */
bool stream_if(struct stream *s, const struct if_node *choice)
{
    const unsigned mark = s->temps;
    struct program_insn skip = {0};
    bool inverted;

    if (!stream_take_temp(s, &skip.a) || !stream_condition(s, choice, skip.a, &inverted)) {
        return false;
    }
    s->temps = mark;
    skip.op = inverted ? PROGRAM_OP_JNZ : PROGRAM_OP_JZ;
    const size_t enter = stream_here(s);
    if (!stream_emit(s, skip) || !stream_body(s, choice->then)) {
        return false;
    }
    const size_t leave = stream_here(s);
    if (choice->otherwise != NULL &&
        !stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JUMP})) {
        return false;
    }
    s->body.insns[enter].imm = stream_here(s);
    if (choice->otherwise == NULL) {
        return true;
    }
    if (!stream_body(s, choice->otherwise)) {
        return false;
    }
    s->body.insns[leave].imm = stream_here(s);
    return true;
}

bool stream_section(struct stream *s, const struct section_node *section)
{
    return stream_emit(
               s, (struct program_insn){.op = (uint16_t)section->enter, .imm = section->lock}) &&
           stream_body(s, section->body) &&
           stream_emit(s,
                       (struct program_insn){.op = (uint16_t)section->leave, .imm = section->lock});
}

/* Jumps on when `drawn` is not `index`; *ret_jump is the instruction to complete. */
static bool stream_unless(struct stream *s, uint16_t drawn, uint64_t index, size_t *ret_jump)
{
    const unsigned mark = s->temps;
    uint16_t number, test = drawn;

    if (index != 0 && (!stream_constant(s, index, &number) || !stream_take_temp(s, &test) ||
                       !stream_sub(s, test, drawn, number))) {
        return false;
    }
    s->temps = mark;
    *ret_jump = stream_here(s);
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JNZ, .a = test});
}

/*
 *     drawn = pick
 *     jnz drawn - 0, 1; dst = first; jump end
 *  1: jnz drawn - 1, 2; dst = second; jump end
 *  2: dst = last
 *  end:
 */
bool stream_weighted(struct stream *s, const struct expr *expr, uint16_t dst)
{
    const unsigned mark = s->temps;
    size_t ends[EXPR_DEPTH_MAX], count = 0, skip;
    uint16_t drawn;

    if (!stream_take_temp(s, &drawn) ||
        !stream_emit(
            s, (struct program_insn){.op = PROGRAM_OP_PICK, .dst = drawn, .imm = expr->table})) {
        return false;
    }
    for (; expr->right != NULL; expr = expr->right) {
        if (!stream_unless(s, drawn, count, &skip) || !stream_into(s, expr->left, dst)) {
            return false;
        }
        ends[count++] = stream_here(s);
        if (!stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JUMP})) {
            return false;
        }
        s->body.insns[skip].imm = stream_here(s);
    }
    s->temps = mark;
    if (!stream_into(s, expr->left, dst)) {
        return false;
    }
    while (count > 0) {
        s->body.insns[ends[--count]].imm = stream_here(s);
    }
    return true;
}
