/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One small decoder for each row of the "Loads and stores" encoding table. The
 * number of single accesses matters only where they straddle two pages: then
 * each goes its own way through the TLB.
 */
#include "ref_access.h"

static unsigned bits(uint32_t insn, unsigned high, unsigned low)
{
    return insn >> low & ((1U << (high - low + 1)) - 1);
}

static int64_t signed_bits(uint32_t insn, unsigned high, unsigned low)
{
    return (int32_t)(insn << (31 - high)) >> (31 - high + low);
}

static struct ref_access plain(uint32_t insn, enum ref_access_kind kind, unsigned bytes)
{
    return (struct ref_access){
        .kind = kind,
        .base = bits(insn, 9, 5),
        .index = REF_NO_INDEX,
        .element = bytes,
        .count = 1,
    };
}

static struct ref_access other(enum ref_access_kind kind)
{
    return (struct ref_access){.kind = kind, .index = REF_NO_INDEX};
}

static enum ref_access_kind load_if(bool load)
{
    return load ? REF_ACCESS_LOAD : REF_ACCESS_STORE;
}

/* A vector register of 16 bytes travels as two accesses of 8. */
static struct ref_access split_16(struct ref_access access)
{
    if (access.element == 16) {
        access.element = 8;
        access.count *= 2;
    }
    return access;
}

/* Exclusives, ordered loads and stores, compare and swap. */
static struct ref_access exclusive(uint32_t insn)
{
    unsigned size = bits(insn, 31, 30);
    bool o2 = bits(insn, 23, 23), load = bits(insn, 22, 22), o1 = bits(insn, 21, 21);

    if (o2) {
        return plain(insn, o1 ? REF_ACCESS_ATOMIC : load_if(load), 1U << size);
    }
    if (o1 && size < 2) { /* CASP */
        return plain(insn, REF_ACCESS_ATOMIC, 8U << size);
    }
    return plain(insn, load ? REF_ACCESS_LOAD_EXCLUSIVE : REF_ACCESS_STORE_EXCLUSIVE,
                 (o1 ? 2U : 1U) << size);
}

/* LD1..LD4, ST1..ST4 of whole registers. */
static struct ref_access vector_multiple(uint32_t insn)
{
    static const uint8_t registers[16] = {
        [0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2};
    unsigned opcode = bits(insn, 15, 12);
    bool interleaved = opcode == 0 || opcode == 4 || opcode == 8;
    struct ref_access access = plain(insn, load_if(bits(insn, 22, 22)), 8);

    if (registers[opcode] == 0) {
        return other(REF_ACCESS_UNKNOWN);
    }
    /* Only interleaving forms go element by element. */
    if (interleaved) {
        access.element = 1U << bits(insn, 11, 10);
    }
    access.count = registers[opcode] * (bits(insn, 30, 30) ? 16 : 8) / access.element;
    return access;
}

/* LD1..LD4, ST1..ST4 of one lane, LD1R..LD4R. */
static struct ref_access vector_single(uint32_t insn)
{
    unsigned opcode = bits(insn, 15, 13), size = bits(insn, 11, 10), scale = opcode >> 1;
    struct ref_access access = plain(insn, load_if(bits(insn, 22, 22)), 0);

    if (scale == 3) {
        scale = size;
    } else if (scale == 2 && (size & 1) != 0) {
        scale = 3;
    }
    access.element = 1U << scale;
    access.count = ((opcode & 1) << 1 | bits(insn, 21, 21)) + 1;
    return access;
}

static struct ref_access literal(uint32_t insn)
{
    unsigned opc = bits(insn, 31, 30);
    bool vector = bits(insn, 26, 26);
    struct ref_access access = plain(insn, REF_ACCESS_LOAD, opc == 1 ? 8 : 4);

    if (opc == 3) {
        return other(vector ? REF_ACCESS_UNKNOWN : REF_ACCESS_NONE); /* PRFM */
    }
    if (vector) {
        access.element = 4U << opc;
    }
    access.base = REF_BASE_PC;
    access.offset = signed_bits(insn, 23, 5) * 4;
    return split_16(access);
}

static struct ref_access pair(uint32_t insn)
{
    unsigned opc = bits(insn, 31, 30), bytes = opc == 2 ? 8 : 4;
    bool post_index = bits(insn, 24, 23) == 1;
    struct ref_access access;

    if (opc == 3) {
        return other(REF_ACCESS_UNKNOWN);
    }
    if (bits(insn, 26, 26)) {
        bytes = 4U << opc;
    }
    access = plain(insn, load_if(bits(insn, 22, 22)), bytes);
    access.count = 2;
    if (!post_index) {
        access.offset = signed_bits(insn, 21, 15) * bytes;
    }
    return split_16(access);
}

/* One register: the parts that every addressing form shares. */
static struct ref_access single(uint32_t insn)
{
    unsigned size = bits(insn, 31, 30), opc = bits(insn, 23, 22);

    if (bits(insn, 26, 26)) {
        return plain(insn, load_if(opc & 1), (opc & 2) != 0 ? 16 : 1U << size);
    }
    if (size == 3 && opc == 2) {
        return other(REF_ACCESS_NONE); /* PRFM, PRFUM */
    }
    return plain(insn, load_if(opc != 0), 1U << size);
}

static unsigned log2_bytes(unsigned bytes)
{
    return (unsigned)__builtin_ctz(bytes);
}

static struct ref_access single_unscaled(uint32_t insn)
{
    struct ref_access access = single(insn);
    bool post_index = bits(insn, 11, 10) == 1;

    if (!post_index && access.kind != REF_ACCESS_NONE) {
        access.offset = signed_bits(insn, 20, 12);
    }
    return split_16(access);
}

static struct ref_access single_scaled(uint32_t insn)
{
    struct ref_access access = single(insn);

    access.offset = (int64_t)bits(insn, 21, 10) * access.element;
    return split_16(access);
}

static struct ref_access single_indexed(uint32_t insn)
{
    struct ref_access access = single(insn);

    if (access.kind == REF_ACCESS_NONE) {
        return access;
    }
    access.index = bits(insn, 20, 16);
    access.index_extend = bits(insn, 15, 13);
    access.index_shift = bits(insn, 12, 12) ? log2_bytes(access.element) : 0;
    return split_16(access);
}

/* LDAPUR, STLUR. */
static struct ref_access ordered_unscaled(uint32_t insn)
{
    struct ref_access access =
        plain(insn, load_if(bits(insn, 23, 22) != 0), 1U << bits(insn, 31, 30));

    access.offset = signed_bits(insn, 20, 12);
    return access;
}

/* LDADD and its kin, SWP; LDAPR shares their row. */
static struct ref_access atomic(uint32_t insn)
{
    unsigned opcode = bits(insn, 15, 12);
    unsigned bytes = 1U << bits(insn, 31, 30);

    if (bits(insn, 26, 26) || (opcode > 8 && opcode != 12)) {
        return other(REF_ACCESS_UNKNOWN);
    }
    return plain(insn, opcode == 12 ? REF_ACCESS_LOAD : REF_ACCESS_ATOMIC, bytes);
}

static struct ref_access zero_block(uint32_t insn)
{
    struct ref_access access = plain(insn, REF_ACCESS_ZERO_BLOCK, 64);

    access.base = bits(insn, 4, 0);
    return access.base == 31 ? other(REF_ACCESS_UNKNOWN) : access; /* XZR: of no use */
}

static const struct {
    uint32_t mask, value;
    struct ref_access (*decode)(uint32_t insn);
} rows[] = {
    {0x3f000000, 0x08000000, exclusive},        {0xbfbf0000, 0x0c000000, vector_multiple},
    {0xbfa00000, 0x0c800000, vector_multiple},  {0xbf9f0000, 0x0d000000, vector_single},
    {0xbf800000, 0x0d800000, vector_single},    {0x3b000000, 0x18000000, literal},
    {0x3f200c00, 0x19000000, ordered_unscaled}, {0x3a000000, 0x28000000, pair},
    {0x3b200000, 0x38000000, single_unscaled},  {0x3b200c00, 0x38200000, atomic},
    {0x3b200c00, 0x38200800, single_indexed},   {0x3b000000, 0x39000000, single_scaled},
    {0xffffffe0, 0xd50b7420, zero_block},
};

struct ref_access ref_access_decode(uint32_t insn)
{
    bool load_store_space = (insn & 0x0a000000) == 0x08000000;
    bool scalable = (insn & 0x1e000000) == 0x04000000;

    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if ((insn & rows[i].mask) == rows[i].value) {
            return rows[i].decode(insn);
        }
    }
    return other(load_store_space || scalable ? REF_ACCESS_UNKNOWN : REF_ACCESS_NONE);
}

static uint64_t extend(unsigned option, uint64_t value)
{
    switch (option) {
    case 2:
        return (uint32_t)value;
    case 6:
        return (uint64_t)(int64_t)(int32_t)value;
    default:
        return value;
    }
}

uint64_t ref_access_address(const struct ref_access *access, uint64_t base, uint64_t index)
{
    uint64_t address = base + (uint64_t)access->offset;

    if (access->index != REF_NO_INDEX) {
        address += extend(access->index_extend, index) << access->index_shift;
    }
    if (access->kind == REF_ACCESS_ZERO_BLOCK) {
        address -= address % access->element;
    }
    return address;
}
