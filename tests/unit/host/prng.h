/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random numbers for tests: SplitMix64. The seed is MMULATOR_TEST_SEED from
 * the environment, or fixed; a failing test prints it.
 */
#pragma once

#include <stdint.h>
#include <stdlib.h>

struct prng {
    uint64_t state;
};

static inline uint64_t prng_seed(void)
{
    const char *text = getenv("MMULATOR_TEST_SEED");

    return text != NULL ? strtoull(text, NULL, 0) : 20260131;
}

static inline uint64_t prng_next(struct prng *prng)
{
    uint64_t z = prng->state += 0x9e3779b97f4a7c15ULL;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/* Uniform enough in [0, bound). */
static inline uint64_t prng_below(struct prng *prng, uint64_t bound)
{
    return prng_next(prng) % bound;
}

/* A number of random length: small ones and huge ones alike. */
static inline uint64_t prng_any(struct prng *prng)
{
    const uint64_t value = prng_next(prng);

    return value >> prng_below(prng, 64);
}
