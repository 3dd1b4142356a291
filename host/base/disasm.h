/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A64 instructions: their text, and what executing one means to the machine
 * model: which cost class, whether it is a data access and to where, whether
 * the program ends a block there.
 *
 * The classification reads the encoding itself (Arm ARM, "A64 instruction set
 * encoding"); Capstone gives the text and says which words are instructions
 * at all.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine_config.h"

/* What an instruction is, where the model has to know. */
enum disasm_kind {
    DISASM_PLAIN, /* computes, or accesses memory */
    DISASM_BRANCH, /* B, BL, B.cond, CBZ, TBZ, BR, BLR, RET and their forms */
    DISASM_EXCEPTION, /* SVC, HVC, SMC, BRK, HLT, DCPS, UDF */
    DISASM_ERET,
    DISASM_ISB,
    DISASM_DSB, /* option: see struct disasm_insn */
    DISASM_DMB,
    DISASM_WFI, /* WFIT too */
    DISASM_WFE, /* WFET too */
    DISASM_YIELD,
    DISASM_SEV, /* SEVL too */
    DISASM_MRS,
    DISASM_MSR, /* register or immediate */
    DISASM_TLBI,
    DISASM_AT,
    DISASM_CACHE, /* DC and IC; DC ZVA is also a store */
    DISASM_SYS, /* any other SYS or SYSL */
    DISASM_HINT, /* NOP and every other hint */
};

enum disasm_extend { DISASM_UXTW, DISASM_UXTX, DISASM_SXTW, DISASM_SXTX };

/* Register numbers beyond X0..X30. */
#define DISASM_REG_SP 31 /* as a base */
#define DISASM_REG_PC 32 /* base of a literal load */
#define DISASM_REG_NONE 255 /* no register: zero */

/* The memory operand: base + displacement + extended and shifted index. */
struct disasm_memory {
    int64_t displacement; /* bytes */
    uint8_t base; /* X0..X30, DISASM_REG_SP, _PC, or _NONE: zero (DC ZVA, XZR) */
    uint8_t index; /* X0..X30 or DISASM_REG_NONE */
    uint8_t extend; /* enum disasm_extend, of the index */
    uint8_t shift; /* left, of the extended index: 0..4 */
    /* The base alone is accessed; displacement or index change it afterwards. */
    bool post_index;
    uint8_t size; /* bytes of one element; 0: the block size of DC ZVA, aligned down to it */
    uint8_t count; /* elements, one after the other */
};

struct disasm_insn {
    uint8_t cost; /* enum cost_class */
    uint8_t kind; /* enum disasm_kind */
    /*
     * The data access, one for each instruction whatever its size. Read-modify-
     * write instructions have both. A prefetch is no access.
     */
    bool load, store;
    bool unprivileged; /* LDTR, STTR: EL0's permissions apply at EL1 */
    /*
     * The program ends a block here: branch, exception, ERET, ISB, TLBI, AT,
     * WFI, WFE, YIELD, and MSR but for NZCV, FPCR and FPSR, which need no
     * synchronisation. DSB, cache maintenance and MRS do not.
     */
    bool ends_block;
    bool unknown; /* no instruction; everything else is then zero but cost: COST_OTHER */
    uint8_t option; /* CRm of DSB and DMB: bits [3:2] domain, [1:0] access types */
    struct disasm_memory memory; /* when load or store */
};

struct disasm;

/* NULL when out of memory or when the disassembler cannot start. */
struct disasm *disasm_create(void);
void disasm_destroy(struct disasm *disasm);

struct disasm_insn disasm_decode(struct disasm *disasm, uint32_t word);

/*
 * The text of one instruction, "ldr x0, [x1, #8]", cut to cap - 1 characters;
 * ".word 0x0000dead" when it is none.
 */
void disasm_text(struct disasm *disasm, uint64_t pc, uint32_t word, char *ret_text, size_t cap);

/* The library's version, "5.0.1". Static. */
const char *disasm_version(void);

/*
 * The address that an access begins at. regs: X0..X30, then SP. The address of
 * DC ZVA is not aligned down here.
 */
uint64_t disasm_address(const struct disasm_memory *memory, const uint64_t regs[32], uint64_t pc);

/* The classification by encoding alone, for words known to be instructions. */
struct disasm_insn disasm_classify(uint32_t word);
