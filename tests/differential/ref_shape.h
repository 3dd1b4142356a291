/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The TLBs and walk costs of a machine, from the same KEY=VALUE texts that the product takes. */
#pragma once

#include "ref_tlb.h"

struct ref_shapes {
    struct ref_tlb_shape l1i, l1d, l2, walkcache, desccache;
    uint64_t walkcache_levels; /* bit n = level n */
    unsigned desccache_line; /* bytes */
    uint64_t walk_fixed, walk_read, walk_miss; /* cycles */
};

/*
 * The Cortex-A72's: 48 and 32 entries, fully associative FIFO; 1024 in 4 ways,
 * LRU; a walk cache of 64 in 4 ways, a descriptor cache of 256 in 16, both LRU.
 */
struct ref_shapes ref_shape_default(void);

/*
 * Applies "tlb.l1d.entries=8" and the like. False, with a message on stderr,
 * for what it does not know. Keys that do not bear on the TLBs (sched.*, mmu.*
 * and other costs) are taken and ignored.
 */
bool ref_shape_set(struct ref_shapes *shapes, const char *setting);
