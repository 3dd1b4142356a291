/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walker's cache of descriptors as a plain list of line numbers. It only
 * tells how far a descriptor was; what a descriptor says comes from memory. No
 * invalidation concerns it, walks that fault fill it like others.
 */
#pragma once

#include "ref_tlb.h"

struct ref_desccache {
    struct ref_tlb_shape shape; /* sizes unused; 0 entries: there is none */
    unsigned line_shift; /* log2 of a line's bytes */
    unsigned count;
    uint64_t line[REF_TLB_MAX]; /* next to be replaced first */
    unsigned slot[REF_TLB_MAX]; /* of each, where ways matter */
    struct ref_ways ways; /* seeded by the caller */
};

/* line: bytes, a power of two. */
void ref_desccache_init(struct ref_desccache *dc, const struct ref_tlb_shape *shape, unsigned line);

/* A descriptor is fetched. False: its line was not there, and is now. */
bool ref_desccache_fetch(struct ref_desccache *dc, uint64_t pa);
