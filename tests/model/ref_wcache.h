/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk cache as a plain list: the tables that walks came to, by the part of
 * the address space below them. Entries belong to the ASID under which they
 * were read; table descriptors know no global pages.
 */
#pragma once

#include "ref_tlb.h"

/* A table that is reached by the descriptor of `level` on the way to va. */
struct ref_table {
    uint64_t va; /* first address below it */
    uint64_t pa;
    unsigned level; /* 0..2, of the descriptor that names it */
    unsigned shift; /* log2 of the bytes below it */
    uint16_t asid;
    unsigned slot; /* where ways matter */
    uint64_t filled; /* a running number */
};

struct ref_wcache {
    struct ref_tlb_shape shape; /* sizes unused; 0 entries: there is none */
    uint64_t levels; /* of the descriptors whose tables it keeps: bit n = level n */
    bool drop_on_last_level; /* a deliberate fault: last-level TLBIs drop from it too */
    unsigned count;
    struct ref_table table[REF_TLB_MAX]; /* next to be replaced first */
    uint64_t fills;
    struct ref_ways ways; /* seeded by the caller */
};

void ref_wcache_init(struct ref_wcache *wc, const struct ref_tlb_shape *shape, uint64_t levels);

/*
 * The deepest table on the way to va, or NULL; it counts as used. Valid until
 * the list changes.
 */
const struct ref_table *ref_wcache_lookup(struct ref_wcache *wc, uint64_t va, uint16_t asid);

/* Adds a table that is not there yet, if its level is kept, in the place of the first of its set
 * when that is full. */
void ref_wcache_fill(struct ref_wcache *wc, const struct ref_table *table);

/* Drops what op reaches; a last-level operation reaches nothing here. */
void ref_wcache_invalidate(struct ref_wcache *wc, const struct ref_tlbi *op);
