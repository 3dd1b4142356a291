/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_fields.h"

#include "tlbi.h"

#include <assert.h>
#include <string.h>

#define SIZE_OF(payload, member) sizeof(((struct event *)0)->payload.member)

/* One array for each payload: exec_fields[], op_fields[], ... */
#define TRACE_PAYLOAD(payload) static const struct trace_field payload##_fields[] = {
#define TRACE_FIELD(payload, member, how, shown, steps)                                            \
    {.name = #member,                                                                              \
     .offset = offsetof(struct event, payload.member),                                             \
     .size = SIZE_OF(payload, member),                                                             \
     .coding = TRACE_CODING_##how,                                                                 \
     .look = TRACE_LOOK_##shown,                                                                   \
     .step = steps},
#define TRACE_PAYLOAD_END                                                                          \
    }                                                                                              \
    ;
#include "trace_fields.def"
#undef TRACE_PAYLOAD
#undef TRACE_FIELD
#undef TRACE_PAYLOAD_END

static const struct trace_field_list lists[EVENT_KIND_COUNT] = {
#define EVENT(NAME, text, member)                                                                  \
    {member##_fields, sizeof(member##_fields) / sizeof(member##_fields[0])},
#include "event.def"
#undef EVENT
};

struct trace_field_list trace_fields(unsigned kind)
{
    assert(kind < EVENT_KIND_COUNT);
    return lists[kind];
}

uint64_t trace_field_get(const struct trace_field *field, const struct event *ev)
{
    const unsigned char *at = (const unsigned char *)ev + field->offset;
    uint64_t value = 0;
    uint32_t word;
    uint16_t half;

    switch (field->size) {
    case 1:
        return *at;
    case 2:
        memcpy(&half, at, sizeof(half));
        return half;
    case 4:
        memcpy(&word, at, sizeof(word));
        return word;
    default:
        memcpy(&value, at, sizeof(value));
        return value;
    }
}

/* The largest value that may be set: receivers index tables by some. */
static uint64_t largest(const struct trace_field *field)
{
    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_FLAG:
    case TRACE_LOOK_HIDDEN_FLAG:
        return 1;
    case TRACE_LOOK_FAULT:
        return FAULT_KIND_COUNT - 1;
    case TRACE_LOOK_TLBI:
        return TLBI_OP_COUNT - 1;
    case TRACE_LOOK_LOCK:
        return LOCK_COUNT - 1;
    default:
        return UINT64_MAX >> (64 - 8 * field->size);
    }
}

bool trace_field_set(const struct trace_field *field, struct event *ev, uint64_t value)
{
    unsigned char *at = (unsigned char *)ev + field->offset;
    const uint8_t byte = (uint8_t)value;
    const uint16_t half = (uint16_t)value;
    const uint32_t word = (uint32_t)value;

    if (value > largest(field)) {
        return false;
    }
    switch (field->size) {
    case 1:
        *at = byte;
        break;
    case 2:
        memcpy(at, &half, sizeof(half));
        break;
    case 4:
        memcpy(at, &word, sizeof(word));
        break;
    default:
        memcpy(at, &value, sizeof(value));
        break;
    }
    return true;
}
