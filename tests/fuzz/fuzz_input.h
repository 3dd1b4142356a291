/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzzer's bytes, consumed from the front as numbers. What lies behind the
 * end reads as zero, so that every input is complete.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct fuzz_input {
    const uint8_t *next;
    size_t left; /* bytes */
};

/* The next `size` bytes, at most 8, little endian. */
static inline uint64_t fuzz_take(struct fuzz_input *in, size_t size)
{
    uint64_t value = 0;
    size_t have = size < in->left ? size : in->left;

    for (size_t i = 0; i < have; i++) {
        value |= (uint64_t)in->next[i] << 8 * i;
    }
    in->next += have;
    in->left -= have;
    return value;
}

/* Stops the fuzzer with the input when what must hold does not. */
#define FUZZ_REQUIRE(condition)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            __builtin_trap();                                                                      \
        }                                                                                          \
    } while (0)
