/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The TLBs of a machine, from the same KEY=VALUE texts that the product takes. */
#pragma once

#include "ref_tlb.h"

struct ref_shapes {
    struct ref_tlb_shape l1i, l1d, l2;
};

/* The Cortex-A72's: 48 and 32 entries, fully associative FIFO; 1024 in 4 ways, LRU. */
struct ref_shapes ref_shape_default(void);

/*
 * Applies "tlb.l1d.entries=8" and the like. False, with a message on stderr,
 * for what it does not know. walkcache.entries must be 0; keys that do not bear
 * on the TLBs (sched.*, cost.*) are taken and ignored.
 */
bool ref_shape_set(struct ref_shapes *shapes, const char *setting);
