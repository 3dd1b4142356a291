/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recursive walk over tables laid out by hand. */
#include "ref_walk.h"

#include "suite.h"

#include <string.h>

#define BASE 0x1000ULL /* physical address of memory[0]; tables at BASE + n * 4K */
#define TABLE(n) (BASE + (uint64_t)(n)*4096)
#define AF (1ULL << 10)
#define NG (1ULL << 11)

static uint64_t memory[6 * 512];

static bool read_memory(void *ctx, uint64_t pa, uint64_t *ret_value)
{
    (void)ctx;
    if (pa < BASE || pa >= BASE + sizeof(memory)) {
        return false;
    }
    *ret_value = memory[(pa - BASE) / 8];
    return true;
}

static void set(unsigned table, unsigned index, uint64_t value)
{
    memory[table * 512 + index] = value;
}

/*
 * VA index 1 at each level: a page at level 3; index 2: a block at level 2 and
 * at level 1; the level 2 block does not belong to all ASIDs.
 */
static struct ref_regime lay_out(void)
{
    memset(memory, 0, sizeof(memory));
    set(0, 1, TABLE(1) | 3);
    set(1, 1, TABLE(2) | 3);
    set(1, 2, 0x80000000 | AF | 1);
    set(2, 1, TABLE(3) | 3);
    set(2, 2, 0x40200000 | AF | NG | 1);
    set(2, 3, 0x7f00000000 | 3); /* no memory there */
    set(3, 1, 0x40123000 | AF | 3);
    set(3, 2, 0x40124000 | AF | 1); /* reserved at level 3 */
    return (struct ref_regime){
        .tcr = 16 | 16 << 16 | 1ULL << 36,
        .ttbr0 = TABLE(0) | 0x1234ULL << 48,
        .ttbr1 = TABLE(1) | 0x5678ULL << 48,
    };
}

static uint64_t address(unsigned l0, unsigned l1, unsigned l2, unsigned l3)
{
    return (uint64_t)l0 << 39 | (uint64_t)l1 << 30 | l2 << 21 | l3 << 12;
}

static struct ref_walk walk(uint64_t va)
{
    struct ref_regime regime = lay_out();

    return ref_walk(&regime, read_memory, NULL, va);
}

START_TEST(walk_to_page_reads_four)
{
    struct ref_walk w = walk(address(1, 1, 1, 1) + 0x456);

    ck_assert(w.mapped && w.leaf.global);
    ck_assert_uint_eq(w.pa, 0x40123456);
    ck_assert_uint_eq(w.leaf.va, address(1, 1, 1, 1));
    ck_assert_uint_eq(w.leaf.shift, 12);
    ck_assert_uint_eq(w.reads, 4);
}
END_TEST

START_TEST(walk_to_level_2_block_reads_three)
{
    struct ref_walk w = walk(address(1, 1, 2, 5) + 7);

    ck_assert(w.mapped && !w.leaf.global);
    ck_assert_uint_eq(w.pa, 0x40205007);
    ck_assert_uint_eq(w.leaf.va, address(1, 1, 2, 0));
    ck_assert_uint_eq(w.leaf.shift, 21);
    ck_assert_uint_eq(w.leaf.asid, 0x1234);
    ck_assert_uint_eq(w.reads, 3);
}
END_TEST

START_TEST(walk_to_level_1_block_reads_two)
{
    struct ref_walk w = walk(address(1, 2, 3, 4));

    ck_assert(w.mapped);
    ck_assert_uint_eq(w.pa, 0x80000000 + (3 << 21) + (4 << 12));
    ck_assert_uint_eq(w.leaf.shift, 30);
    ck_assert_uint_eq(w.reads, 2);
}
END_TEST

static const struct {
    uint64_t va;
    unsigned reads;
} unmapped[] = {
    {0x0000000000000000, 1}, /* invalid at level 0 */
    {0x0000008000000000, 2}, /* level 1 */
    {0x0000008040800000, 3}, /* level 2 */
    {0x0000008040200000, 4}, /* level 3 */
    {0x0000008040202000, 4}, /* a reserved entry */
    {0x0000008040600000, 3}, /* a table that is not in memory */
    {0x0001000000000000, 0}, /* between the halves */
    {0xfffe000000000000, 0},
};

START_TEST(walk_to_unmapped_address_finds_nothing)
{
    struct ref_walk w = walk(unmapped[_i].va);

    ck_assert(!w.mapped);
    ck_assert_uint_eq(w.reads, unmapped[_i].reads);
}
END_TEST

START_TEST(walk_of_high_half_uses_ttbr1)
{
    struct ref_walk w;

    w = walk(0xffff000000000000 | address(1, 0, 0, 0)); /* TABLE(1) read as level 0 */
    ck_assert_uint_eq(w.reads, 2);
}
END_TEST

START_TEST(walk_with_shorter_addresses_starts_at_level_1)
{
    struct ref_regime regime = lay_out();
    struct ref_walk w;

    regime.tcr = 25 | 1ULL << 36;
    regime.ttbr0 = TABLE(1);
    w = ref_walk(&regime, read_memory, NULL, address(0, 1, 1, 1));
    ck_assert(w.mapped);
    ck_assert_uint_eq(w.reads, 3);
    ck_assert(!ref_walk(&regime, read_memory, NULL, address(1, 1, 1, 1)).mapped);
}
END_TEST

START_TEST(walk_of_disabled_half_finds_nothing)
{
    struct ref_regime regime = lay_out();

    regime.tcr |= 1 << 7;
    ck_assert(!ref_walk(&regime, read_memory, NULL, address(1, 1, 1, 1)).mapped);
}
END_TEST

START_TEST(asid_follows_size_and_register)
{
    struct ref_regime regime = lay_out();

    ck_assert_uint_eq(ref_walk_asid(&regime), 0x1234);
    regime.tcr |= 1 << 22;
    ck_assert_uint_eq(ref_walk_asid(&regime), 0x5678);
    regime.tcr &= ~(1ULL << 36);
    ck_assert_uint_eq(ref_walk_asid(&regime), 0x78);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        {walk_to_page_reads_four, 0},
        {walk_to_level_2_block_reads_three, 0},
        {walk_to_level_1_block_reads_two, 0},
        {walk_to_unmapped_address_finds_nothing, SUITE_COUNT(unmapped)},
        {walk_of_high_half_uses_ttbr1, 0},
        {walk_with_shorter_addresses_starts_at_level_1, 0},
        {walk_of_disabled_half_finds_nothing, 0},
        {asid_follows_size_and_register, 0},
        {NULL, 0},
    };

    return suite_run_rows("ref_walk", tests);
}
