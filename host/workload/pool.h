/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots of each core that are no variables: constants, the core's number and
 * intermediate results. They are the same for every stream of a program.
 */
#pragma once

#include "diag.h"

/* Intermediate results that can be alive at once: an expression's, and two a loop. */
#define POOL_TEMPS 512

struct pool {
    void *constants; /* of tsearch() */
    uint32_t slots; /* of each core, so far */
    uint32_t pair; /* two slots for an area on its way to an array; POOL_NONE: not needed yet */
    uint32_t cpu; /* slot of the core's number; POOL_NONE: not needed yet */
    uint32_t temps[POOL_TEMPS]; /* POOL_NONE: not needed yet */
    struct diag *diag;
};

#define POOL_NONE 0xffffffffu

/* `slots` are taken by variables already. */
void pool_init(struct pool *pool, uint32_t slots, struct diag *diag);
/*
 * The slot of a constant. *ret_load tells whether `stream` asks for the first
 * time, so that it must load it. False after an error.
 */
bool pool_constant(struct pool *pool, uint64_t value, unsigned stream, uint16_t *ret,
                   bool *ret_load);
/* The slot of the core's number, and of intermediate result i. */
bool pool_cpu(struct pool *pool, uint16_t *ret);
/* Two slots in a row: an address and its size. */
bool pool_pair(struct pool *pool, uint16_t *ret);
bool pool_temp(struct pool *pool, unsigned i, uint16_t *ret);
/* Accepts a zeroed object. */
void pool_finish(struct pool *pool);
