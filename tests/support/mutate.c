/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interesting bytes are small, large, or one bit off. */
#include "mutate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t mutate_seed(const char *test)
{
    const char *text = getenv("MMULATOR_TEST_SEED");
    const uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : 1;
    fprintf(stderr, "%s: MMULATOR_TEST_SEED=%" PRIu64 "\n", test, seed);
    return seed;
}

uint64_t mutate_draw(uint64_t *state)
{
    /* xorshift64*; a zero state would stay zero. */
    uint64_t x = *state != 0 ? *state : 0x9e3779b97f4a7c15;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * 0x2545f4914f6cdd1d;
}

static uint8_t damage(uint64_t *state, uint8_t byte)
{
    switch (mutate_draw(state) % 4) {
    case 0:
        return (uint8_t)mutate_draw(state);
    case 1:
        return byte ^ (uint8_t)(1u << mutate_draw(state) % 8);
    case 2:
        return 0xff;
    default:
        return (uint8_t)(mutate_draw(state) % 9);
    }
}

uint8_t *mutate_copy(uint64_t *state, const void *data, size_t size, size_t *ret_size)
{
    const size_t kept = mutate_draw(state) % 4 == 0 ? mutate_draw(state) % (size + 1) : size;
    uint8_t *copy = malloc(kept != 0 ? kept : 1);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, data, kept);
    const uint64_t count = 1 + mutate_draw(state) % 8;
    for (uint64_t i = 0; i < count && kept != 0; i++) {
        uint8_t *byte = &copy[mutate_draw(state) % kept];
        *byte = damage(state, *byte);
    }
    *ret_size = kept;
    return copy;
}
