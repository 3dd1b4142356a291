/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "protobuf.h"

#include <string.h>

enum wire_type { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2 };

static void put_tag(struct trace_bytes *message, uint32_t field, enum wire_type type)
{
    trace_bytes_put_varint(message, (uint64_t)field << 3 | type);
}

void protobuf_varint(struct trace_bytes *message, uint32_t field, uint64_t value)
{
    put_tag(message, field, WIRE_VARINT);
    trace_bytes_put_varint(message, value);
}

void protobuf_fixed64(struct trace_bytes *message, uint32_t field, uint64_t value)
{
    uint8_t bytes[8];

    trace_put64(bytes, value);
    put_tag(message, field, WIRE_FIXED64);
    trace_bytes_put(message, bytes, sizeof(bytes));
}

void protobuf_string(struct trace_bytes *message, uint32_t field, const char *text)
{
    put_tag(message, field, WIRE_BYTES);
    trace_bytes_put_varint(message, strlen(text));
    trace_bytes_put(message, text, strlen(text));
}

void protobuf_message(struct trace_bytes *message, uint32_t field, struct trace_bytes *inner)
{
    put_tag(message, field, WIRE_BYTES);
    trace_bytes_put_varint(message, inner->size);
    trace_bytes_put(message, inner->data, inner->size);
    message->failed = message->failed || inner->failed;
    inner->size = 0;
}
