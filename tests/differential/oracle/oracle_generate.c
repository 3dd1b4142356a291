/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_generate.h"

#include <stddef.h>

#include "oracle_memory.h"
#include "oracle_path.h"
#include "oracle_product.h"

#define RUN_ONE_IN 48 /* a run costs ten times an AT */
#define WILD_ONE_IN 16 /* random throughout */

/* A number of so many low bits, fewer than 64. */
static uint64_t bits(struct prng *random, unsigned count)
{
    return prng_next(random) & ((1ULL << count) - 1);
}

static uint64_t set_field(uint64_t word, unsigned shift, unsigned width, uint64_t value)
{
    uint64_t mask = ((1ULL << width) - 1) << shift;

    return (word & ~mask) | (value << shift & mask);
}

/* TG0 or TG1 for 4K, 16K or 64K. */
static uint64_t granule_field(unsigned range, unsigned granule)
{
    static const uint8_t fields[2][3] = {{0, 2, 1}, {2, 1, 3}};

    return fields[range][granule];
}

/* Somewhere in a window, mostly the first, which every output size reaches. */
static uint64_t in_memory(struct prng *random)
{
    unsigned window = prng_once_in(random, 4) ? (unsigned)prng_below(random, ORACLE_WINDOWS) : 0;

    return oracle_window_base[window] + (bits(random, 20) & ~7ULL);
}

static uint64_t any_address(struct prng *random)
{
    return bits(random, 16 + (unsigned)prng_below(random, 33));
}

static uint64_t table_descriptor(struct prng *random, unsigned granule_shift)
{
    uint64_t table = in_memory(random) >> granule_shift << granule_shift;
    uint64_t limits = prng_once_in(random, 2) ? 0 : prng_next(random) & prng_next(random);
    uint64_t ignored = prng_next(random) & (0x7fULL << 52 | 0x3ffULL << 2);

    return table | ignored | (limits & (DESC_TABLE_LIMITS | 1ULL << 63)) | 3;
}

static uint64_t leaf_descriptor(struct prng *random, unsigned shift, bool page)
{
    uint64_t attributes = prng_next(random) & (0xfffULL << 52 | 1ULL << 51 | 0xffcULL);
    uint64_t address = prng_once_in(random, 3) ? any_address(random) : in_memory(random);

    return (address >> shift << shift) | (attributes & ~DESC_CONTIGUOUS) | DESC_AF | (page ? 3 : 1);
}

/* Random attributes for what a walk ignores, legal values for what it heeds. */
static uint64_t legal_tcr(struct prng *random)
{
    uint64_t tcr = prng_next(random) & ~(TCR_EPD(0) | TCR_EPD(1) | TCR_HA_HD);

    for (unsigned range = 0; range < 2; range++) {
        tcr = set_field(tcr, TCR_TSZ_SHIFT(range), 6, 16 + prng_below(random, 24));
        tcr = set_field(tcr, TCR_TG_SHIFT(range), 2,
                        granule_field(range, (unsigned)prng_below(random, 3)));
    }
    return set_field(tcr, TCR_IPS_SHIFT, 3, prng_once_in(random, 4) ? bits(random, 3) : 5);
}

/* An address of the range that TBI and TxSZ give, with a tag where that is ignored. */
static uint64_t legal_va(struct prng *random, uint64_t tcr, unsigned range)
{
    unsigned input_bits = 64 - (tcr >> TCR_TSZ_SHIFT(range) & 63);
    uint64_t low = bits(random, input_bits), high = range == 0 ? 0 : ~0ULL << input_bits;
    uint64_t address = low | high;

    return (tcr & TCR_TBI(range)) != 0 ? set_field(address, 56, 8, prng_next(random)) : address;
}

static unsigned granule_of(uint64_t tcr, unsigned range)
{
    for (unsigned granule = 0; granule < 3; granule++) {
        if (granule_field(range, granule) == (tcr >> TCR_TG_SHIFT(range) & 3)) {
            return granule;
        }
    }
    return 0;
}

/* A leaf in a contiguous run, mostly one in line with its neighbours. */
static uint64_t in_run(struct prng *random, uint64_t leaf, uint64_t va, unsigned shift,
                       unsigned run_bits)
{
    if (bits(random, 3) == 0) {
        return leaf | DESC_CONTIGUOUS;
    }
    return run_bits == 0 ? leaf : set_field(leaf, shift, run_bits, va >> shift) | DESC_CONTIGUOUS;
}

static bool block_allowed(unsigned granule, unsigned level)
{
    return level == 2 || (level == 1 && granule == 0);
}

static void legal_tables(struct prng *random, struct oracle_case *c, unsigned granule)
{
    unsigned granule_shift = 12 + 2 * granule;

    for (unsigned level = 0; level < 4; level++) {
        unsigned shift = granule_shift + (3 - level) * (granule_shift - 3);
        bool block = block_allowed(granule, level) && prng_once_in(random, 4);

        if (!block && level < 3) {
            c->descriptor[level] = table_descriptor(random, granule_shift);
            continue;
        }
        c->descriptor[level] = leaf_descriptor(random, shift, level == 3);
        if (prng_once_in(random, 4)) {
            c->descriptor[level] =
                in_run(random, c->descriptor[level], c->va, shift, oracle_run_bits(granule, level));
        }
    }
}

static struct oracle_case legal(struct prng *random)
{
    unsigned range = (unsigned)bits(random, 1);
    struct oracle_case c = {
        .sctlr = SCTLR_M,
        .tcr = legal_tcr(random),
        .ttbr = {in_memory(random) | bits(random, 16) << 48, in_memory(random) | bits(random, 16)
                                                                                     << 48},
        .mair = prng_next(random),
    };

    c.va = legal_va(random, c.tcr, range);
    legal_tables(random, &c, granule_of(c.tcr, range));
    return c;
}

/* What may be wrong, each in one field. */
static void spoil_level(struct prng *random, struct oracle_case *c)
{
    c->descriptor[bits(random, 2)] ^= 1ULL << bits(random, 6);
}

static void spoil_kind(struct prng *random, struct oracle_case *c)
{
    uint64_t *descriptor = &c->descriptor[bits(random, 2)];

    *descriptor = set_field(*descriptor, 0, 2, bits(random, 2));
}

static void spoil_access_flag(struct prng *random, struct oracle_case *c)
{
    c->descriptor[1 + prng_below(random, 3)] &= ~DESC_AF;
}

static void spoil_address(struct prng *random, struct oracle_case *c)
{
    uint64_t *descriptor = &c->descriptor[bits(random, 2)];

    *descriptor = set_field(*descriptor, 12, 36, any_address(random) >> 12);
}

static void spoil_permission(struct prng *random, struct oracle_case *c)
{
    uint64_t *descriptor = &c->descriptor[1 + prng_below(random, 3)];

    *descriptor = set_field(*descriptor, DESC_AP_SHIFT, 2, bits(random, 2));
}

static void spoil_limits(struct prng *random, struct oracle_case *c)
{
    c->descriptor[prng_below(random, 3)] |= prng_next(random) & DESC_TABLE_LIMITS;
}

static void spoil_size(struct prng *random, struct oracle_case *c)
{
    c->tcr = set_field(c->tcr, TCR_TSZ_SHIFT(bits(random, 1)), 6, bits(random, 6));
}

static void spoil_granule(struct prng *random, struct oracle_case *c)
{
    c->tcr = set_field(c->tcr, TCR_TG_SHIFT(bits(random, 1)), 2, bits(random, 2));
}

static void spoil_disable(struct prng *random, struct oracle_case *c)
{
    c->tcr |= TCR_EPD(bits(random, 1));
}

static void spoil_output_size(struct prng *random, struct oracle_case *c)
{
    c->tcr = set_field(c->tcr, TCR_IPS_SHIFT, 3, bits(random, 3));
}

static void spoil_tcr_bit(struct prng *random, struct oracle_case *c)
{
    c->tcr ^= 1ULL << bits(random, 6);
}

static void spoil_va(struct prng *random, struct oracle_case *c)
{
    c->va ^= 1ULL << bits(random, 6);
}

static void spoil_ttbr(struct prng *random, struct oracle_case *c)
{
    c->ttbr[bits(random, 1)] = any_address(random);
}

static void spoil_mmu(struct prng *random, struct oracle_case *c)
{
    c->sctlr = bits(random, 3) == 0 ? c->sctlr & ~SCTLR_M : c->sctlr;
}

/* Two levels share a table: a walk that meets itself. */
static void spoil_loop(struct prng *random, struct oracle_case *c)
{
    c->descriptor[bits(random, 2)] = (c->ttbr[c->va >> 55 & 1] & 0xffffffff0000ULL) | 3;
}

static void (*const spoilers[])(struct prng *, struct oracle_case *) = {
    spoil_level,   spoil_kind, spoil_access_flag, spoil_address, spoil_permission,
    spoil_limits,  spoil_size, spoil_granule,     spoil_disable, spoil_output_size,
    spoil_tcr_bit, spoil_va,   spoil_ttbr,        spoil_mmu,     spoil_loop,
};

static void spoil(struct prng *random, struct oracle_case *c)
{
    for (uint64_t left = bits(random, 2); left > 0; left--) {
        spoilers[prng_below(random, sizeof(spoilers) / sizeof(spoilers[0]))](random, c);
    }
}

static struct oracle_case wild(struct prng *random)
{
    struct oracle_case c = {.sctlr = SCTLR_M, .tcr = prng_next(random), .mair = prng_next(random)};

    c.va = legal_va(random, legal_tcr(random), (unsigned)bits(random, 1));
    for (unsigned level = 0; level < 4; level++) {
        c.descriptor[level] = (prng_next(random) & ~0xfffffffff000ULL) | any_address(random);
    }
    c.ttbr[0] = any_address(random);
    c.ttbr[1] = in_memory(random);
    return c;
}

/* Who asks, and how; some fields then have one legal value. */
static void ask(struct prng *random, struct oracle_case *c)
{
    c->access = ORACLE_READ + (uint8_t)bits(random, 1);
    c->el = (uint8_t)bits(random, 1);
    c->pan = bits(random, 1) != 0;
    c->how = bits(random, 2) == 0 ? ORACLE_AT_PAN : ORACLE_AT;
    if (prng_once_in(random, RUN_ONE_IN)) {
        c->how = bits(random, 2) == 0 ? ORACLE_RUN_UNPRIVILEGED : ORACLE_RUN;
        c->access = c->how == ORACLE_RUN && bits(random, 1) == 0 ? ORACLE_FETCH : c->access;
        c->va &= ~7ULL;
    }
    if (c->how == ORACLE_AT_PAN || c->how == ORACLE_RUN_UNPRIVILEGED) {
        c->el = 1;
    }
}

struct oracle_case oracle_generate(struct prng *random)
{
    struct oracle_case c = prng_once_in(random, WILD_ONE_IN) ? wild(random) : legal(random);

    spoil(random, &c);
    ask(random, &c);
    c.sctlr |= bits(random, 2) == 0 ? SCTLR_WXN : 0;
    c.tcr &= ~TCR_HA_HD;
    c.pa_bits = (c.sctlr & SCTLR_M) == 0 || prng_once_in(random, 2)
                    ? 44
                    : oracle_pa_bits[prng_below(random, ORACLE_PA_BITS_COUNT)];
    return c;
}
