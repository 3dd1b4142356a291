/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bits in an array of 64-bit words; bit i is bit i % 64 of word i / 64. */
#pragma once

#include "lib/kernel.h"

#define BITMAP_WORD_BITS 64u
#define BITMAP_WORDS(bits) (((bits) + BITMAP_WORD_BITS - 1) / BITMAP_WORD_BITS)
#define DECLARE_BITMAP(name, bits) uint64_t name[BITMAP_WORDS(bits)]

static inline bool bitmap_test(const uint64_t *map, unsigned bit)
{
    return map[bit / BITMAP_WORD_BITS] >> (bit % BITMAP_WORD_BITS) & 1;
}

static inline void bitmap_set(uint64_t *map, unsigned bit)
{
    map[bit / BITMAP_WORD_BITS] |= 1ULL << (bit % BITMAP_WORD_BITS);
}

static inline void bitmap_clear(uint64_t *map, unsigned bit)
{
    map[bit / BITMAP_WORD_BITS] &= ~(1ULL << (bit % BITMAP_WORD_BITS));
}

/* The first set bit at or after `from`; `bits` when there is none. */
static inline unsigned bitmap_find_next(const uint64_t *map, unsigned bits, unsigned from)
{
    while (from < bits) {
        uint64_t word = map[from / BITMAP_WORD_BITS] >> (from % BITMAP_WORD_BITS);
        if (word != 0) {
            return min(from + (unsigned)__builtin_ctzll(word), bits);
        }
        from = ALIGN_DOWN(from, BITMAP_WORD_BITS) + BITMAP_WORD_BITS;
    }
    return bits;
}

static inline unsigned bitmap_weight(const uint64_t *map, unsigned bits)
{
    unsigned weight = 0;
    for (unsigned bit = bitmap_find_next(map, bits, 0); bit < bits;
         bit = bitmap_find_next(map, bits, bit + 1)) {
        weight++;
    }
    return weight;
}
