/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One event as a record: a tag byte, then what differs from the core's last
 * event. Writer and reader keep the same state and go through the same table
 * (trace_fields.def). docs/trace-format.md, "Records".
 */
#pragma once

#include "event.h"
#include "trace_bytes.h"

/* A record is never longer: tag, core, cycle, pc and 16 fields. */
#define TRACE_RECORD_MAX_BYTES (1 + 19 * TRACE_VARINT_MAX_BYTES)

#define TRACE_NONE UINT32_MAX /* no op, no phase */

/* An event and where in the program it happened. */
struct trace_event {
    struct event event;
    uint32_t site; /* of the op that its core was in; TRACE_NONE: none */
    uint32_t phase; /* that was open; TRACE_NONE: none */
};

/* What the deltas refer to, for each core; and where the core is in the program. */
struct trace_core {
    uint64_t cycle, pc, va, pa;
    uint64_t descriptor[EVENT_WALK_STEPS];
    uint32_t site; /* of the op it is in, or TRACE_NONE */
};

struct trace_state {
    struct trace_core *cores;
    unsigned core_count;
    unsigned last_core;
    uint32_t phase; /* or TRACE_NONE */
};

/* 0 or -ENOMEM. core_count >= 1. */
int trace_state_init(struct trace_state *state, unsigned core_count);
void trace_state_finish(struct trace_state *state);

/* At the start of a chunk: delta bases return to zero, sites and phase stay. */
void trace_state_rebase(struct trace_state *state);

/*
 * The sites and the phase, before a chunk's first record: TRACE_STATE_MAX_BYTES
 * at most for 64 cores. Reading is false for what no writer makes.
 */
#define TRACE_STATE_MAX_BYTES (65 * TRACE_VARINT_MAX_BYTES)
void trace_state_write(const struct trace_state *state, uint8_t **p);
bool trace_state_read(struct trace_state *state, struct trace_cursor *cursor);

/* What op and phase mean after ev: OP_BEGIN enters, OP_END leaves, and so on. */
void trace_state_advance(struct trace_state *state, const struct event *ev);

/*
 * Where in the program ev happens, and advances: the begin of an op belongs to
 * the op, and so does its end.
 */
struct trace_event trace_state_place(struct trace_state *state, const struct event *ev);

/* Appends ev at *p, which has TRACE_RECORD_MAX_BYTES of room, and moves *p. */
void trace_record_write(struct trace_state *state, const struct event *ev, uint8_t **p);

/* Reads one event. False: no record that a writer makes. */
bool trace_record_read(struct trace_state *state, struct trace_cursor *cursor, struct event *ret);
