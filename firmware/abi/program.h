/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The op program: what a workload script compiles to and what the firmware's
 * interpreter runs. It travels as the initrd, so any loader can deliver it.
 *
 *   header | streams | instructions | sites | arrays | tables | weights | strings
 *
 * Little endian, offsets from the start of the header, each section aligned
 * to 8 bytes. A program is position independent and read-only.
 *
 * Each core runs one stream: instructions from its entry up to PROGRAM_OP_END.
 * Operands are slots of 64 bits: PROGRAM_SHARED selects the array that all
 * cores share, otherwise each core has its own. All slots start at zero.
 * Arrays have elements of two slots, an address and a size, and begin as
 * zeros, too. Arithmetic is unsigned and wraps; division or remainder by zero ends the
 * run with PROBE_EXIT_PROGRAM.
 */
#pragma once

#include <stdint.h>

#define PROGRAM_MAGIC 0x314752504c554d4dULL /* "MMULPRG1" */
#define PROGRAM_VERSION 2
#define PROGRAM_MAX_CPUS 64
#define PROGRAM_MAX_NODES 8

/* In a slot operand: the shared array, not the core's own. */
#define PROGRAM_SHARED 0x8000u
#define PROGRAM_MAX_SLOTS 0x8000u

enum program_allocator {
    PROGRAM_ALLOCATOR_VMLIST = 1,
    PROGRAM_ALLOCATOR_RBTREE = 2,
    PROGRAM_ALLOCATOR_AUGMENTED = 3,
    PROGRAM_ALLOCATOR_NODES = 4,
    PROGRAM_ALLOCATOR_OWN = 5, /* one that somebody linked into the firmware */
};

enum program_shootdown {
    PROGRAM_SHOOTDOWN_BROADCAST = 1,
    PROGRAM_SHOOTDOWN_RANGE = 2,
    PROGRAM_SHOOTDOWN_IPI = 3,
    PROGRAM_SHOOTDOWN_FULL = 4,
};

struct program_header {
    uint64_t magic;
    uint32_t version;
    uint32_t size; /* of the whole program, bytes */
    uint64_t seed;
    uint32_t allocator; /* enum program_allocator */
    uint32_t shootdown; /* enum program_shootdown */
    uint16_t lazy; /* 1: lazy purge, 0: flush on every free */
    uint16_t memory_nodes; /* RAM is cut into so many; 0: as 1 */
    uint32_t phase_count;
    uint32_t stream_count; /* core i runs stream i; cores beyond idle */
    uint32_t stream_offset; /* struct program_stream[stream_count] */
    uint32_t insn_count;
    uint32_t insn_offset; /* struct program_insn[insn_count] */
    uint32_t site_count;
    uint32_t site_offset; /* struct program_site[site_count] */
    uint32_t string_size;
    uint32_t string_offset; /* NUL-terminated strings */
    uint32_t shared_slots;
    uint32_t own_slots;
    uint32_t barrier_count; /* ids 0 .. barrier_count - 1 */
    uint32_t array_count;
    uint32_t array_offset; /* struct program_array[array_count] */
    uint32_t table_count;
    uint32_t table_offset; /* struct program_table[table_count] */
    uint32_t weight_count;
    uint32_t weight_offset; /* uint64_t[weight_count] */
    uint32_t lock_count; /* ids 0 .. lock_count - 1 */
};

struct program_stream {
    uint32_t entry; /* index of its first instruction */
    uint32_t reserved;
};

/* Where an instruction stands in the script. */
struct program_site {
    uint32_t line; /* from 1 */
    uint32_t column; /* from 1 */
    uint32_t phase; /* index, or PROGRAM_NO_PHASE */
    uint32_t op; /* enum program_op */
};

#define PROGRAM_NO_PHASE 0xffffffffu

struct program_array {
    uint32_t length; /* elements, 1 .. PROGRAM_MAX_ARRAY */
    uint32_t own; /* 1: each core has one, 0: all cores share it */
};

#define PROGRAM_MAX_ARRAY (1u << 20)

/*
 * What PICK draws from: `count` weights from `first` on, each the sum of its
 * own and of those before it. Index i is drawn with the weight it adds.
 */
struct program_table {
    uint32_t first;
    uint32_t count; /* at least 1; the last sum is not 0 */
};

/*
 * dst, a, b and c are slots; what each means is in program.def. An unused
 * operand is zero.
 */
struct program_insn {
    uint16_t op; /* enum program_op */
    uint16_t dst;
    uint16_t a;
    uint16_t b;
    uint16_t c;
    uint16_t flags;
    uint32_t site; /* index into the sites */
    uint64_t imm;
};

enum program_op {
#define PROGRAM_OP(NAME, ...) PROGRAM_OP_##NAME,
#include "program.def"
#undef PROGRAM_OP
    PROGRAM_OP_COUNT
};

/* Its imm is the index of an instruction. */
static inline int program_op_jumps(unsigned op)
{
    return op == PROGRAM_OP_JUMP || op == PROGRAM_OP_JZ || op == PROGRAM_OP_JNZ;
}

/*
 * In flags of ops with operands that may be left out (program.def, B_OPT and
 * C_OPT): the operand is there.
 */
#define PROGRAM_WITH_B 0x4000u
#define PROGRAM_WITH_C 0x8000u

/* flags of ops that allocate; b is an alignment, c a memory node */
#define PROGRAM_ALLOC_ZEROED 0x1u
#define PROGRAM_ALLOC_NOFAIL 0x2u /* asks again until there is enough */
#define PROGRAM_ALLOC_ATOMIC 0x4u /* may use the reserve, may not wait */
#define PROGRAM_ALLOC_LOW 0x8u /* frames below 4 GiB */
#define PROGRAM_ALLOC_USER 0x10u /* may be mapped for EL0 */
#define PROGRAM_ALLOC_UNGUARDED 0x20u /* no guard page */

/* flags of TOUCH */
#define PROGRAM_TOUCH_WRITE 0x1u

/*
 * flags of LOAD, STORE and EXEC: what must happen. With EXPECT_FAULT, imm is
 * PROGRAM_FAULT(kind, level); with EXPECT_VALUE the expected value is slot c.
 */
#define PROGRAM_EXPECT_MASK 0x3u
#define PROGRAM_EXPECT_SUCCESS 0x0u
#define PROGRAM_EXPECT_FAULT 0x1u
#define PROGRAM_EXPECT_VALUE 0x2u

enum program_fault {
    PROGRAM_FAULT_ANY,
    PROGRAM_FAULT_TRANSLATION,
    PROGRAM_FAULT_PERMISSION,
    PROGRAM_FAULT_ACCESS_FLAG,
    PROGRAM_FAULT_ADDRESS_SIZE,
    PROGRAM_FAULT_ALIGNMENT,
    PROGRAM_FAULT_EXTERNAL,
};

#define PROGRAM_LEVEL_ANY 0xffu
#define PROGRAM_FAULT(kind, level) (((uint64_t)(kind) << 8) | (uint64_t)(level))
#define PROGRAM_FAULT_KIND(imm) ((unsigned)((imm) >> 8) & 0xffu)
#define PROGRAM_FAULT_LEVEL(imm) ((unsigned)(imm)&0xffu)

/* imm of TLBI: one of these. Operand address in slot a. */
enum program_tlbi {
#define TLBI_OP(NAME, text, op1, crm, op2, scope, operand) PROGRAM_TLBI_##NAME,
#include "tlbi_ops.def"
#undef TLBI_OP
    PROGRAM_TLBI_COUNT
};

/*
 * RANDOM draws from one generator for each core: SplitMix64, its state
 * starting at seed + (core + 1) * PROGRAM_SEED_STEP. The result is
 * a + draw % (b - a + 1), or the draw itself when that sum is zero.
 * A lower bound above the upper one ends the run with PROBE_EXIT_PROGRAM.
 */
#define PROGRAM_SEED_STEP 0x9e3779b97f4a7c15ULL
