/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "prng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t prng_test_seed(uint64_t fallback)
{
    const char *text = getenv("MMULATOR_TEST_SEED");
    uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : fallback;

    fprintf(stderr, "seed %" PRIu64 "\n", seed);
    return seed;
}
