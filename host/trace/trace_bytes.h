/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of the trace format: little-endian words, variable-length numbers
 * (LEB128: 7 bits a byte, lowest first, bit 7 set on all but the last),
 * strings. A writer that grows and a reader that cannot run off the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRACE_VARINT_MAX_BYTES 10

/* A growing buffer. Running out of memory sets failed; later calls do nothing. */
struct trace_bytes {
    uint8_t *data;
    size_t size, capacity;
    bool failed;
};

void trace_bytes_finish(struct trace_bytes *bytes);
void trace_bytes_put(struct trace_bytes *bytes, const void *data, size_t size);
void trace_bytes_put_varint(struct trace_bytes *bytes, uint64_t value);
/* NULL is kept apart from "". */
void trace_bytes_put_string(struct trace_bytes *bytes, const char *text);

/* A reading position. Anything impossible sets failed; later calls give zeros. */
struct trace_cursor {
    const uint8_t *next, *end;
    bool failed;
};

uint64_t trace_cursor_varint(struct trace_cursor *cursor);
/* size bytes in place, or NULL. */
const uint8_t *trace_cursor_bytes(struct trace_cursor *cursor, uint64_t size);
/* A string in place, or NULL: none was written, or failed. */
const char *trace_cursor_string(struct trace_cursor *cursor);
/*
 * A number of things that follow, each at least item_bytes (>= 1) long; more
 * than can be there fails.
 */
size_t trace_cursor_count(struct trace_cursor *cursor, size_t item_bytes);

/* Appends value at *p, which has room for TRACE_VARINT_MAX_BYTES, and moves *p. */
static inline void trace_varint_write(uint8_t **p, uint64_t value)
{
    while (value >= 0x80) {
        *(*p)++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *(*p)++ = (uint8_t)value;
}

/* Signed differences as small unsigned numbers: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... */
static inline uint64_t trace_zigzag(uint64_t difference)
{
    return difference << 1 ^ (0 - (difference >> 63));
}

static inline uint64_t trace_unzigzag(uint64_t coded)
{
    return coded >> 1 ^ (0 - (coded & 1));
}

static inline void trace_put32(uint8_t *p, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(value >> (8 * i));
    }
}

static inline void trace_put64(uint8_t *p, uint64_t value)
{
    trace_put32(p, (uint32_t)value);
    trace_put32(p + 4, (uint32_t)(value >> 32));
}

static inline uint32_t trace_get32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t trace_get64(const uint8_t *p)
{
    return trace_get32(p) | (uint64_t)trace_get32(p + 4) << 32;
}

/* CRC-32 as in IEEE 802.3: reflected, polynomial 0xedb88320, inverted at both ends. */
uint32_t trace_crc32(const uint8_t *data, size_t size);
