/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host/engine/block.c: what a block costs, where it ends, how it is found. */
#include "block.h"
#include "suite.h"

#define ADD 0x8b020020u /* add x0, x1, x2 */
#define LDR 0xf9400020u /* ldr x0, [x1] */
#define STP 0xa9000440u /* stp x0, x1, [x2] */
#define MUL 0x9b027c20u /* mul x0, x1, x2 */
#define B 0x14000000u /* b . */
#define ISB 0xd5033fdfu
#define DSB_ISH 0xd5033b9fu
#define WFE 0xd503205fu
#define MRS_SECRET 0xd538f200u /* mrs x0, s3_0_c15_c2_0 */
#define MRS_VBAR 0xd538c000u
#define ERET 0xd69f03e0u
#define MSR_PAN_1 0xd500419fu
#define MSR_PAN_X3 0xd5184263u
#define MSR_DAIFSET_2 0xd50342dfu
#define MSR_VBAR_X0 0xd518c000u
#define MSR_SECRET 0xd518f200u

static const struct cost_config cost = {.issue = {[COST_ALU] = 1,
                                                  [COST_LOAD] = 10,
                                                  [COST_STORE] = 100,
                                                  [COST_MUL] = 1000,
                                                  [COST_BRANCH] = 10000,
                                                  [COST_SYSTEM] = 100000,
                                                  [COST_OTHER] = 7}};

/* Everything but implementation defined registers exists. */
static bool exists(struct engine_sysreg reg, bool write)
{
    (void)write;
    return reg.crn != 15;
}

static struct block_cache *cache;

static const struct block *decode(uint64_t pa, const uint32_t *words, uint32_t count)
{
    if (cache == NULL) {
        cache = block_cache_create(&cost, exists);
    }
    return block_cache_add(cache, pa, count * 4, words);
}

START_TEST(block_adds_costs_and_accesses)
{
    static const uint32_t words[] = {ADD, LDR, STP, MUL, B};
    const struct block *block = decode(0x1000, words, 5);

    ck_assert_uint_eq(block->cost, 11111);
    ck_assert_uint_eq(block->accesses, 2);
    ck_assert_uint_eq(block->count, 5);
    ck_assert(!block->has_special);
    ck_assert(block->plain);
    ck_assert_uint_eq(block->insn[2].cost_before, 11);
    ck_assert_uint_eq(block->insn[2].access_before, 1);
    ck_assert_uint_eq(block->insn[4].access_before, 2);
}
END_TEST

START_TEST(block_moves_when_el_or_pan_may_differ_behind_it)
{
    static const struct {
        uint32_t word;
        bool moves;
    } cases[] = {{ERET, true},           {MSR_PAN_1, true},    {MSR_PAN_X3, true},
                 {MSR_DAIFSET_2, false}, {MSR_VBAR_X0, false}, {LDR, false}};

    for (unsigned i = 0; i < SUITE_COUNT(cases); i++) {
        const uint32_t words[] = {ADD, cases[i].word, ADD};

        ck_assert_msg(decode(0x1000, words, 3)->moves == cases[i].moves, "case %u", i);
    }
}
END_TEST

START_TEST(last_access_is_the_index_of_the_last_load_or_store)
{
    static const uint32_t words[] = {ADD, LDR, STP, MUL, B};

    ck_assert_uint_eq(decode(0x1000, words, 5)->last_access, 2);
    ck_assert_uint_eq(decode(0x1000, words, 2)->last_access, 1);
}
END_TEST

/* Barriers are charged by what they complete, when they run. */
START_TEST(barriers_cost_nothing_by_themselves)
{
    static const uint32_t words[] = {DSB_ISH, ISB};
    const struct block *block = decode(0x1000, words, 2);

    ck_assert_uint_eq(block->cost, 0);
    ck_assert(block->has_special);
    ck_assert(!block->plain);
    ck_assert_uint_eq(block->insn[0].special, BLOCK_DSB);
    ck_assert_uint_eq(block->insn[0].option, 0xb);
    ck_assert_uint_eq(block->insn[1].special, BLOCK_ISB);
}
END_TEST

static const struct {
    uint32_t last;
    uint64_t pa;
    bool boundary;
} ends[] = {
    {B, 0x1000, true},    {ISB, 0x1000, true},      {WFE, 0x1000, true},       {ADD, 0x1000, false},
    {LDR, 0x1000, false}, {DSB_ISH, 0x1000, false}, {MRS_VBAR, 0x1000, false}, {ADD, 0x1ff8, true},
};

START_TEST(boundary_is_where_the_program_ends_a_block)
{
    uint32_t words[] = {ADD, ends[_i].last};

    ck_assert(decode(ends[_i].pa, words, 2)->boundary == ends[_i].boundary);
}
END_TEST

START_TEST(unknown_word_is_counted_and_costs_other)
{
    static const uint32_t words[] = {ADD, 0x02000000, B};
    const struct block *block = decode(0x1000, words, 3);

    ck_assert_uint_eq(block->unknown, 1);
    ck_assert_uint_eq(block->cost, 1 + 7 + 10000);
}
END_TEST

START_TEST(access_to_missing_register_is_forbidden)
{
    static const uint32_t reads[] = {MRS_VBAR, ADD, MRS_SECRET, MSR_SECRET};
    static const uint32_t writes[] = {MSR_SECRET};
    static const uint32_t none[] = {MRS_VBAR, ADD};

    ck_assert_uint_eq(decode(0x1000, reads, 4)->forbidden, 2);
    ck_assert_uint_eq(decode(0x2000, writes, 1)->forbidden, 0);
    ck_assert_uint_eq(decode(0x3000, none, 2)->forbidden, BLOCK_NONE_FORBIDDEN);
}
END_TEST

START_TEST(find_tells_address_and_size_apart)
{
    static const uint32_t words[] = {ADD, ADD, B};
    const struct block *two = decode(0x1000, words, 2);
    const struct block *three = decode(0x1000, words, 3);

    ck_assert_ptr_eq(block_cache_find(cache, 0x1000, 8), two);
    ck_assert_ptr_eq(block_cache_find(cache, 0x1000, 12), three);
    ck_assert_ptr_null(block_cache_find(cache, 0x1000, 4));
    ck_assert_ptr_null(block_cache_find(cache, 0x1004, 8));
}
END_TEST

START_TEST(page_is_forgotten_without_its_neighbours)
{
    static const uint32_t words[] = {ADD, B};
    static const uint64_t inside[] = {0x2000, 0x2004, 0x2ffc},
                          outside[] = {0x1ffc, 0x3000, 0x42000};

    for (unsigned i = 0; i < 3; i++) {
        decode(inside[i], words, 1);
        decode(outside[i], words, 2);
    }
    decode(0x2000, words, 2);
    block_cache_forget(cache, 0x2000);
    for (unsigned i = 0; i < 3; i++) {
        ck_assert_ptr_null(block_cache_find(cache, inside[i], 4));
        ck_assert_ptr_nonnull(block_cache_find(cache, outside[i], 8));
    }
    ck_assert_ptr_null(block_cache_find(cache, 0x2000, 8));
}
END_TEST

START_TEST(invalidated_block_is_not_found_but_stays_valid)
{
    static const uint32_t words[] = {ADD, B};
    const struct block *block = decode(0x1000, words, 2);

    block_cache_invalidate(cache);
    ck_assert_ptr_null(block_cache_find(cache, 0x1000, 8));
    ck_assert_uint_eq(block->cost, 10001);
    block_cache_reclaim(cache);
    block_cache_destroy(cache);
}
END_TEST

int main(void)
{
    return suite_run_rows(
        "block",
        (const struct suite_test[]){{block_adds_costs_and_accesses, 0},
                                    {block_moves_when_el_or_pan_may_differ_behind_it, 0},
                                    {last_access_is_the_index_of_the_last_load_or_store, 0},
                                    {barriers_cost_nothing_by_themselves, 0},
                                    {boundary_is_where_the_program_ends_a_block, SUITE_COUNT(ends)},
                                    {unknown_word_is_counted_and_costs_other, 0},
                                    {access_to_missing_register_is_forbidden, 0},
                                    {find_tells_address_and_size_apart, 0},
                                    {page_is_forgotten_without_its_neighbours, 0},
                                    {invalidated_block_is_not_found_but_stays_valid, 0},
                                    {NULL, 0}});
}
