/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of each event kind, as data: for the writer, the reader and every printer. */
#pragma once

#include <stddef.h>

#include "event.h"

enum trace_coding {
    TRACE_CODING_PLAIN,
    TRACE_CODING_VA,
    TRACE_CODING_PA,
    TRACE_CODING_DESCRIPTOR,
};

enum trace_look {
    TRACE_LOOK_HIDDEN, /* shown by other means */
    TRACE_LOOK_DECIMAL,
    TRACE_LOOK_SOME, /* decimal, nothing when 0 */
    TRACE_LOOK_HEX,
    TRACE_LOOK_HIDDEN_FLAG,
    TRACE_LOOK_FLAG, /* the name when true, nothing when false */
    TRACE_LOOK_CORE,
    TRACE_LOOK_PHASE, /* index into the header's phases */
    TRACE_LOOK_PAGE_SIZE, /* log2 bytes */
    TRACE_LOOK_SYNDROME, /* ESR, nothing when 0 */
    TRACE_LOOK_SIDE, /* enum tlb_side */
    TRACE_LOOK_ACCESS, /* enum access */
    TRACE_LOOK_FAULT, /* enum fault_kind */
    TRACE_LOOK_TLBI, /* enum tlbi_op_id */
    TRACE_LOOK_BARRIER, /* enum barrier_kind */
    TRACE_LOOK_EXCEPTION, /* enum exception_kind */
    TRACE_LOOK_OUTCOME, /* enum op_outcome */
    TRACE_LOOK_LOCK, /* enum lock_id */
};

struct trace_field {
    const char *name; /* "va", "size" */
    uint16_t offset; /* in struct event */
    uint8_t size; /* bytes: 1, 2, 4 or 8 */
    uint8_t coding; /* enum trace_coding */
    uint8_t look; /* enum trace_look */
    uint8_t step; /* 0, or: there when walk.step_count >= step */
};

struct trace_field_list {
    const struct trace_field *fields;
    size_t count;
};

/* The fields of a kind below EVENT_KIND_COUNT. */
struct trace_field_list trace_fields(unsigned kind);

/* True when ev has the field: all but the steps that a walk did not take. */
static inline bool trace_field_present(const struct trace_field *field, const struct event *ev)
{
    return field->step == 0 || field->step <= ev->walk.step_count;
}

uint64_t trace_field_get(const struct trace_field *field, const struct event *ev);
/* False when the member cannot have the value; *ev is then untouched. */
bool trace_field_set(const struct trace_field *field, struct event *ev, uint64_t value);
