/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The formatter behind the console and the panic report: no memory, no locks,
 * no state, so that it works from the first instruction on.
 */
#include "lib/printf.h"

#include <stdbool.h>
#include <stdint.h>

struct output {
    printf_put_fn put;
    void *ctx;
};

struct spec {
    unsigned width;
    unsigned longs; /* 0: int, 1: long, 2: long long; size_t is long */
    bool zero, left;
};

static void pad(struct output *out, char c, unsigned length, unsigned width)
{
    for (; length < width; length++) {
        out->put(out->ctx, c);
    }
}

static void text(struct output *out, const struct spec *spec, const char *s, unsigned length)
{
    if (!spec->left) {
        pad(out, ' ', length, spec->width);
    }
    for (unsigned i = 0; i < length; i++) {
        out->put(out->ctx, s[i]);
    }
    if (spec->left) {
        pad(out, ' ', length, spec->width);
    }
}

/* The sign stands before zeros of padding and after spaces. */
static void number(struct output *out, const struct spec *spec, uint64_t value, unsigned base,
                   bool negative)
{
    char digits[21];
    unsigned first = sizeof(digits);
    do {
        digits[--first] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);

    struct spec rest = *spec;
    if (negative && spec->zero && !spec->left) {
        out->put(out->ctx, '-');
        rest.width -= spec->width > 0;
    } else if (negative) {
        digits[--first] = '-';
    }
    unsigned length = (unsigned)sizeof(digits) - first;
    if (spec->zero && !spec->left) {
        pad(out, '0', length, rest.width);
        rest.width = 0;
    }
    text(out, &rest, digits + first, length);
}

static void string(struct output *out, const struct spec *spec, const char *s)
{
    if (s == NULL) {
        s = "(null)";
    }
    unsigned length = 0;
    while (s[length] != '\0') {
        length++;
    }
    text(out, spec, s, length);
}

static void pointer(struct output *out, const void *p)
{
    const struct spec sixteen = {.width = 16, .zero = true};
    out->put(out->ctx, '0');
    out->put(out->ctx, 'x');
    number(out, &sixteen, (uintptr_t)p, 16, false);
}

static const char *parse_spec(const char *s, struct spec *ret)
{
    *ret = (struct spec){0};
    for (;; s++) {
        if (*s == '0') {
            ret->zero = true;
        } else if (*s == '-') {
            ret->left = true;
        } else {
            break;
        }
    }
    for (; *s >= '0' && *s <= '9'; s++) {
        ret->width = ret->width * 10 + (unsigned)(*s - '0');
    }
    for (; *s == 'l' || *s == 'z'; s++) {
        ret->longs++;
    }
    return s;
}

/* va_list travels by pointer: where it is an array, a copy would not advance. */
struct arguments {
    va_list list;
};

static int64_t next_signed(struct arguments *args, unsigned longs)
{
    if (longs == 0) {
        return va_arg(args->list, int);
    }
    return longs == 1 ? va_arg(args->list, long) : va_arg(args->list, long long);
}

static uint64_t next_unsigned(struct arguments *args, unsigned longs)
{
    if (longs == 0) {
        return va_arg(args->list, unsigned);
    }
    return longs == 1 ? va_arg(args->list, unsigned long) : va_arg(args->list, unsigned long long);
}

/* False: no conversion that this formatter knows. */
static bool convert(struct output *out, const struct spec *spec, char c, struct arguments *args)
{
    switch (c) {
    case '%':
        out->put(out->ctx, '%');
        return true;
    case 'c': {
        const char character = (char)va_arg(args->list, int);
        text(out, spec, &character, 1);
        return true;
    }
    case 's':
        string(out, spec, va_arg(args->list, const char *));
        return true;
    case 'p':
        pointer(out, va_arg(args->list, const void *));
        return true;
    case 'd':
    case 'i': {
        const int64_t value = next_signed(args, spec->longs);
        number(out, spec, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, value < 0);
        return true;
    }
    case 'u':
        number(out, spec, next_unsigned(args, spec->longs), 10, false);
        return true;
    case 'x':
        number(out, spec, next_unsigned(args, spec->longs), 16, false);
        return true;
    default:
        return false;
    }
}

void printf_format(printf_put_fn put, void *ctx, const char *format, va_list args)
{
    struct output out = {put, ctx};
    struct arguments arguments;
    va_copy(arguments.list, args);
    while (*format != '\0') {
        if (*format != '%') {
            put(ctx, *format++);
            continue;
        }
        struct spec spec;
        const char *conversion = parse_spec(format + 1, &spec);
        if (*conversion != '\0' && convert(&out, &spec, *conversion, &arguments)) {
            format = conversion + 1;
        } else {
            put(ctx, *format++);
        }
    }
    va_end(arguments.list);
}

struct buffer {
    char *next, *last;
};

static void put_buffer(void *ctx, char c)
{
    struct buffer *buffer = ctx;
    if (buffer->next < buffer->last) {
        *buffer->next++ = c;
    }
}

void printf_buffer(char *buffer, size_t size, const char *format, ...)
{
    struct buffer target = {buffer, buffer + size - 1};
    va_list args;
    va_start(args, format);
    printf_format(put_buffer, &target, format, args);
    va_end(args);
    *target.next = '\0';
}
