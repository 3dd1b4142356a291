/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line of text, built piece by piece: millions of them are printed, and
 * printf() is most of the time otherwise. What does not fit is cut.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct trace_line {
    size_t size;
    char text[4096]; /* not NUL-terminated */
};

void trace_line_put(struct trace_line *line, const char *text);
void trace_line_put_decimal(struct trace_line *line, uint64_t value);
/* With 0x, no leading zeros. */
void trace_line_put_hex(struct trace_line *line, uint64_t value);
/* Spaces up to a column; none when the line is there already. */
void trace_line_pad(struct trace_line *line, size_t column);
/* value right-aligned in width columns. */
void trace_line_put_right(struct trace_line *line, uint64_t value, size_t width);
