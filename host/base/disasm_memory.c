/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "Loads and Stores": what is accessed, how much of it, and where.
 * Each function below is one group of that section's encoding table.
 */
#include "disasm_encoding.h"

/* The base register, one element, no index: where nearly every group starts. */
static struct disasm_memory based(uint32_t word)
{
    return (struct disasm_memory){
        .base = (uint8_t)disasm_bits(word, 9, 5), .index = DISASM_REG_NONE, .count = 1};
}

static bool load_or_store(struct disasm_insn *insn, bool load)
{
    insn->load = load;
    insn->store = !load;
    insn->cost = load ? COST_LOAD : COST_STORE;
    return true;
}

static bool atomic(struct disasm_insn *insn, bool load, bool store)
{
    insn->load = load;
    insn->store = store;
    insn->cost = COST_ATOMIC;
    return true;
}

/* A prefetch costs a load's issue slot, but is no access. */
static bool prefetch(struct disasm_insn *insn)
{
    insn->cost = COST_LOAD;
    insn->memory = (struct disasm_memory){0};
    return true;
}

/*
 * Exclusives, load-acquire and store-release, compare-and-swap:
 * o2 = [23], L = [22], o1 = [21].
 */
static bool classify_exclusive(uint32_t word, struct disasm_insn *insn)
{
    const bool ordered = disasm_bits(word, 23, 23) != 0;
    const bool load = disasm_bits(word, 22, 22) != 0;
    const bool pair_or_cas = disasm_bits(word, 21, 21) != 0;
    const unsigned size = disasm_bits(word, 31, 30);

    insn->memory = based(word);
    insn->memory.size = (uint8_t)(1u << size);
    if (!pair_or_cas) {
        return atomic(insn, load, !load);
    }
    if (ordered) {
        return atomic(insn, true, true); /* CAS */
    }
    insn->memory.count = 2;
    insn->memory.size = disasm_bits(word, 30, 30) != 0 ? 8 : 4;
    if (size >= 2) {
        return atomic(insn, load, !load); /* LDXP, STXP */
    }
    return atomic(insn, true, true); /* CASP */
}

/* LDAPUR, STLUR and their kin: opc = [23:22] is 0 for the stores. */
static bool classify_rcpc_unscaled(uint32_t word, struct disasm_insn *insn)
{
    const bool load = disasm_bits(word, 23, 22) != 0;

    insn->memory = based(word);
    insn->memory.size = (uint8_t)(1u << disasm_bits(word, 31, 30));
    insn->memory.displacement = disasm_signed_bits(word, 20, 12);
    return atomic(insn, load, !load);
}

/* The post-index register of vector structures; 31 means the size of the transfer. */
static void vector_post_index(uint32_t word, struct disasm_memory *memory)
{
    const uint8_t rm = (uint8_t)disasm_bits(word, 20, 16);

    if (disasm_bits(word, 23, 23) == 0) {
        return;
    }
    memory->post_index = true;
    if (rm == 31) {
        memory->displacement = memory->size * memory->count;
    } else {
        memory->index = rm;
        memory->extend = DISASM_UXTX;
    }
}

/* LD1..LD4 and ST1..ST4 of whole registers. */
static bool classify_vector_multiple(uint32_t word, struct disasm_insn *insn)
{
    static const uint8_t registers[16] = {
        [0] = 4, [2] = 4, [4] = 3, [6] = 3, [7] = 1, [8] = 2, [10] = 2};

    insn->memory = based(word);
    insn->memory.size = disasm_bits(word, 30, 30) != 0 ? 16 : 8;
    insn->memory.count = registers[disasm_bits(word, 15, 12)];
    if (insn->memory.count == 0) {
        return false;
    }
    vector_post_index(word, &insn->memory);
    return load_or_store(insn, disasm_bits(word, 22, 22) != 0);
}

/* The same of one lane, or replicated to all: opcode = [15:13], scale its upper two bits. */
static bool classify_vector_single(uint32_t word, struct disasm_insn *insn)
{
    const unsigned scale = disasm_bits(word, 15, 14);
    const unsigned size = disasm_bits(word, 11, 10);
    const bool doubleword = scale == 2 && (size & 1) != 0;
    const unsigned log2_bytes = scale == 3 ? size : doubleword ? 3 : scale;

    insn->memory = based(word);
    insn->memory.size = (uint8_t)(1u << log2_bytes);
    insn->memory.count = (uint8_t)(disasm_bits(word, 13, 13) * 2 + disasm_bits(word, 21, 21) + 1);
    vector_post_index(word, &insn->memory);
    return load_or_store(insn, disasm_bits(word, 22, 22) != 0);
}

/* opc = [31:30]; V = [26]. */
static bool classify_literal(uint32_t word, struct disasm_insn *insn)
{
    static const uint8_t general[] = {4, 8, 4}; /* W, X, LDRSW */
    static const uint8_t vector[] = {4, 8, 16};
    const unsigned opc = disasm_bits(word, 31, 30);
    const bool v = disasm_bits(word, 26, 26) != 0;

    if (opc == 3) {
        return v ? false : prefetch(insn);
    }
    insn->memory = (struct disasm_memory){.base = DISASM_REG_PC,
                                          .index = DISASM_REG_NONE,
                                          .displacement = 4 * disasm_signed_bits(word, 23, 5),
                                          .size = v ? vector[opc] : general[opc],
                                          .count = 1};
    return load_or_store(insn, true);
}

/* [24:23]: 0 no-allocate, 1 post-index, 2 offset, 3 pre-index. */
static bool classify_pair(uint32_t word, struct disasm_insn *insn)
{
    const unsigned opc = disasm_bits(word, 31, 30);
    const bool v = disasm_bits(word, 26, 26) != 0;
    const bool load = disasm_bits(word, 22, 22) != 0;
    const bool tagged = opc == 1 && !v && !load; /* STGP: offsets in 16-byte granules */
    unsigned bytes = v ? 4u << opc : opc == 2 ? 8 : 4;

    if (opc == 3) {
        return false;
    }
    if (tagged) {
        bytes = 8;
    }
    insn->memory = based(word);
    insn->memory.size = (uint8_t)bytes;
    insn->memory.count = 2;
    insn->memory.displacement = disasm_signed_bits(word, 21, 15) * (tagged ? 16 : (int)bytes);
    insn->memory.post_index = disasm_bits(word, 24, 23) == 1;
    return load_or_store(insn, load);
}

/* size = [31:30], V = [26], opc = [23:22] of a single register; false: unallocated. */
static bool classify_single(uint32_t word, struct disasm_insn *insn)
{
    const unsigned size = disasm_bits(word, 31, 30);
    const unsigned opc = disasm_bits(word, 23, 22);

    insn->memory.size = (uint8_t)(1u << size);
    if (disasm_bits(word, 26, 26) != 0) {
        if (opc >= 2) {
            insn->memory.size = 16;
        }
        return opc >= 2 && size != 0 ? false : load_or_store(insn, (opc & 1) != 0);
    }
    if (opc == 2 && size == 3) {
        return prefetch(insn);
    }
    return opc == 3 && size >= 2 ? false : load_or_store(insn, opc != 0);
}

static bool classify_unsigned_offset(uint32_t word, struct disasm_insn *insn)
{
    insn->memory = based(word);
    if (!classify_single(word, insn)) {
        return false;
    }
    if (insn->load || insn->store) {
        insn->memory.displacement = (int64_t)disasm_bits(word, 21, 10) * insn->memory.size;
    }
    return true;
}

/* [11:10]: 0 unscaled, 1 post-index, 2 unprivileged, 3 pre-index. */
static bool classify_immediate(uint32_t word, struct disasm_insn *insn)
{
    const unsigned mode = disasm_bits(word, 11, 10);

    insn->memory = based(word);
    if (!classify_single(word, insn)) {
        return false;
    }
    if (insn->load || insn->store) {
        insn->memory.displacement = disasm_signed_bits(word, 20, 12);
        insn->memory.post_index = mode == 1;
        insn->unprivileged = mode == 2;
    }
    return true;
}

/* option = [15:13], S = [12]: the shift is the size of the access. */
static bool classify_register_offset(uint32_t word, struct disasm_insn *insn)
{
    static const uint8_t extends[8] = {
        [2] = DISASM_UXTW, [3] = DISASM_UXTX, [6] = DISASM_SXTW, [7] = DISASM_SXTX};
    const unsigned option = disasm_bits(word, 15, 13);
    const uint8_t rm = (uint8_t)disasm_bits(word, 20, 16);

    insn->memory = based(word);
    if ((option & 2) == 0 || !classify_single(word, insn)) {
        return false;
    }
    if (!insn->load && !insn->store) {
        return true;
    }
    if (rm != 31) { /* XZR adds nothing */
        insn->memory.index = rm;
        insn->memory.extend = extends[option];
        insn->memory.shift =
            disasm_bits(word, 12, 12) != 0 ? (uint8_t)__builtin_ctz(insn->memory.size) : 0;
    }
    return true;
}

/* LDADD and friends, SWP; with o3 = [15] and opc 4, LDAPR, which only loads. */
static bool classify_atomic(uint32_t word, struct disasm_insn *insn)
{
    const bool o3 = disasm_bits(word, 15, 15) != 0;
    const unsigned opc = disasm_bits(word, 14, 12);

    insn->memory = based(word);
    insn->memory.size = (uint8_t)(1u << disasm_bits(word, 31, 30));
    if (!o3 || opc == 0) {
        return atomic(insn, true, true);
    }
    return opc == 4 ? atomic(insn, true, false) : false;
}

/* LDRAA, LDRAB: S = [22] is the sign of the offset. The base is used as authenticated. */
static bool classify_authenticated(uint32_t word, struct disasm_insn *insn)
{
    const int32_t offset = (int32_t)disasm_bits(word, 20, 12);

    insn->memory = based(word);
    insn->memory.size = 8;
    insn->memory.displacement = 8 * (disasm_bits(word, 22, 22) != 0 ? offset - 512 : offset);
    return load_or_store(insn, true);
}

static const struct disasm_group groups[] = {
    {0x3f000000, 0x08000000, classify_exclusive},
    {0xbf000000, 0x0c000000, classify_vector_multiple},
    {0xbf000000, 0x0d000000, classify_vector_single},
    {0x3b000000, 0x18000000, classify_literal},
    {0x3f200c00, 0x19000000, classify_rcpc_unscaled},
    {0x3a000000, 0x28000000, classify_pair},
    {0x3b000000, 0x39000000, classify_unsigned_offset},
    {0x3b200000, 0x38000000, classify_immediate},
    {0x3b200c00, 0x38200800, classify_register_offset},
    {0x3f200c00, 0x38200000, classify_atomic},
    {0xff200400, 0xf8200400, classify_authenticated},
    {0},
};

bool disasm_classify_memory(uint32_t word, struct disasm_insn *insn)
{
    return disasm_try_groups(groups, word, insn);
}
