/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bit fields and powers of two. Field bounds are inclusive, as in the Arm ARM. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The low n bits set; n from 0 to 64. */
static inline uint64_t bits_mask(unsigned n)
{
    return n >= 64 ? ~0ULL : (1ULL << n) - 1;
}

/* v<hi:lo>, shifted down. */
static inline uint64_t bits_get(uint64_t v, unsigned hi, unsigned lo)
{
    return v >> lo & bits_mask(hi - lo + 1);
}

static inline bool bits_test(uint64_t v, unsigned n)
{
    return (v >> n & 1) != 0;
}

/* v with every bit above `top` made equal to bit `top`. */
static inline uint64_t bits_sign_extend(uint64_t v, unsigned top)
{
    return bits_test(v, top) ? v | ~bits_mask(top + 1) : v & bits_mask(top + 1);
}

static inline bool bits_is_power_of_two(uint64_t v)
{
    return v != 0 && (v & (v - 1)) == 0;
}

/* Index of the lowest and of the highest set bit; v is not zero. */
static inline unsigned bits_lowest(uint64_t v)
{
    return (unsigned)__builtin_ctzll(v);
}

static inline unsigned bits_highest(uint64_t v)
{
    return 63U - (unsigned)__builtin_clzll(v);
}
