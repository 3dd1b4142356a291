/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The map, the same for both halves (48 bits, 4K):
 *
 *   level 1 index 1   a table (1) of blocks and tables; now and then a block
 *   level 1 index 2   a block of 1 GiB; now and then the same table
 *   level 2 index 0..3: a table (2, 3), a block, or nothing
 *   level 3 index 0..7 and 510, 511: pages
 *
 * with tables of their own for the low half (1..4) and the high one (5..8).
 */
#include "step.h"

#include <inttypes.h>
#include <stdio.h>

#define HIGH_HALF 0xffff000000000000ULL
#define AF (1ULL << 10)
#define NOT_GLOBAL (1ULL << 11)
#define CONTIGUOUS (1ULL << 52)
#define TABLE 3ULL
#define PAGE 3ULL
#define BLOCK 1ULL
#define ASIDS 3

static uint64_t pick(struct prng *prng, const uint64_t *of, size_t count)
{
    return of[prng_below(prng, count)];
}

static uint64_t draw_asid(struct prng *prng)
{
    static const uint64_t asids[ASIDS] = {0, 1, 0x101}; /* equal in the low eight bits */

    return pick(prng, asids, ASIDS);
}

static uint64_t draw_va(struct prng *prng)
{
    static const uint64_t level3[] = {0, 1, 2, 3, 4, 5, 6, 7, 15, 16, 510, 511};
    uint64_t va = prng_once_in(prng, 4) ? 2ULL << 30 : 1ULL << 30;

    va |= prng_below(prng, 4) << 21 | pick(prng, level3, 12) << 12;
    return prng_once_in(prng, 3) ? va | HIGH_HALF : va;
}

static struct step draw_access(struct prng *prng)
{
    uint64_t va = draw_va(prng) | (prng_below(prng, 512) << 3);

    return (struct step){STEP_ACCESS, va, prng_below(prng, 3)};
}

/* A level of the TTL hint; mostly none. */
static uint64_t draw_level(struct prng *prng)
{
    return prng_once_in(prng, 3) ? prng_below(prng, 4) : 0;
}

/* Mostly TG 1, a start a little before or at an address, up to 2 * 32 * 2^15 pages. */
static uint64_t draw_range(struct prng *prng)
{
    uint64_t first = (draw_va(prng) >> 12) - prng_below(prng, 3);
    uint64_t num = prng_once_in(prng, 2) ? prng_below(prng, 4) : prng_below(prng, 32);

    uint64_t tg = prng_once_in(prng, 8) ? prng_below(prng, 4) : 1;

    return (first & 0x1fffffffffULL) | draw_level(prng) << 37 | num << 39 |
           prng_below(prng, 4) << 44 | tg << 46;
}

static struct step draw_tlbi(struct prng *prng)
{
    static const uint64_t single[] = {1, 3, 7}, range[] = {2, 5, 6};
    static const uint64_t by_address[] = {1, 3, 5, 7};
    uint64_t asid = draw_asid(prng) << 48, hint = prng_once_in(prng, 3) ? prng_below(prng, 16) : 0;
    uint64_t op2 = pick(prng, by_address, 4);

    if (prng_once_in(prng, 3)) {
        uint64_t operand = draw_range(prng);

        return (struct step){STEP_TLBI, asid | operand, pick(prng, range, 3) << 3 | op2};
    }
    if (prng_once_in(prng, 8)) {
        op2 = prng_once_in(prng, 4) ? 0 : 2;
    }
    return (struct step){STEP_TLBI, asid | hint << 44 | (draw_va(prng) >> 12 & 0xfffffffffffULL),
                         pick(prng, single, 3) << 3 | op2};
}

/* A page's physical address differs from draw to draw, so that a stale one shows. */
static uint64_t draw_leaf(struct prng *prng, unsigned shift)
{
    uint64_t leaf = (prng_below(prng, 4) + 1) << (shift < 21 ? 21 : shift);

    leaf |= (shift == 12 ? PAGE : BLOCK) | prng_below(prng, 2) * NOT_GLOBAL;
    leaf |= prng_once_in(prng, 4) ? CONTIGUOUS : 0;
    return prng_once_in(prng, 8) ? leaf : leaf | AF;
}

static uint64_t draw_descriptor(struct prng *prng, unsigned level, uint64_t first_table)
{
    if (prng_once_in(prng, 6)) {
        return 0;
    }
    if (level == 3 || prng_once_in(prng, 3)) {
        return draw_leaf(prng, 39 - 9 * level);
    }
    return level == 1 ? STEP_TABLE(first_table) | TABLE
                      : STEP_TABLE(first_table + 1 + prng_below(prng, 3)) | TABLE;
}

static struct step draw_write(struct prng *prng)
{
    static const uint64_t level3[] = {0, 1, 2, 3, 4, 5, 6, 7, 15, 16, 510, 511};
    bool high = prng_once_in(prng, 3);
    uint64_t first = high ? 5 : 1;
    unsigned level = prng_once_in(prng, 6) ? 1 : prng_once_in(prng, 4) ? 2 : 3;
    uint64_t value = draw_descriptor(prng, level, first), at;

    if (level == 1) {
        at = STEP_TABLE(high ? 9 : 0) + 8 * (1 + prng_below(prng, 2));
    } else if (level == 2) {
        at = STEP_TABLE(first) + 8 * prng_below(prng, 4);
    } else {
        at = STEP_TABLE(first + 1 + prng_below(prng, 3)) + 8 * pick(prng, level3, 12);
    }
    return (struct step){STEP_WRITE, at, value};
}

struct step step_draw(struct prng *prng)
{
    uint64_t dice = prng_below(prng, 100);

    if (dice < 72) {
        return draw_access(prng);
    }
    if (dice < 84) {
        return draw_tlbi(prng);
    }
    if (dice < 92) {
        return draw_write(prng);
    }
    if (dice < 98) {
        return (struct step){STEP_ASID, draw_asid(prng), prng_below(prng, 2)};
    }
    return (struct step){STEP_SELECT, prng_below(prng, 2), 0};
}

static void print_tlbi(const struct step *step, char *ret_text, size_t cap)
{
    static const char *const names[8] = {"vmalle1", "vae1",  "aside1", "vaae1",
                                         "?",       "vale1", "?",      "vaale1"};
    static const char *const prefix[8] = {"", "", "r", "", "", "r", "r", ""};
    static const char *const suffix[8] = {"", "os", "is", "is", "", "os", "", ""};
    unsigned crm = step->b >> 3 & 7, op2 = step->b & 7;

    snprintf(ret_text, cap, "tlbi   %s%s%s 0x%" PRIx64, prefix[crm], names[op2], suffix[crm],
             step->a);
}

void step_print(const struct step *step, char *ret_text, size_t cap)
{
    static const char *const accesses[] = {"fetch", "read", "write"};

    switch (step->kind) {
    case STEP_ACCESS:
        snprintf(ret_text, cap, "access %s 0x%" PRIx64, accesses[step->b], step->a);
        break;
    case STEP_TLBI:
        print_tlbi(step, ret_text, cap);
        break;
    case STEP_ASID:
        snprintf(ret_text, cap, "asid   ttbr%" PRIu64 " 0x%" PRIx64, step->b, step->a);
        break;
    case STEP_SELECT:
        snprintf(ret_text, cap, "select a1 %" PRIu64, step->a);
        break;
    case STEP_WRITE:
        snprintf(ret_text, cap, "table  [0x%" PRIx64 "] = 0x%" PRIx64, step->a, step->b);
        break;
    }
}
