/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an A64 instruction does to memory, read from its bits alone (Arm ARM,
 * "Loads and stores" in the A64 encoding index): which registers give the
 * address, and the sequence of single accesses that starts there.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum ref_access_kind {
    REF_ACCESS_NONE, /* not a load or store, or a prefetch */
    REF_ACCESS_LOAD,
    REF_ACCESS_STORE,
    REF_ACCESS_ATOMIC, /* reads and perhaps writes; aligned */
    REF_ACCESS_LOAD_EXCLUSIVE,
    REF_ACCESS_STORE_EXCLUSIVE,
    REF_ACCESS_ZERO_BLOCK, /* DC ZVA */
    REF_ACCESS_UNKNOWN, /* perhaps a load or store, but none of those known here */
};

enum { REF_NO_INDEX = 32, REF_BASE_PC = 33 };

struct ref_access {
    uint8_t kind; /* enum ref_access_kind */
    uint8_t base; /* 0..30: Xn, 31: SP, REF_BASE_PC */
    uint8_t index; /* 0..30: Xm, 31: XZR, REF_NO_INDEX */
    uint8_t index_shift;
    uint8_t index_extend; /* the option field: 2 UXTW, 3 LSL, 6 SXTW, 7 SXTX */
    int64_t offset; /* bytes; 0 for post-index forms */
    uint8_t element; /* bytes of each single access */
    uint8_t count; /* of single accesses, at consecutive addresses */
};

struct ref_access ref_access_decode(uint32_t insn);

/*
 * The address of the first single access. base and index are the registers'
 * values before the instruction; for REF_BASE_PC, base is its own address.
 */
uint64_t ref_access_address(const struct ref_access *access, uint64_t base, uint64_t index);
