/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One core's stream: what it runs of each phase, between the meetings of all cores. */
#include "stream.h"

#include "stream_state.h"

/* The barrier at which all cores meet before, within and after a phase. */
#define STREAM_MEETING 0

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
    return stream_emit(
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
    case STMT_FOR:
        return stream_for(s, &stmt->each);
    case STMT_IF:
        return stream_if(s, &stmt->choice);
    case STMT_SECTION:
        return stream_section(s, &stmt->section);
    case STMT_ON:
        return stream_on(s, &stmt->on);
    case STMT_BARRIER:
        break;
    }
    return stream_barrier(s, stmt->barrier.id, (unsigned)__builtin_popcountll(stmt->barrier.cores));
}

bool stream_body(struct stream *s, const struct stmt *body)
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
    return s->core != 0 || stream_emit(s, (struct program_insn){.op = (uint16_t)op, .imm = phase});
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
    return stream_emit(s, (struct program_insn){.op = PROGRAM_OP_END});
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
