/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Seeded pseudo-random numbers (SplitMix64), the same on every host. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct prng {
    uint64_t state;
};

/*
 * The seed of a randomised test: the environment's MMULATOR_TEST_SEED, or the
 * fallback. Told on stderr, so that a failure can be repeated.
 */
uint64_t prng_test_seed(uint64_t fallback);

static inline uint64_t prng_next(struct prng *p)
{
    uint64_t z = p->state += 0x9e3779b97f4a7c15ULL;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    return z ^ z >> 31;
}

/* A number below n, n > 0. */
static inline uint64_t prng_below(struct prng *p, uint64_t n)
{
    return prng_next(p) % n;
}

/* True once in n. */
static inline bool prng_once_in(struct prng *p, uint64_t n)
{
    return prng_below(p, n) == 0;
}
