/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk cache: where a walk of an address can begin, below the first level,
 * because the table descriptors above were read before. Entries are tagged
 * with the ASID under which they were read, whatever the pages below them are
 * (table descriptors have no nG bit), and carry the tables' limits.
 *
 * Last-level invalidations leave them; all others drop what they match.
 */
#pragma once

#include "assoc.h"
#include "tlbi.h"
#include "walk.h"

#define WCACHE_NONE ASSOC_NONE
#define WCACHE_LEVELS 3 /* table descriptors live at levels 0 to 2 */

/* A table descriptor: its position and what follows it. */
struct wcache_entry {
    va_t va; /* first address below it */
    struct walk_point next;
    uint16_t asid;
    uint8_t level; /* of the descriptor */
    uint8_t granule;
};

struct wcache {
    struct assoc assoc;
    struct wcache_entry *entry; /* by slot */
    uint64_t levels; /* that it keeps: bit n = level n */
    unsigned count[GRANULE_COUNT][WCACHE_LEVELS]; /* live entries */
};

/* False when out of memory. */
bool wcache_init(struct wcache *wc, const struct walkcache_config *config);
void wcache_finish(struct wcache *wc);

/* What random replacement follows from; without it, from seed 0. */
void wcache_seed(struct wcache *wc, uint64_t seed);

static inline bool wcache_exists(const struct wcache *wc)
{
    return wc->assoc.entries != 0;
}

/*
 * The slot of the deepest entry for a canonical address, at the range's
 * start level or below; or WCACHE_NONE. No side effect.
 */
unsigned wcache_lookup(const struct wcache *wc, const struct regime_range *range, va_t va,
                       uint16_t asid);

/* Where the walk goes on, and that it did. */
struct walk_point wcache_point(const struct wcache *wc, unsigned slot);
void wcache_hit(struct wcache *wc, unsigned slot);

/* Keeps what the descriptor of `level` on the way to va led to, if it keeps that level. */
void wcache_fill(struct wcache *wc, const struct wcache_entry *entry);

/* Drops what the operation reaches. */
void wcache_invalidate(struct wcache *wc, const struct tlbi *op);
