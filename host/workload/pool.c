/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A slot is taken when it is first asked for, so the order of use decides. */
#include "pool.h"

#include <search.h>
#include <stdlib.h>

struct pool_entry {
    uint64_t value;
    uint16_t slot;
    unsigned stream; /* the last one that asked */
};

void pool_init(struct pool *pool, uint32_t slots, struct diag *diag)
{
    *pool = (struct pool){.slots = slots, .cpu = POOL_NONE, .pair = POOL_NONE, .diag = diag};
    for (unsigned i = 0; i < POOL_TEMPS; i++) {
        pool->temps[i] = POOL_NONE;
    }
}

static bool pool_take(struct pool *pool, uint16_t *ret)
{
    if (pool->slots >= PROGRAM_MAX_SLOTS) {
        return diag_error(pool->diag, (struct place){0},
                          "too many variables and constants: a program has %u slots",
                          PROGRAM_MAX_SLOTS);
    }
    *ret = (uint16_t)pool->slots++;
    return true;
}

static bool pool_once(struct pool *pool, uint32_t *slot, uint16_t *ret)
{
    if (*slot == POOL_NONE) {
        if (!pool_take(pool, ret)) {
            return false;
        }
        *slot = *ret;
    }
    *ret = (uint16_t)*slot;
    return true;
}

bool pool_cpu(struct pool *pool, uint16_t *ret)
{
    return pool_once(pool, &pool->cpu, ret);
}

bool pool_pair(struct pool *pool, uint16_t *ret)
{
    uint16_t second;

    if (pool->pair == POOL_NONE) {
        return pool_once(pool, &pool->pair, ret) && pool_take(pool, &second);
    }
    *ret = (uint16_t)pool->pair;
    return true;
}

bool pool_temp(struct pool *pool, unsigned i, uint16_t *ret)
{
    if (i >= POOL_TEMPS) {
        return diag_error(pool->diag, (struct place){0}, "expressions and loops nested too deep");
    }
    return pool_once(pool, &pool->temps[i], ret);
}

static int compare_values(const void *a, const void *b)
{
    const uint64_t va = ((const struct pool_entry *)a)->value;
    const uint64_t vb = ((const struct pool_entry *)b)->value;

    return (va > vb) - (va < vb);
}

static struct pool_entry *pool_add(struct pool *pool, uint64_t value)
{
    struct pool_entry *entry = malloc(sizeof(*entry));

    if (entry == NULL) {
        diag_no_memory(pool->diag);
        return NULL;
    }
    *entry = (struct pool_entry){value, 0, UINT32_MAX};
    if (!pool_take(pool, &entry->slot)) {
        free(entry);
        return NULL;
    }
    if (tsearch(entry, &pool->constants, compare_values) == NULL) {
        free(entry);
        diag_no_memory(pool->diag);
        return NULL;
    }
    return entry;
}

bool pool_constant(struct pool *pool, uint64_t value, unsigned stream, uint16_t *ret,
                   bool *ret_load)
{
    const struct pool_entry key = {.value = value};
    struct pool_entry *const *node = tfind(&key, &pool->constants, compare_values);
    struct pool_entry *entry = node != NULL ? *node : pool_add(pool, value);

    if (entry == NULL) {
        return false;
    }
    *ret = entry->slot;
    *ret_load = entry->stream != stream;
    entry->stream = stream;
    return true;
}

void pool_finish(struct pool *pool)
{
    tdestroy(pool->constants, free);
    pool->constants = NULL;
}
