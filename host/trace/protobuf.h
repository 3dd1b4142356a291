/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protocol buffers, as far as writing takes: fields appended to a buffer
 * ("Encoding", the wire format: varint, 64-bit, length-delimited).
 */
#pragma once

#include "trace_bytes.h"

void protobuf_varint(struct trace_bytes *message, uint32_t field, uint64_t value);
void protobuf_fixed64(struct trace_bytes *message, uint32_t field, uint64_t value);
void protobuf_string(struct trace_bytes *message, uint32_t field, const char *text);
/* A message within the message; `inner` is emptied. */
void protobuf_message(struct trace_bytes *message, uint32_t field, struct trace_bytes *inner);
