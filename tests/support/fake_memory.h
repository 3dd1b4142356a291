/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A piece of physical memory for table walks. What lies outside aborts. */
#pragma once

#include <stddef.h>

#include "physmem.h"

struct fake_memory {
    uint64_t base, size; /* bytes */
    uint64_t *word;
    uint64_t broken; /* reads of this address abort too; 0: none */
    unsigned reads; /* reads asked for */
};

/* Zeroed memory; base and size are multiples of 8. */
void fake_memory_init(struct fake_memory *mem, uint64_t base, uint64_t size);
void fake_memory_finish(struct fake_memory *mem);

/* A physmem_read_fn over a struct fake_memory. */
bool fake_memory_read64(void *ctx, pa_t pa, uint64_t *ret_value);
/* Changes a word that is `expected`; false when it is not, or cannot be read. */
bool fake_memory_cas64(struct fake_memory *mem, pa_t pa, uint64_t expected, uint64_t desired);
struct physmem fake_memory_physmem(struct fake_memory *mem);

/* The word at an address, which must be inside. */
uint64_t *fake_memory_at(struct fake_memory *mem, uint64_t pa);
