/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Damage for robustness tests: reproducible from a seed, which is printed on
 * stderr and can be set by MMULATOR_TEST_SEED.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The seed of this run; names it on stderr. */
uint64_t mutate_seed(const char *test);
/* The next number; *state starts at the seed. */
uint64_t mutate_draw(uint64_t *state);
/*
 * A copy of `size` bytes with one to eight of them changed and perhaps cut
 * short, in memory of exactly *ret_size bytes, so that a sanitizer sees one
 * byte too far. The caller frees it.
 */
uint8_t *mutate_copy(uint64_t *state, const void *data, size_t size, size_t *ret_size);
