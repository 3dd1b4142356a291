/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decoded blocks: what a run of instructions costs, computed once. Keyed by
 * physical address and size, shared by all cores.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "disasm.h"
#include "engine.h"

/* What the instruction does to the machine beyond its cost. */
enum block_special {
    BLOCK_PLAIN,
    BLOCK_ISB,
    BLOCK_DSB,
    BLOCK_SEV,
    BLOCK_WFE,
    BLOCK_WFI,
    BLOCK_YIELD,
    BLOCK_ERET,
};

struct block_insn {
    uint32_t cost_before; /* cycles of all instructions before this one */
    uint16_t access_before; /* data accesses of all before this one */
    uint16_t cost; /* cycles */
    uint8_t access; /* 1: a load or store */
    uint8_t special; /* enum block_special */
    uint8_t option; /* BLOCK_DSB: CRm */
    uint8_t unknown; /* 1: no instruction */
    uint8_t unprivileged; /* 1: LDTR, STTR */
};

struct block {
    uint64_t pa;
    struct block *next; /* of the same hash */
    uint32_t size; /* bytes */
    uint32_t count; /* instructions */
    uint32_t cost; /* cycles of all */
    uint32_t accesses;
    uint32_t last_access; /* index of the last load or store; 0 when there is none */
    uint32_t unknown;
    uint32_t forbidden; /* index of the first access to a register the machine lacks */
    bool has_special;
    bool plain; /* nothing in it but costs and accesses: none special, unknown or forbidden */
    bool moves; /* to another exception level or PSTATE.PAN, perhaps */
    bool boundary; /* the program ends the block here, whatever the engine's limits */
    struct block_insn insn[];
};

#define BLOCK_NONE_FORBIDDEN UINT32_MAX

struct block_cache;

/* Whether MRS or MSR may name that register; asked once for each decoded instruction. */
typedef bool (*block_register_fn)(struct engine_sysreg reg, bool write);

/* NULL when out of memory or when the decoder cannot start. */
struct block_cache *block_cache_create(const struct cost_config *cost, block_register_fn exists);
void block_cache_destroy(struct block_cache *cache);

/* The block of those bytes, or NULL when it was not decoded yet. */
const struct block *block_cache_find(const struct block_cache *cache, uint64_t pa, uint32_t size);
/* Decodes and keeps it. code: size bytes of guest memory at pa. NULL: no memory. */
const struct block *block_cache_add(struct block_cache *cache, uint64_t pa, uint32_t size,
                                    const void *code);
/*
 * Code changed: nothing is found any more. Blocks in use stay valid until
 * block_cache_reclaim(), which the owner calls when it holds none.
 */
void block_cache_invalidate(struct block_cache *cache);
/* The same for the blocks of one page, 4K from pa on. */
void block_cache_forget(struct block_cache *cache, uint64_t pa);
void block_cache_reclaim(struct block_cache *cache);

/* Classifies one instruction word, for what is needed rarely. */
struct disasm_insn block_cache_decode(struct block_cache *cache, uint32_t word);
