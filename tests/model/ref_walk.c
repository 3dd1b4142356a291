/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "VMSAv8-64 translation using the 4KB granule": nine bits of the
 * address a level, level 3 last; bits [1:0] of an entry are 3 for a table (at
 * level 3: a page), 1 for a block.
 */
#include "ref_walk.h"

#define OUTPUT_ADDRESS 0x0000fffffffff000ULL
#define DESC_ACCESS_FLAG (1ULL << 10)
#define DESC_NOT_GLOBAL (1ULL << 11)
#define DESC_CONTIGUOUS (1ULL << 52)

struct reader {
    ref_read_fn read;
    void *ctx;
    uint64_t va;
    uint16_t asid;
};

/* A page or a block, or with the contiguous bit the run of sixteen that it is one of. */
static struct ref_walk found(const struct reader *from, unsigned level, uint64_t desc)
{
    unsigned shift = 39 - 9 * level + ((desc & DESC_CONTIGUOUS) != 0 ? 4 : 0);
    uint64_t offset_mask = (1ULL << shift) - 1;

    return (struct ref_walk){
        .mapped = (desc & DESC_ACCESS_FLAG) != 0,
        .leaf = {.va = from->va & ~offset_mask,
                 .shift = shift,
                 .level = level,
                 .global = (desc & DESC_NOT_GLOBAL) == 0,
                 .pa = desc & OUTPUT_ADDRESS & ~offset_mask},
        .pa = (desc & OUTPUT_ADDRESS & ~offset_mask) | (from->va & offset_mask),
    };
}

static struct ref_walk descend(const struct reader *from, uint64_t table, unsigned level);

/* Below the table that the descriptor of `level` names. */
static struct ref_walk follow(const struct reader *from, uint64_t desc, unsigned level)
{
    unsigned shift = 39 - 9 * level;
    struct ref_table next = {.va = from->va >> shift << shift,
                             .pa = desc & OUTPUT_ADDRESS,
                             .level = level,
                             .shift = shift,
                             .asid = from->asid};
    struct ref_walk walk = descend(from, next.pa, level + 1);

    for (unsigned i = walk.table_count++; i > 0; i--) {
        walk.table[i] = walk.table[i - 1];
    }
    walk.table[0] = next;
    return walk;
}

static struct ref_walk descend(const struct reader *from, uint64_t table, unsigned level)
{
    struct ref_walk walk = {0};
    unsigned shift = 39 - 9 * level, type;
    uint64_t at = table + (from->va >> shift & 511) * 8, desc;

    if (!from->read(from->ctx, at, &desc)) {
        return walk;
    }
    type = desc & 3;
    if (type == 3 && level < 3) {
        walk = follow(from, desc, level);
    } else if ((type == 3 && level == 3) || (type == 1 && (level == 1 || level == 2))) {
        walk = found(from, level, desc);
    }
    for (unsigned i = walk.reads++; i > 0; i--) {
        walk.read_at[i] = walk.read_at[i - 1];
    }
    walk.read_at[0] = at;
    return walk;
}

uint16_t ref_walk_asid(const struct ref_regime *regime)
{
    uint64_t ttbr = (regime->tcr >> 22 & 1) != 0 ? regime->ttbr1 : regime->ttbr0;

    return ttbr >> 48 & ((regime->tcr >> 36 & 1) != 0 ? 0xffff : 0xff);
}

struct ref_walk ref_walk_from(const struct ref_regime *regime, const struct ref_table *table,
                              ref_read_fn read, void *ctx, uint64_t va)
{
    bool high = (va >> 55 & 1) != 0;
    unsigned size_offset = regime->tcr >> (high ? 16 : 0) & 63; /* T1SZ, T0SZ */
    uint64_t outside = va >> (64 - size_offset);
    bool disabled = (regime->tcr >> (high ? 23 : 7) & 1) != 0; /* EPD1, EPD0 */
    struct reader from = {read, ctx, va, ref_walk_asid(regime)};
    struct ref_walk walk = {0};

    if (!disabled && outside == (high ? (1ULL << size_offset) - 1 : 0)) {
        uint64_t ttbr = high ? regime->ttbr1 : regime->ttbr0;

        walk = table != NULL ? descend(&from, table->pa, table->level + 1)
                             : descend(&from, ttbr & OUTPUT_ADDRESS, (size_offset - 16) / 9);
    }
    walk.leaf.asid = from.asid;
    return walk;
}

struct ref_walk ref_walk(const struct ref_regime *regime, ref_read_fn read, void *ctx, uint64_t va)
{
    return ref_walk_from(regime, NULL, read, ctx, va);
}
