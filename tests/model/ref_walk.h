/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stage 1 walk by recursion, for the 4K granule: where a page is and how
 * large, not who may access it (the executing engine judges that).
 */
#pragma once

#include "ref_wcache.h"

struct ref_regime {
    uint64_t tcr, ttbr0, ttbr1; /* TCR_EL1, TTBR0_EL1, TTBR1_EL1 */
};

/* Reads a descriptor of 8 bytes; false where there is no memory. */
typedef bool (*ref_read_fn)(void *ctx, uint64_t pa, uint64_t *ret_value);

struct ref_walk {
    bool mapped; /* to a page or block whose access flag is set: what a TLB may hold */
    struct ref_leaf leaf; /* when mapped */
    uint64_t pa; /* of the address asked for, when mapped */
    unsigned reads; /* descriptors read */
    uint64_t read_at[4]; /* their addresses, in the order of the walk */
    unsigned table_count; /* of the tables it came to by reading a descriptor */
    struct ref_table table[3]; /* in the order of the walk */
};

struct ref_walk ref_walk(const struct ref_regime *regime, ref_read_fn read, void *ctx, uint64_t va);

/* The same from a table on; NULL: from the top. */
struct ref_walk ref_walk_from(const struct ref_regime *regime, const struct ref_table *table,
                              ref_read_fn read, void *ctx, uint64_t va);

/* The current ASID: from the TTBR that TCR_EL1.A1 names, of the size TCR_EL1.AS gives. */
uint16_t ref_walk_asid(const struct ref_regime *regime);
