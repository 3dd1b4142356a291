/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Integers only: the same sums on every host. */
#include "table.h"

#define ZIPF_UNIT (UINT64_C(1) << 40)

static bool table_reserve(struct table_list *list, struct arena *arena)
{
    if (list->tables == NULL) {
        list->tables = arena_alloc(arena, TABLE_MAX * sizeof(*list->tables));
        list->weights = arena_alloc(arena, TABLE_WEIGHT_MAX * sizeof(*list->weights));
    }
    return list->tables != NULL && list->weights != NULL;
}

bool table_add(struct table_list *list, struct arena *arena, const uint64_t *weights,
               uint32_t count, struct place place, struct diag *diag, uint32_t *ret)
{
    uint64_t sum = 0;

    if (!table_reserve(list, arena)) {
        return diag_no_memory(diag);
    }
    if (list->count == TABLE_MAX || count > TABLE_WEIGHT_MAX - list->weight_count) {
        return diag_error(diag, place,
                          "too many weights: a program has %d tables with %u weights together",
                          TABLE_MAX, TABLE_WEIGHT_MAX);
    }
    *ret = list->count;
    list->tables[list->count++] = (struct program_table){list->weight_count, count};
    for (uint32_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(sum, weights[i], &sum)) {
            return diag_error(diag, place, "the sum of the weights is beyond 64 bits");
        }
        list->weights[list->weight_count++] = sum;
    }
    return sum > 0 || diag_error(diag, place, "all weights are 0");
}

void table_zipf(uint64_t *weights, uint32_t count, unsigned exponent)
{
    for (uint64_t k = 1; k <= count; k++) {
        uint64_t weight = ZIPF_UNIT;

        for (unsigned i = 0; i < exponent; i++) {
            weight /= k;
        }
        weights[k - 1] = weight > 0 ? weight : 1;
    }
}
