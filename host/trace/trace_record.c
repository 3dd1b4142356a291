/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_record.h"

#include "trace_fields.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#define TAG_KIND 0x3f
#define TAG_SAME_CORE 0x40
#define TAG_SAME_PC 0x80

static_assert(EVENT_KIND_COUNT <= TAG_KIND + 1, "kinds fit in the tag");

int trace_state_init(struct trace_state *state, unsigned core_count)
{
    *state = (struct trace_state){.core_count = core_count, .phase = TRACE_NONE};
    state->cores = calloc(core_count, sizeof(*state->cores));
    if (state->cores == NULL) {
        return -ENOMEM;
    }
    for (unsigned i = 0; i < core_count; i++) {
        state->cores[i].site = TRACE_NONE;
    }
    return 0;
}

void trace_state_finish(struct trace_state *state)
{
    free(state->cores);
    *state = (struct trace_state){0};
}

void trace_state_rebase(struct trace_state *state)
{
    for (unsigned i = 0; i < state->core_count; i++) {
        state->cores[i] = (struct trace_core){.site = state->cores[i].site};
    }
    state->last_core = 0;
}

void trace_state_write(const struct trace_state *state, uint8_t **p)
{
    /* TRACE_NONE becomes 0. */
    trace_varint_write(p, (uint32_t)(state->phase + 1));
    for (unsigned i = 0; i < state->core_count; i++) {
        trace_varint_write(p, (uint32_t)(state->cores[i].site + 1));
    }
}

bool trace_state_read(struct trace_state *state, struct trace_cursor *cursor)
{
    state->phase = (uint32_t)trace_cursor_varint(cursor) - 1;
    for (unsigned i = 0; i < state->core_count; i++) {
        state->cores[i].site = (uint32_t)trace_cursor_varint(cursor) - 1;
    }
    return !cursor->failed;
}

void trace_state_advance(struct trace_state *state, const struct event *ev)
{
    switch ((enum event_kind)ev->kind) {
    case EVENT_OP_BEGIN:
        state->cores[ev->core].site = ev->op.site;
        break;
    case EVENT_OP_END:
        state->cores[ev->core].site = TRACE_NONE;
        break;
    case EVENT_PHASE_BEGIN:
        state->phase = ev->phase.phase;
        break;
    case EVENT_PHASE_END:
        state->phase = TRACE_NONE;
        break;
    default:
        break;
    }
}

struct trace_event trace_state_place(struct trace_state *state, const struct event *ev)
{
    const bool begins = ev->kind == EVENT_OP_BEGIN || ev->kind == EVENT_PHASE_BEGIN;
    struct trace_event traced = {*ev, state->cores[ev->core].site, state->phase};

    trace_state_advance(state, ev);
    if (begins) {
        traced.site = state->cores[ev->core].site;
        traced.phase = state->phase;
    }
    return traced;
}

/* The number that a field's value is coded against; NULL: none. */
static uint64_t *delta_base(struct trace_core *core, const struct trace_field *field)
{
    switch ((enum trace_coding)field->coding) {
    case TRACE_CODING_PLAIN:
        break;
    case TRACE_CODING_VA:
        return &core->va;
    case TRACE_CODING_PA:
        return &core->pa;
    case TRACE_CODING_DESCRIPTOR:
        return &core->descriptor[field->step - 1];
    }
    return NULL;
}

/* The coded difference to *base, which becomes value. */
static uint64_t code_delta(uint64_t *base, uint64_t value)
{
    const uint64_t coded = trace_zigzag(value - *base);

    *base = value;
    return coded;
}

static uint64_t decode_delta(uint64_t *base, uint64_t coded)
{
    *base += trace_unzigzag(coded);
    return *base;
}

void trace_record_write(struct trace_state *state, const struct event *ev, uint8_t **p)
{
    const struct trace_field_list list = trace_fields(ev->kind);
    struct trace_core *core = &state->cores[ev->core];
    uint8_t *tag = (*p)++;

    *tag = (uint8_t)ev->kind;
    if (ev->core == state->last_core) {
        *tag |= TAG_SAME_CORE;
    } else {
        trace_varint_write(p, ev->core);
        state->last_core = ev->core;
    }
    trace_varint_write(p, code_delta(&core->cycle, ev->cycle));
    if (ev->pc == core->pc) {
        *tag |= TAG_SAME_PC;
    } else {
        trace_varint_write(p, code_delta(&core->pc, ev->pc));
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct trace_field *field = &list.fields[i];
        const uint64_t value = trace_field_get(field, ev);
        uint64_t *base = delta_base(core, field);

        if (trace_field_present(field, ev)) {
            trace_varint_write(p, base != NULL ? code_delta(base, value) : value);
        }
    }
}

static bool read_fields(struct trace_core *core, struct trace_cursor *cursor, struct event *ev)
{
    const struct trace_field_list list = trace_fields(ev->kind);

    for (size_t i = 0; i < list.count; i++) {
        const struct trace_field *field = &list.fields[i];
        uint64_t *base = delta_base(core, field);
        uint64_t value;

        if (!trace_field_present(field, ev)) {
            continue;
        }
        value = trace_cursor_varint(cursor);
        if (base != NULL) {
            value = decode_delta(base, value);
        }
        if (!trace_field_set(field, ev, value)) {
            return false;
        }
    }
    /* Whoever prints or counts indexes by these. */
    return ev->kind != EVENT_WALK || ev->walk.step_count <= EVENT_WALK_STEPS;
}

bool trace_record_read(struct trace_state *state, struct trace_cursor *cursor, struct event *ret)
{
    const uint8_t *tag = trace_cursor_bytes(cursor, 1);
    struct event ev = {0};
    uint64_t core;

    if (tag == NULL || (*tag & TAG_KIND) >= EVENT_KIND_COUNT) {
        return false;
    }
    core = (*tag & TAG_SAME_CORE) != 0 ? state->last_core : trace_cursor_varint(cursor);
    if (cursor->failed || core >= state->core_count) {
        return false;
    }
    ev.kind = *tag & TAG_KIND;
    ev.core = (uint16_t)core;
    state->last_core = (unsigned)core;
    ev.cycle = decode_delta(&state->cores[core].cycle, trace_cursor_varint(cursor));
    ev.pc = state->cores[core].pc;
    if ((*tag & TAG_SAME_PC) == 0) {
        ev.pc = decode_delta(&state->cores[core].pc, trace_cursor_varint(cursor));
    }
    if (!read_fields(&state->cores[core], cursor, &ev) || cursor->failed) {
        return false;
    }
    *ret = ev;
    return true;
}
