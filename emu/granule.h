/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation granules and the geometry that follows from them (Arm ARM,
 * "Translation granules"): a table fills one granule and holds 8-byte
 * descriptors, level 3 maps pages of one granule, each level above resolves
 * `stride` more bits.
 */
#pragma once

#include <stdbool.h>

enum granule { GRANULE_4K, GRANULE_16K, GRANULE_64K, GRANULE_COUNT };

/* log2 of the granule in bytes. */
static inline unsigned granule_shift(enum granule g)
{
    return 12 + 2 * (unsigned)g;
}

/* Address bits that one full table resolves. */
static inline unsigned granule_stride(enum granule g)
{
    return granule_shift(g) - 3;
}

/* log2 of the bytes that one descriptor of `level` (0..3) stands for. */
static inline unsigned granule_level_shift(enum granule g, unsigned level)
{
    return granule_shift(g) + (3 - level) * granule_stride(g);
}

/*
 * log2 of the bytes of a contiguous run of leaf descriptors at `level` (Arm
 * ARM, "Contiguous bit"): 16 of them; with 16K 128 pages or 32 blocks; with 64K
 * always 32.
 */
static inline unsigned granule_run_shift(enum granule g, unsigned level)
{
    unsigned entries_16k = level == 3 ? 7 : 5;
    unsigned entries = g == GRANULE_4K ? 4 : g == GRANULE_16K ? entries_16k : 5;

    return granule_level_shift(g, level) + entries;
}

/* Whether a block descriptor may stand at `level` with 48-bit addresses. */
static inline bool granule_has_block(enum granule g, unsigned level)
{
    return level == 2 || (g == GRANULE_4K && level == 1);
}
