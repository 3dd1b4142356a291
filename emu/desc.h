/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation table descriptors: from 64 raw bits to what they mean at a
 * level (Arm ARM, "VMSAv8-64 translation table format descriptors", stage 1,
 * 48-bit addresses). Any bit pattern is valid input.
 */
#pragma once

#include "addr.h"
#include "granule.h"
#include "perm.h"

enum desc_kind {
    DESC_INVALID, /* bit 0 clear, or reserved at this level */
    DESC_TABLE,
    DESC_BLOCK,
    DESC_PAGE,
};

struct desc {
    pa_t address; /* of the next table, or the output address; aligned */
    struct perm_limits limits; /* DESC_TABLE */
    struct perm perm; /* this and the rest: DESC_BLOCK and DESC_PAGE */
    uint8_t kind; /* enum desc_kind */
    uint8_t size_shift; /* log2 bytes mapped */
    uint8_t attr_index; /* into MAIR_EL1 */
    uint8_t shareability; /* SH[1:0] */
    bool access_flag;
    bool non_global;
    bool contiguous;
    bool dirty_modifier; /* DBM */
};

/* What hardware writes back into a leaf descriptor; a set of these. */
enum desc_update {
    DESC_UPDATE_ACCESSED = 1, /* the access flag */
    DESC_UPDATE_DIRTY = 2, /* AP[2] of a descriptor with DBM: no longer read-only */
};

/* The raw descriptor after the updates. */
uint64_t desc_updated(uint64_t raw, unsigned updates);

/* Decodes a descriptor read at `level`, 0 to 3. */
struct desc desc_decode(uint64_t raw, unsigned level, enum granule granule);
