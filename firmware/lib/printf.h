/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formatted text, one character at a time, into whatever takes characters.
 *
 * Understood: %% %c %s %d %i %u %x %p, lengths z, l and ll, a width, and the
 * flags 0 and -. %p prints 0x and sixteen digits. Anything else is copied as it
 * stands, so that a mistake in a message costs no more than its looks.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/* Takes the next character. */
typedef void (*printf_put_fn)(void *ctx, char c);

void printf_format(printf_put_fn put, void *ctx, const char *format, va_list args);

/* Into a buffer, cut to size and always terminated; size is at least 1. */
void printf_buffer(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
