/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of one address through the tables: plants the descriptors of a case
 * where a walk will read them, and remembers what it met. It knows addresses
 * alone, written from the Arm ARM ("Translation table walks", "VMSAv8-64
 * translation table format descriptors"); permissions are the walkers'.
 */
#pragma once

#include "oracle_case.h"
#include "oracle_memory.h"

enum oracle_path_end {
    PATH_MMU_OFF,
    PATH_NO_RANGE, /* in the gap between the ranges */
    PATH_DISABLED, /* EPDx */
    PATH_SIZE_ILLEGAL, /* TxSZ */
    PATH_TTBR_TOO_LARGE, /* the first table is above the output size */
    PATH_ABORTED, /* no memory where the last step reads */
    PATH_INVALID, /* bit 0 clear, or reserved at level 3 */
    PATH_BLOCK_RESERVED, /* a block where the granule has none */
    PATH_TOO_LARGE, /* the last step's address is above the output size */
    PATH_LEAF,
    PATH_END_COUNT
};

struct oracle_path {
    uint8_t end; /* enum oracle_path_end */
    uint8_t range; /* of VA bit 55 */
    uint8_t granule; /* 0: 4K, 1: 16K, 2: 64K */
    uint8_t first_level;
    uint8_t step_count;
    uint8_t level; /* of the last step */
    uint8_t leaf_shift; /* PATH_LEAF: log2 bytes of the page or block */
    uint8_t run_shift; /* the same, or of the contiguous run that it belongs to */
    struct oracle_step {
        uint64_t pa;
        uint64_t descriptor;
        bool planted; /* by this case */
    } step[4];
};

/* Whether the case's TCR has a reserved TG0 or TG1 for the range of its VA. */
bool oracle_granule_reserved(const struct oracle_case *c);

/* The granule of that range: 0: 4K, 1: 16K, 2: 64K. */
unsigned oracle_granule(const struct oracle_case *c);

/* log2 of how many descriptors of a level make a contiguous run; 0: none do. */
unsigned oracle_run_bits(unsigned granule, unsigned level);

/* Puts the case's descriptors into memory and follows them. */
struct oracle_path oracle_path_plant(struct oracle_memory *memory, const struct oracle_case *c);

/* Puts the memory back to rest. */
void oracle_path_uproot(struct oracle_memory *memory, const struct oracle_path *path);
