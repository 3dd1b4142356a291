/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Code grows in two lists, since what the statements need decides what the
 * start loads: `start` and `body`, joined at the end.
 */
#include "stream.h"

#include "op_name.h"

/* The barrier at which all cores meet before, within and after a phase. */
#define STREAM_MEETING 0

struct stream {
    struct code start, body;
    struct pool *pool;
    unsigned core, cpus;
    unsigned temps; /* in use */
    bool knows_cpu;
};

static bool stream_body(struct stream *s, const struct stmt *body);
static bool stream_into(struct stream *s, const struct expr *expr, uint16_t dst);

static bool emit(struct stream *s, struct program_insn insn)
{
    if (s->body.count >= STREAM_MAX) {
        return diag_error(s->pool->diag, (struct place){0},
                          "program too big: at most %u instructions for each core", STREAM_MAX);
    }
    return code_append(&s->body, insn) || diag_no_memory(s->pool->diag);
}

static bool emit_start(struct stream *s, struct program_insn insn)
{
    return code_append(&s->start, insn) || diag_no_memory(s->pool->diag);
}

static bool stream_constant(struct stream *s, uint64_t value, uint16_t *ret)
{
    bool load;

    return pool_constant(s->pool, value, s->core, ret, &load) &&
           (!load ||
            emit_start(s, (struct program_insn){.op = PROGRAM_OP_LDI, .dst = *ret, .imm = value}));
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
    return emit_start(s, (struct program_insn){.op = PROGRAM_OP_CPU, .dst = *ret});
}

/* The slot that holds the value: its own where it has one, else a new temp. */
static bool stream_operand(struct stream *s, const struct expr *expr, uint16_t *ret)
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
    case EXPR_BINARY:
    case EXPR_RANDOM:
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
    return emit(s, insn);
}

static bool stream_move(struct stream *s, uint16_t dst, uint16_t src)
{
    return emit(s, (struct program_insn){.op = PROGRAM_OP_MOV, .dst = dst, .a = src});
}

static bool stream_load(struct stream *s, uint16_t dst, uint64_t value)
{
    return emit(s, (struct program_insn){.op = PROGRAM_OP_LDI, .dst = dst, .imm = value});
}

/* dst = expr */
static bool stream_into(struct stream *s, const struct expr *expr, uint16_t dst)
{
    uint16_t src;

    switch (expr->kind) {
    case EXPR_INTEGER:
        return stream_load(s, dst, expr->value);
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

/* The size of what a wide variable got other than from vmalloc. */
static bool stream_size(struct stream *s, const struct expr *dst, const struct expr *value)
{
    const uint16_t size = (uint16_t)(dst->slot + 1);

    if (!dst->wide) {
        return true;
    }
    return value != NULL && value->kind == EXPR_NAME && value->wide
               ? stream_move(s, size, (uint16_t)(value->slot + 1))
               : stream_load(s, size, 0);
}

static bool stream_assign(struct stream *s, const struct expr *dst, const struct expr *value)
{
    return stream_into(s, value, dst->slot) && stream_size(s, dst, value);
}

/* Accepts NULL: no such operand. */
static bool stream_optional(struct stream *s, const struct expr *expr, uint16_t *ret)
{
    return expr == NULL || stream_operand(s, expr, ret);
}

static bool stream_op(struct stream *s, const struct op_node *op)
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
    return emit(s, insn) &&
           (op->dst == NULL || op_name_has_size(op->op) || stream_size(s, op->dst, NULL));
}

static bool stream_take_temp(struct stream *s, uint16_t *ret)
{
    return pool_temp(s->pool, s->temps++, ret);
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
    const size_t enter = s->body.count;

    if (!emit(s, (struct program_insn){.op = PROGRAM_OP_JZ, .a = left}) ||
        !stream_constant(s, 1, &one)) {
        return false;
    }
    const size_t loop = s->body.count;
    if (repeat->index != NULL &&
        (!emit(s,
               (struct program_insn){
                   .op = PROGRAM_OP_SUB, .dst = repeat->index->slot, .a = count, .b = left}) ||
         !stream_size(s, repeat->index, NULL))) {
        return false;
    }
    if (!stream_body(s, repeat->body) ||
        !emit(s, (struct program_insn){.op = PROGRAM_OP_SUB, .dst = left, .a = left, .b = one}) ||
        !emit(s, (struct program_insn){.op = PROGRAM_OP_JZ, .a = left}) ||
        !emit(s, (struct program_insn){.op = PROGRAM_OP_JUMP, .imm = loop})) {
        return false;
    }
    s->body.insns[enter].imm = s->body.count;
    s->body.insns[s->body.count - 2].imm = s->body.count;
    return true;
}

static bool stream_repeat(struct stream *s, const struct repeat_node *repeat)
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

static size_t stream_here(const struct stream *s)
{
    return s->body.count;
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
    return emit(s, (struct program_insn){.op = (uint16_t)shapes[choice->relation].op,
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
static bool stream_if(struct stream *s, const struct if_node *choice)
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
    if (!emit(s, skip) || !stream_body(s, choice->then)) {
        return false;
    }
    const size_t leave = stream_here(s);
    if (choice->otherwise != NULL && !emit(s, (struct program_insn){.op = PROGRAM_OP_JUMP})) {
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

static bool stream_on(struct stream *s, const struct on_node *on)
{
    if ((on->cores >> s->core & 1) == 0) {
        return true;
    }
    for (const struct inherit *i = on->inherits; i != NULL; i = i->next) {
        if (!stream_move(s, i->dst, i->src)) {
            return false;
        }
    }
    return stream_body(s, on->body);
}

static bool stream_barrier(struct stream *s, uint32_t id, unsigned cores)
{
    return emit(
        s, (struct program_insn){.op = PROGRAM_OP_BARRIER, .flags = (uint16_t)cores, .imm = id});
}

static bool stream_stmt(struct stream *s, const struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_ASSIGN:
        return stream_assign(s, stmt->assign.dst, stmt->assign.value);
    case STMT_OP:
        return stream_op(s, &stmt->op);
    case STMT_REPEAT:
        return stream_repeat(s, &stmt->repeat);
    case STMT_IF:
        return stream_if(s, &stmt->choice);
    case STMT_ON:
        return stream_on(s, &stmt->on);
    case STMT_BARRIER:
        break;
    }
    return stream_barrier(s, stmt->barrier.id, (unsigned)__builtin_popcountll(stmt->barrier.cores));
}

static bool stream_body(struct stream *s, const struct stmt *body)
{
    for (const struct stmt *stmt = body; stmt != NULL; stmt = stmt->next) {
        if (!stream_stmt(s, stmt)) {
            return false;
        }
    }
    return true;
}

/* Core 0 says that a phase begins or ends. */
static bool stream_mark(struct stream *s, enum program_op op, uint32_t phase)
{
    return s->core != 0 || emit(s, (struct program_insn){.op = (uint16_t)op, .imm = phase});
}

/* The mark comes after all cores are done with the phase before, and before any starts. */
static bool stream_phase(struct stream *s, const struct on_node *on, uint32_t phase)
{
    return stream_barrier(s, STREAM_MEETING, s->cpus) &&
           stream_mark(s, PROGRAM_OP_PHASE_BEGIN, phase) &&
           stream_barrier(s, STREAM_MEETING, s->cpus) && stream_on(s, on) &&
           stream_barrier(s, STREAM_MEETING, s->cpus) &&
           stream_mark(s, PROGRAM_OP_PHASE_END, phase);
}

static bool stream_phases(struct stream *s, const struct script *script)
{
    uint32_t phase = 0;

    for (const struct item *item = script->items; item != NULL; item = item->next) {
        if (item->kind == ITEM_PHASE && !stream_phase(s, &item->on, phase++)) {
            return false;
        }
    }
    return emit(s, (struct program_insn){.op = PROGRAM_OP_END});
}

static bool stream_join(struct stream *s, struct code *code)
{
    *code = s->start;
    s->start = (struct code){0};
    const size_t offset = code->count;
    for (size_t i = 0; i < s->body.count; i++) {
        struct program_insn insn = s->body.insns[i];

        insn.imm += program_op_jumps(insn.op) ? offset : 0;
        if (!code_append(code, insn)) {
            return diag_no_memory(s->pool->diag);
        }
    }
    return true;
}

bool stream_build(const struct script *script, unsigned core, unsigned cpus, struct pool *pool,
                  struct code *code)
{
    struct stream s = {.pool = pool, .core = core, .cpus = cpus};
    const bool good = stream_phases(&s, script) && stream_join(&s, code);

    code_finish(&s.start);
    code_finish(&s.body);
    return good;
}
