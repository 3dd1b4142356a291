/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_path.h"

#include <stddef.h>

/* What a walk of the case's address starts from. */
struct start {
    unsigned range, granule_shift, stride, input_bits;
    bool size_legal;
};

static uint64_t low_bits(unsigned count)
{
    return (1ULL << count) - 1;
}

static unsigned range_of(const struct oracle_case *c)
{
    return c->va >> 55 & 1;
}

/* Indexed by TG0 and TG1; 0: reserved. */
static const uint8_t granule_shifts[2][4] = {{12, 16, 14, 0}, {0, 14, 12, 16}};

static unsigned granule_field(const struct oracle_case *c)
{
    return c->tcr >> TCR_TG_SHIFT(range_of(c)) & 3;
}

bool oracle_granule_reserved(const struct oracle_case *c)
{
    return granule_shifts[range_of(c)][granule_field(c)] == 0;
}

static unsigned granule_shift_of(const struct oracle_case *c)
{
    unsigned shift = granule_shifts[range_of(c)][granule_field(c)];

    return shift == 0 ? 12 : shift;
}

unsigned oracle_granule(const struct oracle_case *c)
{
    return (granule_shift_of(c) - 12) / 2;
}

static struct start start_of(const struct oracle_case *c)
{
    unsigned range = range_of(c);
    unsigned size = c->tcr >> TCR_TSZ_SHIFT(range) & 63;
    unsigned shift = granule_shift_of(c);

    return (struct start){
        .range = range,
        .granule_shift = shift,
        .stride = shift - 3,
        .input_bits = 64 - size,
        .size_legal = size >= 16 && size <= 39,
    };
}

static unsigned output_bits(const struct oracle_case *c)
{
    static const uint8_t ips[8] = {32, 36, 40, 42, 44, 48, 48, 48};
    unsigned bits = ips[c->tcr >> TCR_IPS_SHIFT & 7];

    return bits < c->pa_bits ? bits : c->pa_bits;
}

/* Whether the bits above the range's size are all alike, the tag left out. */
static bool in_range(const struct oracle_case *c, const struct start *s)
{
    unsigned top = (c->tcr & TCR_TBI(s->range)) != 0 ? 56 : 64;
    uint64_t above = c->va << (64 - top) >> (64 - top) >> s->input_bits;

    return above == (s->range == 0 ? 0 : low_bits(top - s->input_bits));
}

/* The first lookup resolves what full tables leave over. */
static unsigned first_level(const struct start *s)
{
    unsigned levels = (s->input_bits - s->granule_shift + s->stride - 1) / s->stride;

    return 4 - levels;
}

/* log2 of the bytes that a descriptor of a level stands for. */
static unsigned level_shift(const struct start *s, unsigned level)
{
    return s->granule_shift + (3 - level) * s->stride;
}

static uint64_t index_at(const struct oracle_case *c, const struct start *s, unsigned level)
{
    uint64_t address = c->va & low_bits(s->input_bits);

    return address >> level_shift(s, level) & low_bits(s->stride);
}

static uint64_t first_table(const struct oracle_case *c, const struct start *s, unsigned level)
{
    unsigned table_shift = s->input_bits - level_shift(s, level) + 3;

    return c->ttbr[s->range] & low_bits(48) & ~low_bits(table_shift);
}

/* Arm ARM, "The Contiguous bit in the block and page descriptors". */
unsigned oracle_run_bits(unsigned granule, unsigned level)
{
    static const uint8_t bits[3][4] = {{0, 4, 4, 4}, {0, 0, 5, 7}, {0, 0, 5, 5}};

    return bits[granule][level];
}

static bool block_allowed(unsigned granule_shift, unsigned level)
{
    return level == 2 || (level == 1 && granule_shift == 12);
}

/* A descriptor read twice on the way keeps what it has got first. */
static bool planted_before(const struct oracle_path *t, uint64_t pa)
{
    for (unsigned i = 0; i < t->step_count; i++) {
        if (t->step[i].pa == pa) {
            return true;
        }
    }
    return false;
}

/* False: there is no memory. */
static bool step(struct oracle_memory *memory, const struct oracle_case *c, struct oracle_path *t,
                 uint64_t pa)
{
    uint64_t *word = oracle_memory_at(memory, pa);
    struct oracle_step *s = &t->step[t->step_count];

    *s = (struct oracle_step){.pa = pa};
    if (word != NULL && !planted_before(t, pa)) {
        *word = c->descriptor[t->level];
        s->planted = true;
    }
    s->descriptor = word == NULL ? 0 : *word;
    t->step_count++;
    return word != NULL;
}

/* A run that is larger than the whole range is none. */
static uint8_t run_shift(const struct start *s, const struct oracle_path *t)
{
    unsigned shift = t->leaf_shift + oracle_run_bits(t->granule, t->level);

    return shift <= s->input_bits ? (uint8_t)shift : t->leaf_shift;
}

/* What follows from the last step; PATH_END_COUNT: on to the next table. */
static unsigned judge(const struct oracle_case *c, const struct start *s, struct oracle_path *t)
{
    uint64_t descriptor = t->step[t->step_count - 1].descriptor;
    bool table = (descriptor & 2) != 0 && t->level < 3;
    uint64_t address = descriptor & low_bits(48) & ~low_bits(s->granule_shift);

    if ((descriptor & 1) == 0 || (t->level == 3 && (descriptor & 2) == 0)) {
        return PATH_INVALID;
    }
    if (!table && t->level < 3 && !block_allowed(s->granule_shift, t->level)) {
        return PATH_BLOCK_RESERVED;
    }
    if (address >> output_bits(c) != 0) {
        return PATH_TOO_LARGE;
    }
    t->leaf_shift = t->run_shift = (uint8_t)level_shift(s, t->level);
    if (!table && (descriptor & DESC_CONTIGUOUS) != 0) {
        t->run_shift = run_shift(s, t);
    }
    return table ? PATH_END_COUNT : PATH_LEAF;
}

static void follow(struct oracle_memory *memory, const struct oracle_case *c, const struct start *s,
                   struct oracle_path *t)
{
    uint64_t table = first_table(c, s, t->level);

    if (table >> output_bits(c) != 0) {
        t->end = PATH_TTBR_TOO_LARGE;
        return;
    }
    for (;; t->level++) {
        if (!step(memory, c, t, table + 8 * index_at(c, s, t->level))) {
            t->end = PATH_ABORTED;
            return;
        }
        t->end = (uint8_t)judge(c, s, t);
        if (t->end != PATH_END_COUNT) {
            return;
        }
        table = t->step[t->step_count - 1].descriptor & low_bits(48) & ~low_bits(s->granule_shift);
    }
}

struct oracle_path oracle_path_plant(struct oracle_memory *memory, const struct oracle_case *c)
{
    struct start s = start_of(c);
    struct oracle_path t = {.range = (uint8_t)s.range, .granule = (uint8_t)oracle_granule(c)};

    if ((c->sctlr & SCTLR_M) == 0) {
        t.end = PATH_MMU_OFF;
    } else if (!s.size_legal) {
        t.end = PATH_SIZE_ILLEGAL;
    } else if (!in_range(c, &s)) {
        t.end = PATH_NO_RANGE;
    } else if ((c->tcr & TCR_EPD(s.range)) != 0) {
        t.end = PATH_DISABLED;
    } else {
        t.first_level = t.level = (uint8_t)first_level(&s);
        follow(memory, c, &s, &t);
    }
    return t;
}

void oracle_path_uproot(struct oracle_memory *memory, const struct oracle_path *path)
{
    for (unsigned i = 0; i < path->step_count; i++) {
        uint64_t pa = path->step[i].pa;

        if (path->step[i].planted) {
            *oracle_memory_at(memory, pa) = oracle_memory_at_rest(pa);
        }
    }
}
