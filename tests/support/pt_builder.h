/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds stage-1 translation tables in fake memory. It encodes descriptors by
 * constants of its own, so that a misreading in emu's decoder shows.
 */
#pragma once

#include "fake_memory.h"

/* Descriptor bits. */
#define PT_VALID (1ULL << 0)
#define PT_TABLE (3ULL << 0)
#define PT_PAGE (3ULL << 0)
#define PT_BLOCK (1ULL << 0)
#define PT_ATTR(index) ((uint64_t)(index) << 2)
#define PT_EL0 (1ULL << 6) /* AP[1] */
#define PT_READ_ONLY (1ULL << 7) /* AP[2] */
#define PT_SH(sh) ((uint64_t)(sh) << 8)
#define PT_AF (1ULL << 10)
#define PT_NG (1ULL << 11)
#define PT_DBM (1ULL << 51)
#define PT_CONTIGUOUS (1ULL << 52)
#define PT_PXN (1ULL << 53)
#define PT_UXN (1ULL << 54)
#define PT_TABLE_PXN (1ULL << 59)
#define PT_TABLE_UXN (1ULL << 60)
#define PT_TABLE_NO_EL0 (1ULL << 61)
#define PT_TABLE_READ_ONLY (1ULL << 62)

struct pt_builder {
    struct fake_memory *mem;
    uint64_t next; /* free memory for tables begins here */
    unsigned granule_shift; /* 12, 14 or 16 */
    uint64_t table_bits; /* attributes of new table descriptors */
};

void pt_builder_init(struct pt_builder *b, struct fake_memory *mem, unsigned granule_shift);

/* An empty table; returns its address. */
uint64_t pt_new_table(struct pt_builder *b);

/* Where the descriptor of va at `level` is, below a root of start_level; missing tables are made.
 */
uint64_t pt_entry(struct pt_builder *b, uint64_t root, unsigned start_level, uint64_t va,
                  unsigned level);

/* Writes that descriptor, raw. */
void pt_set(struct pt_builder *b, uint64_t root, unsigned start_level, uint64_t va, unsigned level,
            uint64_t descriptor);
