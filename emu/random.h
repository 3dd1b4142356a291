/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeded random numbers for the model's own choices: SplitMix64, small and the
 * same everywhere. A generator is one word, its state; any value seeds it.
 */
#pragma once

#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    return z ^ z >> 31;
}

/* A number from 0 to bound - 1; bound from 1. */
static inline uint32_t random_below(uint64_t *state, uint32_t bound)
{
    return (uint32_t)((random_next(state) >> 32) * bound >> 32);
}

/* The seed of the part number `part` of a whole that was seeded with `seed`. */
static inline uint64_t random_part(uint64_t seed, unsigned part)
{
    uint64_t state = seed;

    state = random_next(&state) + part;
    return random_next(&state);
}
