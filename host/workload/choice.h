/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings that are one word out of a few. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct choice {
    const char *name; /* NULL ends a list */
    uint32_t value;
};

extern const struct choice choice_allocators[]; /* enum program_allocator */
extern const struct choice choice_shootdowns[]; /* enum program_shootdown */
extern const struct choice choice_switches[]; /* on, off */

/* NULL when there is none of that name. */
const struct choice *choice_find(const struct choice *choices, const char *name);
/* The name of a value; "?" when there is none. */
const char *choice_name(const struct choice *choices, uint32_t value);

#define CHOICE_TEXT_MAX 192
/* "a, b or c", and the one that `found` may have meant. Returns text. */
const char *choice_expected(const struct choice *choices, const char *found, char *text,
                            size_t cap);
