/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guest memory: a few windows of RAM, far apart, so that table addresses of
 * every size lead somewhere; between them there is nothing. At rest each word
 * is BRK #n with n the number of its page, which as a descriptor is invalid.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ORACLE_WINDOWS 4
#define ORACLE_WINDOW_SIZE (1ULL << 20)

struct oracle_memory {
    uint8_t *window[ORACLE_WINDOWS]; /* host addresses */
};

/* Guest addresses, aligned to their size. */
extern const uint64_t oracle_window_base[ORACLE_WINDOWS];

bool oracle_memory_init(struct oracle_memory *memory);
/* Puts all of it to rest. */
void oracle_memory_reset(struct oracle_memory *memory);
void oracle_memory_finish(struct oracle_memory *memory);

/* The 8 bytes at an aligned address; NULL: nothing is there. */
uint64_t *oracle_memory_at(const struct oracle_memory *memory, uint64_t pa);

/* What the 8 bytes at an aligned address hold at rest. */
uint64_t oracle_memory_at_rest(uint64_t pa);
