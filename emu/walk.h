/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The translation table walk of stage 1: reads descriptors, returns what it
 * read and where it ended. It keeps no state, emits nothing and trusts nothing
 * it reads; caching and accounting are its caller's.
 */
#pragma once

#include "desc.h"
#include "physmem.h"
#include "regime.h"

#define WALK_STEPS 4 /* levels 0 to 3 */

/* Where a walk stands: the table it reads next. */
struct walk_point {
    pa_t table;
    struct perm_limits limits; /* of the tables above, taken together */
    uint8_t level; /* of the descriptors in `table` */
};

struct walk_step {
    pa_t pa; /* of the descriptor */
    uint64_t descriptor; /* 0 when the fetch aborted */
    struct walk_point next; /* the first table_count steps */
};

enum walk_kind { WALK_DONE, WALK_FAULT };

struct walk_fault {
    uint8_t kind; /* enum fault_kind */
    uint8_t level;
};

/*
 * The translation found; of the whole block, page or contiguous run. For a run
 * the descriptor that was read speaks for all of it: its attributes hold, and
 * the bits of its output address below the run's size come from the VA.
 */
struct walk_leaf {
    pa_t pa; /* aligned to its size */
    struct perm perm; /* after the tables' limits */
    uint8_t size_shift; /* log2 bytes */
    uint8_t level;
    uint8_t attr_index; /* into MAIR_EL1 */
    uint8_t shareability; /* SH[1:0] */
    bool global;
    bool accessed; /* the access flag is set; else HA has to set it */
    /* Read-only only because nobody wrote yet: DBM with HD. `perm` has it writable. */
    bool clean;
};

struct walk_result {
    uint8_t kind; /* enum walk_kind */
    uint8_t first_level; /* of step[0] */
    uint8_t step_count; /* descriptor fetches, an aborted one included */
    uint8_t table_count; /* steps that led on to another table */
    struct walk_fault fault; /* WALK_FAULT */
    struct walk_leaf leaf; /* WALK_DONE */
    struct walk_step step[WALK_STEPS];
};

/*
 * Where the walk of a canonical address begins. False when it ends before it
 * reads anything: walks disabled, an illegal TxSZ, a table out of reach.
 */
bool walk_begin(const struct regime *regime, va_t va, struct walk_point *ret_point,
                struct walk_fault *ret_fault);

/* Walks on from a point that walk_begin() or an earlier step gave. */
void walk_from(const struct regime *regime, const struct physmem *mem, va_t va,
               const struct walk_point *point, struct walk_result *ret);

/* The whole walk of a canonical address. */
struct walk_result walk(const struct regime *regime, const struct physmem *mem, va_t va);
