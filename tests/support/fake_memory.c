/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake_memory.h"

#include <assert.h>
#include <stdlib.h>

void fake_memory_init(struct fake_memory *mem, uint64_t base, uint64_t size)
{
    *mem = (struct fake_memory){.base = base, .size = size};
    mem->word = calloc(size / 8, 8);
    assert(mem->word != NULL);
}

void fake_memory_finish(struct fake_memory *mem)
{
    free(mem->word);
    *mem = (struct fake_memory){0};
}

bool fake_memory_read64(void *ctx, pa_t pa, uint64_t *ret_value)
{
    struct fake_memory *mem = ctx;

    assert(pa.v % 8 == 0);
    mem->reads++;
    if (pa.v < mem->base || pa.v - mem->base >= mem->size ||
        (mem->broken != 0 && pa.v == mem->broken)) {
        return false;
    }
    *ret_value = mem->word[(pa.v - mem->base) / 8];
    return true;
}

bool fake_memory_cas64(struct fake_memory *mem, pa_t pa, uint64_t expected, uint64_t desired)
{
    uint64_t found;

    if (!fake_memory_read64(mem, pa, &found) || found != expected) {
        return false;
    }
    *fake_memory_at(mem, pa.v) = desired;
    return true;
}

struct physmem fake_memory_physmem(struct fake_memory *mem)
{
    return (struct physmem){.read64 = fake_memory_read64, .ctx = mem};
}

uint64_t *fake_memory_at(struct fake_memory *mem, uint64_t pa)
{
    assert(pa >= mem->base && pa - mem->base < mem->size && pa % 8 == 0);
    return &mem->word[(pa - mem->base) / 8];
}
