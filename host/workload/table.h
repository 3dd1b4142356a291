/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a program draws from with weights: zipf() and weighted(). */
#pragma once

#include "arena.h"
#include "diag.h"

/* Tables of a program, and weights of all together, at most. */
#define TABLE_MAX 1024
#define TABLE_WEIGHT_MAX (1u << 18)

struct table_list {
    struct program_table *tables; /* TABLE_MAX of them; NULL: none yet */
    uint64_t *weights; /* TABLE_WEIGHT_MAX of them: sums, as the program has them */
    uint32_t count, weight_count;
};

/* A new table of `count` weights, not all 0; *ret is its index. False after an error. */
bool table_add(struct table_list *list, struct arena *arena, const uint64_t *weights,
               uint32_t count, struct place place, struct diag *diag, uint32_t *ret);

/*
 * The weights of Zipf's law: 2^40 / k^exponent for k = 1 .. count, rounded
 * down, at least 1. count is at most TABLE_WEIGHT_MAX, exponent at most 3.
 */
void table_zipf(uint64_t *weights, uint32_t count, unsigned exponent);
