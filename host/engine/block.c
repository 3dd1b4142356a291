/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Decoding blocks and finding them again; see block.h. */
#include "block.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS 65536u

struct block_cache {
    struct cost_config cost;
    block_register_fn exists;
    struct disasm *disasm;
    size_t count; /* blocks that can be found */
    struct block *stale; /* invalidated, perhaps still in use */
    struct block *bucket[BUCKETS];
};

struct block_cache *block_cache_create(const struct cost_config *cost, block_register_fn exists)
{
    struct block_cache *cache = calloc(1, sizeof(*cache));

    if (cache == NULL) {
        return NULL;
    }
    cache->cost = *cost;
    cache->exists = exists;
    cache->disasm = disasm_create();
    if (cache->disasm == NULL) {
        free(cache);
        return NULL;
    }
    return cache;
}

static unsigned hash(uint64_t pa)
{
    return (unsigned)(pa >> 2 ^ pa >> 18) % BUCKETS;
}

void block_cache_reclaim(struct block_cache *cache)
{
    while (cache->stale != NULL) {
        struct block *next = cache->stale->next;

        free(cache->stale);
        cache->stale = next;
    }
}

void block_cache_invalidate(struct block_cache *cache)
{
    /* Guests invalidate line by line: the first does the work. */
    for (unsigned i = 0; i < BUCKETS && cache->count > 0; i++) {
        while (cache->bucket[i] != NULL) {
            struct block *block = cache->bucket[i];

            cache->bucket[i] = block->next;
            block->next = cache->stale;
            cache->stale = block;
            cache->count--;
        }
    }
}

/* Out of the bucket goes every block that begins at pa. */
static void forget_at(struct block_cache *cache, uint64_t pa)
{
    struct block **link = &cache->bucket[hash(pa)];

    while (*link != NULL) {
        struct block *block = *link;

        if (block->pa != pa) {
            link = &block->next;
            continue;
        }
        *link = block->next;
        block->next = cache->stale;
        cache->stale = block;
        cache->count--;
    }
}

void block_cache_forget(struct block_cache *cache, uint64_t pa)
{
    for (uint64_t at = pa; at < pa + 0x1000 && cache->count > 0; at += 4) {
        forget_at(cache, at);
    }
}

void block_cache_destroy(struct block_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    block_cache_invalidate(cache);
    block_cache_reclaim(cache);
    disasm_destroy(cache->disasm);
    free(cache);
}

const struct block *block_cache_find(const struct block_cache *cache, uint64_t pa, uint32_t size)
{
    const struct block *block = cache->bucket[hash(pa)];

    while (block != NULL && (block->pa != pa || block->size != size)) {
        block = block->next;
    }
    return block;
}

static enum block_special special_of(const struct disasm_insn *insn)
{
    static const uint8_t specials[] = {
        [DISASM_ISB] = BLOCK_ISB,   [DISASM_DSB] = BLOCK_DSB,    [DISASM_SEV] = BLOCK_SEV,
        [DISASM_WFE] = BLOCK_WFE,   [DISASM_WFI] = BLOCK_WFI,    [DISASM_YIELD] = BLOCK_YIELD,
        [DISASM_ERET] = BLOCK_ERET, [DISASM_HINT] = BLOCK_PLAIN,
    };

    return (enum block_special)specials[insn->kind];
}

/* These end a block on every engine, with every set of hooks. */
static bool is_boundary(const struct disasm_insn *insn)
{
    switch ((enum disasm_kind)insn->kind) {
    case DISASM_BRANCH:
    case DISASM_EXCEPTION:
    case DISASM_ERET:
    case DISASM_ISB:
    case DISASM_WFI:
    case DISASM_WFE:
    case DISASM_YIELD:
    case DISASM_TLBI:
        return true;
    case DISASM_PLAIN:
    case DISASM_DSB:
    case DISASM_DMB:
    case DISASM_SEV:
    case DISASM_MRS:
    case DISASM_MSR:
    case DISASM_AT:
    case DISASM_CACHE:
    case DISASM_SYS:
    case DISASM_HINT:
        return false;
    }
    return false;
}

/*
 * MSR (immediate) and the flag operations beside it. The machine has PAN, SPSel,
 * DAIFSet and DAIFClr; what else is here belongs to features it does not announce.
 */
static bool is_forbidden_pstate(uint32_t word)
{
    unsigned field = (word >> 13 & 0x38) | (word >> 5 & 7); /* op1:op2 */

    return (word & 0xfff8f01f) == 0xd500401f && field != 004 && field != 005 && field != 036 &&
           field != 037;
}

/*
 * SYS #3, C7, with CRm 3, 12 or 13: CFP, DVP and CPP RCTX, DC CVAP, DC CVADP. The
 * engine has them, ID_AA64ISAR1_EL1 (SPECRES, DPB) says that the machine does not.
 */
static bool is_forbidden_operation(uint32_t word)
{
    unsigned crm = word >> 8 & 15;

    return (word & 0xfffff000) == 0xd50b7000 && (crm == 3 || crm == 12 || crm == 13);
}

/* ERET, and both ways to write PAN: what EL and PAN are behind it, it alone knows. */
static bool is_move(const struct disasm_insn *insn, uint32_t word)
{
    return insn->kind == DISASM_ERET || (word & 0xfffff0ff) == 0xd500409f ||
           (word & 0xffffffe0) == 0xd5184260;
}

/* MRS, MSR and SYS of what the machine lacks (Arm ARM, "System register access"). */
static bool is_forbidden(const struct block_cache *cache, uint32_t word)
{
    if (is_forbidden_pstate(word) || is_forbidden_operation(word)) {
        return true;
    }
    if ((word & 0xffd00000) != 0xd5100000) {
        return false;
    }
    struct engine_sysreg reg = ENGINE_REG((uint8_t)(2 | (word >> 19 & 1)), word >> 16 & 7,
                                          word >> 12 & 15, word >> 8 & 15, word >> 5 & 7);

    return !cache->exists(reg, (word & 1u << 21) == 0);
}

/* Barriers cost what they do when they run, not what they are. */
static uint16_t issue_cost(const struct block_cache *cache, const struct disasm_insn *insn)
{
    if (insn->kind == DISASM_DSB || insn->kind == DISASM_ISB) {
        return 0;
    }
    uint32_t cost = cache->cost.issue[insn->cost];

    return cost > UINT16_MAX ? UINT16_MAX : (uint16_t)cost;
}

static void decode(struct block_cache *cache, struct block *block, const uint8_t *code)
{
    struct disasm_insn decoded = {0};

    for (uint32_t i = 0; i < block->count; i++) {
        struct block_insn *insn = &block->insn[i];
        uint32_t word;

        memcpy(&word, code + 4 * i, sizeof(word));
        decoded = disasm_decode(cache->disasm, word);
        *insn = (struct block_insn){
            .cost_before = block->cost,
            .access_before = (uint16_t)block->accesses,
            .cost = issue_cost(cache, &decoded),
            .access = decoded.load || decoded.store,
            .special = (uint8_t)special_of(&decoded),
            .option = decoded.option,
            .unknown = decoded.unknown,
            .unprivileged = decoded.unprivileged,
        };
        if (block->forbidden == BLOCK_NONE_FORBIDDEN && is_forbidden(cache, word)) {
            block->forbidden = i;
        }
        block->cost += insn->cost;
        block->accesses += insn->access;
        block->last_access = insn->access != 0 ? i : block->last_access;
        block->unknown += insn->unknown;
        block->has_special |= insn->special != BLOCK_PLAIN;
        block->moves |= is_move(&decoded, word);
    }
    block->plain =
        !block->has_special && block->unknown == 0 && block->forbidden == BLOCK_NONE_FORBIDDEN;
    block->boundary = is_boundary(&decoded) || ((block->pa + block->size) & 0xfff) == 0;
}

const struct block *block_cache_add(struct block_cache *cache, uint64_t pa, uint32_t size,
                                    const void *code)
{
    uint32_t count = size / 4;
    struct block *block = calloc(1, sizeof(*block) + count * sizeof(block->insn[0]));
    struct block **bucket = &cache->bucket[hash(pa)];

    if (block == NULL) {
        return NULL;
    }
    block->pa = pa;
    block->size = size;
    block->count = count;
    block->forbidden = BLOCK_NONE_FORBIDDEN;
    decode(cache, block, code);
    block->next = *bucket;
    *bucket = block;
    cache->count++;
    return block;
}

struct disasm_insn block_cache_decode(struct block_cache *cache, uint32_t word)
{
    return disasm_decode(cache->disasm, word);
}
