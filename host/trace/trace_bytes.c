/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_bytes.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256

void trace_bytes_finish(struct trace_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct trace_bytes){0};
}

static bool make_room(struct trace_bytes *bytes, size_t size)
{
    size_t capacity = bytes->capacity != 0 ? bytes->capacity : FIRST_CAPACITY;
    uint8_t *data;

    if (bytes->failed || size > SIZE_MAX / 4 || bytes->size > SIZE_MAX / 4) {
        bytes->failed = true;
        return false;
    }
    if (bytes->capacity - bytes->size >= size) {
        return true;
    }
    while (capacity - bytes->size < size) {
        capacity *= 2;
    }
    data = realloc(bytes->data, capacity);
    if (data == NULL) {
        bytes->failed = true;
        return false;
    }
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

void trace_bytes_put(struct trace_bytes *bytes, const void *data, size_t size)
{
    if (size != 0 && make_room(bytes, size)) {
        memcpy(bytes->data + bytes->size, data, size);
        bytes->size += size;
    }
}

void trace_bytes_put_varint(struct trace_bytes *bytes, uint64_t value)
{
    uint8_t coded[TRACE_VARINT_MAX_BYTES];
    uint8_t *end = coded;

    trace_varint_write(&end, value);
    trace_bytes_put(bytes, coded, (size_t)(end - coded));
}

/* Length + 1, the bytes, a NUL, so that a reader uses it in place; NULL is a lone 0. */
void trace_bytes_put_string(struct trace_bytes *bytes, const char *text)
{
    if (text == NULL) {
        trace_bytes_put_varint(bytes, 0);
        return;
    }
    trace_bytes_put_varint(bytes, strlen(text) + 1);
    trace_bytes_put(bytes, text, strlen(text) + 1);
}

uint64_t trace_cursor_varint(struct trace_cursor *cursor)
{
    uint64_t value = 0;

    for (unsigned shift = 0; shift < 64 && !cursor->failed && cursor->next < cursor->end;
         shift += 7) {
        const uint8_t byte = *cursor->next++;

        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            /* The tenth byte holds one bit; more would be lost. */
            cursor->failed = shift == 63 && byte > 1;
            return cursor->failed ? 0 : value;
        }
    }
    cursor->failed = true;
    return 0;
}

const uint8_t *trace_cursor_bytes(struct trace_cursor *cursor, uint64_t size)
{
    const uint8_t *data = cursor->next;

    if (cursor->failed || size > (uint64_t)(cursor->end - cursor->next)) {
        cursor->failed = true;
        return NULL;
    }
    cursor->next += size;
    return data;
}

const char *trace_cursor_string(struct trace_cursor *cursor)
{
    const uint64_t size = trace_cursor_varint(cursor);
    const uint8_t *text = size != 0 ? trace_cursor_bytes(cursor, size) : NULL;

    if (text == NULL) {
        return NULL;
    }
    if (memchr(text, '\0', size) != text + size - 1) {
        cursor->failed = true;
        return NULL;
    }
    return (const char *)text;
}

size_t trace_cursor_count(struct trace_cursor *cursor, size_t item_bytes)
{
    const uint64_t count = trace_cursor_varint(cursor);

    if (count > (uint64_t)(cursor->end - cursor->next) / item_bytes) {
        cursor->failed = true;
        return 0;
    }
    return count;
}

uint32_t trace_crc32(const uint8_t *data, size_t size)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (0xedb88320 & (0 - (crc & 1)));
        }
    }
    return ~crc;
}
