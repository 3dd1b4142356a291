/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages on stderr. Each is one write, so that lines of two processes do not mix. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>

#define LINE_MAX_BYTES 2048

static void print_line(const char *prefix, const char *format, va_list args)
{
    char line[LINE_MAX_BYTES];
    int used = snprintf(line, sizeof(line), "%s: ", prefix);

    if (used < 0 || (size_t)used >= sizeof(line)) {
        used = 0;
    }
    vsnprintf(line + used, sizeof(line) - (size_t)used, format, args);
    fprintf(stderr, "%s\n", line);
}

void log_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line("mmulator", format, args);
    va_end(args);
}

void log_error_at(const char *file, unsigned line, unsigned column, const char *format, ...)
{
    char place[LINE_MAX_BYTES / 2];
    va_list args;

    if (line == 0) {
        snprintf(place, sizeof(place), "%s", file);
    } else if (column == 0) {
        snprintf(place, sizeof(place), "%s:%u", file, line);
    } else {
        snprintf(place, sizeof(place), "%s:%u:%u", file, line, column);
    }
    va_start(args, format);
    print_line(place, format, args);
    va_end(args);
}

void log_warning(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line("mmulator: warning", format, args);
    va_end(args);
}
