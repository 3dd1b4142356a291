/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One call of a random life of the allocator, as a value: drawn, printed, repeated. */
#pragma once

#include <stddef.h>

#include "prng.h"

enum vmalloc_step_kind {
    VMALLOC_STEP_SLOT, /* an empty slot gets an area, a full one gives it back */
    VMALLOC_STEP_PURGE,
    VMALLOC_STEP_FREE_AGAIN, /* the address that an empty slot last had */
    VMALLOC_STEP_FREE_INSIDE, /* the second page of what a slot has */
    VMALLOC_STEP_FREE_ODD, /* one byte behind the start of it */
};

#define VMALLOC_STEP_SLOTS 100
#define VMALLOC_STEP_WINDOWS 3

struct vmalloc_step {
    enum vmalloc_step_kind kind;
    unsigned cpu; /* even with one core: 0 or 1 */
    unsigned slot;
    unsigned size; /* bytes */
    unsigned align_shift; /* the area starts at a multiple of 1 << align_shift */
    unsigned window; /* 0: anywhere; else vmalloc_step_window() */
};

struct vmalloc_step vmalloc_step_draw(struct prng *prng);

/* Where the request may lie: [*ret_start, *ret_end). */
void vmalloc_step_window(const struct vmalloc_step *step, uint64_t *ret_start, uint64_t *ret_end);

/* As a line of a workload, as far as that can say it; full: the slot holds an area. */
void vmalloc_step_print(const struct vmalloc_step *step, bool full, char *ret_text, size_t cap);
