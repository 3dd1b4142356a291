/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small texts without stdio: appending to a caller's buffer, and reading numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text being written; always terminated, cut where the buffer ends. */
struct text {
    char *start;
    size_t length, cap;
};

/* An empty text in a buffer of cap bytes, at least 1. */
struct text text_init(char *buffer, size_t cap);

void text_put(struct text *t, const char *s);
void text_put_number(struct text *t, uint64_t n);

/*
 * Reads decimal digits at s: at least one, at most `max` in value. Returns
 * what follows them, or NULL.
 */
const char *text_read_number(const char *s, uint64_t max, uint64_t *ret_number);
