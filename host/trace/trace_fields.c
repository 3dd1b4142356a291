/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_fields.h"

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

bool trace_field_set(const struct trace_field *field, struct event *ev, uint64_t value)
{
    unsigned char *at = (unsigned char *)ev + field->offset;
    const uint8_t byte = (uint8_t)value;
    const uint16_t half = (uint16_t)value;
    const uint32_t word = (uint32_t)value;

    if (field->size < 8 && value >> (8 * field->size) != 0) {
        return false;
    }
    if ((field->look == TRACE_LOOK_FLAG || field->look == TRACE_LOOK_HIDDEN_FLAG) && value > 1) {
        return false; /* any other byte would be no bool */
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
