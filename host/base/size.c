/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strict number parsing: strtoull() accepts signs, spaces and octal, people do not mean them. */
#include "size.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* The digit's value, or 16 when it is none. */
static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (unsigned)(c - 'a') + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return (unsigned)(c - 'A') + 10;
    }
    return 16;
}

/* Reads digits up to *end, which must follow at least one. 0 or -errno. */
static int parse_digits(const char *text, const char **ret_end, uint64_t *ret)
{
    const unsigned base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
    const char *p = base == 16 ? text + 2 : text;
    const char *const first = p;
    uint64_t value = 0;
    bool overflow = false;

    for (; digit_value(*p) < base; p++) {
        overflow |= __builtin_mul_overflow(value, (uint64_t)base, &value);
        overflow |= __builtin_add_overflow(value, (uint64_t)digit_value(*p), &value);
    }
    if (p == first) {
        return -EINVAL;
    }
    *ret_end = p;
    *ret = value;
    return overflow ? -ERANGE : 0;
}

int size_parse_number(const char *text, uint64_t *ret)
{
    const char *end = text;
    uint64_t value = 0;
    const int status = parse_digits(text, &end, &value);

    if (*end != '\0' || status == -EINVAL) {
        return -EINVAL;
    }
    if (status == 0) {
        *ret = value;
    }
    return status;
}

int size_parse(const char *text, uint64_t *ret)
{
    static const char suffixes[] = "KMGT";
    const char *end = text;
    uint64_t value = 0;
    unsigned shift = 0;
    int status = parse_digits(text, &end, &value);

    if (status == -EINVAL) {
        return status;
    }
    if (*end != '\0') {
        const char *suffix = strchr(suffixes, *end);

        if (suffix == NULL || end[1] != '\0') {
            return -EINVAL;
        }
        shift = 10 * (unsigned)(suffix - suffixes + 1);
    }
    if (status == 0 && value > UINT64_MAX >> shift) {
        status = -ERANGE;
    }
    if (status == 0) {
        *ret = value << shift;
    }
    return status;
}
