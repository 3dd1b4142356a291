/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decimal only, no locale, no allocation. */
#include "text.h"

struct text text_init(char *buffer, size_t cap)
{
    buffer[0] = '\0';
    return (struct text){.start = buffer, .cap = cap};
}

static void put_char(struct text *t, char c)
{
    if (t->length + 1 < t->cap) {
        t->start[t->length++] = c;
        t->start[t->length] = '\0';
    }
}

void text_put(struct text *t, const char *s)
{
    while (*s != '\0') {
        put_char(t, *s++);
    }
}

void text_put_number(struct text *t, uint64_t n)
{
    char digits[20];
    unsigned count = 0;

    do {
        digits[count++] = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    while (count > 0) {
        put_char(t, digits[--count]);
    }
}

const char *text_read_number(const char *s, uint64_t max, uint64_t *ret_number)
{
    uint64_t n = 0;

    if (*s < '0' || *s > '9') {
        return NULL;
    }
    for (; *s >= '0' && *s <= '9'; s++) {
        unsigned digit = (unsigned)(*s - '0');

        if (n > (max - digit) / 10 || digit > max) {
            return NULL;
        }
        n = n * 10 + digit;
    }
    *ret_number = n;
    return s;
}
