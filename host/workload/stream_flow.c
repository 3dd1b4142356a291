/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loops and branches: jumps to places that are known only later. */
#include "stream_state.h"

static size_t stream_here(const struct stream *s)
{
    return s->body.count;
}

/*
 *     left = count; jz left, end
 *  loop:
 *     index = count - left
 *     body
 *     left = left - 1; jz left, end; jump loop
 *  end:
 */
static bool stream_loop(struct stream *s, const struct repeat_node *repeat, uint16_t left,
                        uint16_t count)
{
    uint16_t one;
    const size_t enter = stream_here(s);

    if (!stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JZ, .a = left}) ||
        !stream_constant(s, 1, &one)) {
        return false;
    }
    const size_t loop = stream_here(s);
    if (repeat->index != NULL && (!stream_emit(s, (struct program_insn){.op = PROGRAM_OP_SUB,
                                                                        .dst = repeat->index->slot,
                                                                        .a = count,
                                                                        .b = left}) ||
                                  !stream_size(s, repeat->index, NULL))) {
        return false;
    }
    if (!stream_body(s, repeat->body) ||
        !stream_emit(
            s, (struct program_insn){.op = PROGRAM_OP_SUB, .dst = left, .a = left, .b = one}) ||
        !stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JZ, .a = left}) ||
        !stream_emit(s, (struct program_insn){.op = PROGRAM_OP_JUMP, .imm = loop})) {
        return false;
    }
    s->body.insns[enter].imm = stream_here(s);
    s->body.insns[s->body.count - 2].imm = stream_here(s);
    return true;
}

bool stream_repeat(struct stream *s, const struct repeat_node *repeat)
{
    const unsigned mark = s->temps;
    uint16_t left, count = 0;

    if (!stream_take_temp(s, &left)) {
        return false;
    }
    if (repeat->index == NULL) {
        if (!stream_into(s, repeat->count, left)) {
            return false;
        }
    } else if (!stream_take_temp(s, &count) || !stream_into(s, repeat->count, count) ||
               !stream_move(s, left, count)) {
        return false;
    }
    const bool good = stream_loop(s, repeat, left, count);
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
