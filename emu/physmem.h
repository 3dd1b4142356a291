/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the walker reaches guest memory. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

/* Reads 64 bits, little endian, at an 8-byte aligned address; false: external abort. */
typedef bool (*physmem_read_fn)(void *ctx, pa_t pa, uint64_t *ret_value);

struct physmem {
    physmem_read_fn read64;
    void *ctx;
};
