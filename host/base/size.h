/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and sizes as people write them on a command line. */
#pragma once

#include <stdint.h>

/*
 * Reads a whole string: decimal or 0x-hexadecimal digits, no sign, no space.
 * 0; -EINVAL when it is no number; -ERANGE when it does not fit in 64 bits.
 */
int size_parse_number(const char *text, uint64_t *ret);

/* The same, with an optional K, M, G or T (powers of 1024) at the end. */
int size_parse(const char *text, uint64_t *ret);
