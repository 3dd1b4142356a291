/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_line.h"

#include <string.h>

#define DIGITS_MAX 20

static void put(struct trace_line *line, const char *text, size_t size)
{
    const size_t room = sizeof(line->text) - line->size;

    size = size < room ? size : room;
    memcpy(line->text + line->size, text, size);
    line->size += size;
}

void trace_line_put(struct trace_line *line, const char *text)
{
    put(line, text, strlen(text));
}

/* The digits of value at the end of a buffer; returns how many. */
static size_t digits(uint64_t value, unsigned base, char buffer[DIGITS_MAX])
{
    size_t count = 0;

    do {
        buffer[DIGITS_MAX - ++count] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    return count;
}

void trace_line_put_decimal(struct trace_line *line, uint64_t value)
{
    char buffer[DIGITS_MAX];
    const size_t count = digits(value, 10, buffer);

    put(line, buffer + DIGITS_MAX - count, count);
}

void trace_line_put_hex(struct trace_line *line, uint64_t value)
{
    char buffer[DIGITS_MAX];
    const size_t count = digits(value, 16, buffer);

    put(line, "0x", 2);
    put(line, buffer + DIGITS_MAX - count, count);
}

static void put_spaces(struct trace_line *line, size_t count)
{
    while (count-- > 0) {
        put(line, " ", 1);
    }
}

void trace_line_pad(struct trace_line *line, size_t column)
{
    put_spaces(line, line->size < column ? column - line->size : 0);
}

void trace_line_put_right(struct trace_line *line, uint64_t value, size_t width)
{
    char buffer[DIGITS_MAX];
    const size_t count = digits(value, 10, buffer);

    put_spaces(line, count < width ? width - count : 0);
    put(line, buffer + DIGITS_MAX - count, count);
}
