/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors, bit by bit. Bits that other features give a meaning to (nT, GP,
 * NS, SBZ, software bits) are ignored.
 */
#include "desc.h"

#include "bits.h"

/* Bits [1:0]. 0b01 is a block and 0b11 a table, except at level 3: a page. */
enum { TYPE_VALID = 1, TYPE_TABLE_OR_PAGE = 2 };

static enum desc_kind kind_of(uint64_t raw, unsigned level, enum granule granule)
{
    if ((raw & TYPE_VALID) == 0) {
        return DESC_INVALID;
    }
    if ((raw & TYPE_TABLE_OR_PAGE) != 0) {
        return level == 3 ? DESC_PAGE : DESC_TABLE;
    }
    return granule_has_block(granule, level) ? DESC_BLOCK : DESC_INVALID;
}

/* Bits [47:shift] of the descriptor; what lies below is RES0 or attributes. */
static pa_t address_of(uint64_t raw, unsigned shift)
{
    return pa_align_down(pa(raw & bits_mask(48)), shift);
}

static struct desc decode_table(uint64_t raw, enum granule granule)
{
    return (struct desc){
        .kind = DESC_TABLE,
        .address = address_of(raw, granule_shift(granule)),
        .limits =
            {
                .ap_table = (uint8_t)bits_get(raw, 62, 61),
                .uxn_table = bits_test(raw, 60),
                .pxn_table = bits_test(raw, 59),
            },
    };
}

static struct desc decode_leaf(uint64_t raw, enum desc_kind kind, unsigned shift)
{
    return (struct desc){
        .kind = (uint8_t)kind,
        .address = address_of(raw, shift),
        .size_shift = (uint8_t)shift,
        .perm =
            {
                .ap = (uint8_t)bits_get(raw, 7, 6),
                .pxn = bits_test(raw, 53),
                .uxn = bits_test(raw, 54),
            },
        .attr_index = (uint8_t)bits_get(raw, 4, 2),
        .shareability = (uint8_t)bits_get(raw, 9, 8),
        .access_flag = bits_test(raw, 10),
        .non_global = bits_test(raw, 11),
        .dirty_modifier = bits_test(raw, 51),
        .contiguous = bits_test(raw, 52),
    };
}

struct desc desc_decode(uint64_t raw, unsigned level, enum granule granule)
{
    enum desc_kind kind = kind_of(raw, level, granule);

    switch (kind) {
    case DESC_INVALID:
        break;
    case DESC_TABLE:
        return decode_table(raw, granule);
    case DESC_BLOCK:
    case DESC_PAGE:
        return decode_leaf(raw, kind, granule_level_shift(granule, level));
    }
    return (struct desc){.kind = DESC_INVALID};
}

uint64_t desc_updated(uint64_t raw, unsigned updates)
{
    if ((updates & DESC_UPDATE_ACCESSED) != 0) {
        raw |= 1ULL << 10;
    }
    if ((updates & DESC_UPDATE_DIRTY) != 0) {
        raw &= ~(1ULL << 7);
    }
    return raw;
}
