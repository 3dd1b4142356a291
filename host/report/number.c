/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "number.h"

#include <inttypes.h>
#include <stdio.h>

struct number_text number_grouped(uint64_t value)
{
    struct number_text ret = {{0}};
    char digits[24];
    const int count = snprintf(digits, sizeof(digits), "%" PRIu64, value);
    size_t used = 0;

    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            ret.text[used++] = ',';
        }
        ret.text[used++] = digits[i];
    }
    return ret;
}

__extension__ typedef unsigned __int128 wide;

/* value * scale / by, rounded to nearest; no overflow. by != 0. */
static uint64_t scaled(uint64_t value, uint64_t scale, uint64_t by)
{
    return (uint64_t)(((wide)value * scale + by / 2) / by);
}

struct number_text number_percent(uint64_t part, uint64_t whole)
{
    struct number_text ret = {"-"};

    if (whole != 0) {
        const uint64_t hundredths = scaled(part, 10000, whole);

        snprintf(ret.text, sizeof(ret.text), "%" PRIu64 ".%02" PRIu64 " %%", hundredths / 100,
                 hundredths % 100);
    }
    return ret;
}

struct number_text number_average(uint64_t sum, uint64_t count)
{
    struct number_text ret = {"-"};

    if (count != 0) {
        const uint64_t tenths = scaled(sum, 10, count);

        snprintf(ret.text, sizeof(ret.text), "%.28s.%u", number_grouped(tenths / 10).text,
                 (unsigned)(tenths % 10));
    }
    return ret;
}
