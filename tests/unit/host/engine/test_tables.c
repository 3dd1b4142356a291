/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tables.h"

#include "suite.h"

#define BASE 0x40000000
#define SIZE (1 << 24)
#define HIGH 0xffff800010203000

static struct tables tables;

static const struct regime_range range_4k = {
    .granule = GRANULE_4K, .input_bits = 48, .start_level = 0};

/* A walk of HIGH that reads these descriptors, from a level on. */
static struct event_walk walk_of(unsigned first_level, unsigned count, const uint64_t *pas)
{
    struct event_walk walk = {
        .va = {HIGH}, .first_level = (uint8_t)first_level, .step_count = (uint8_t)count};

    for (unsigned i = 0; i < count; i++) {
        walk.step[i].pa = pa(pas[i]);
    }
    return walk;
}

/* In tables at 0x40001000, 0x40002000, ... */
static void learn(void)
{
    static const uint64_t pas[] = {0x40001800, 0x40002000, 0x40003408, 0x40004018};
    const struct event_walk walk = walk_of(0, 4, pas);

    ck_assert_int_eq(tables_init(&tables, BASE, SIZE), 0);
    ck_assert_int_eq(tables_learn(&tables, &walk, &range_4k), 0);
}

START_TEST(walk_tells_every_table_it_read)
{
    static const uint64_t first[] = {0xffff000000000000, 0xffff800000000000, 0xffff800000000000,
                                     0xffff800010200000};

    learn();
    for (unsigned level = 0; level < 4; level++) {
        const struct table *table = tables_find(&tables, 0x40001ff8 + 0x1000 * level);

        ck_assert_ptr_nonnull(table);
        ck_assert_uint_eq(table->level, level);
        ck_assert_uint_eq(table->pa, 0x40001000 + 0x1000 * level);
        ck_assert_uint_eq(table->va, first[level]);
    }
    ck_assert_ptr_null(tables_find(&tables, 0x40000ff8));
    ck_assert_ptr_null(tables_find(&tables, 0x40005000));
    ck_assert_ptr_null(tables_find(&tables, BASE - 8));
    ck_assert_ptr_null(tables_find(&tables, BASE + SIZE));
    tables_finish(&tables);
}
END_TEST

START_TEST(descriptor_has_the_addresses_below_it)
{
    learn();
    const struct table *table = tables_find(&tables, 0x40004018);

    ck_assert_uint_eq(table_va(table, 0x40004018), HIGH);
    ck_assert_uint_eq(table_shift(table), 12);
    table = tables_find(&tables, 0x40002008);
    ck_assert_uint_eq(table_va(table, 0x40002008), 0xffff800040000000);
    ck_assert_uint_eq(table_shift(table), 30);
    tables_finish(&tables);
}
END_TEST

START_TEST(new_table_descriptor_leads_to_a_table_until_it_is_cleared)
{
    learn();
    ck_assert_int_eq(tables_change(&tables, 0x40003000, 0, 0x40005003), 0);
    const struct table *table = tables_find(&tables, 0x40005008);

    ck_assert_ptr_nonnull(table);
    ck_assert_uint_eq(table->level, 3);
    ck_assert_uint_eq(table_va(table, 0x40005008), 0xffff800000001000);
    ck_assert_int_eq(tables_change(&tables, 0x40003000, 0x40005003, 0), 0);
    ck_assert_ptr_null(tables_find(&tables, 0x40005008));
    tables_finish(&tables);
}
END_TEST

START_TEST(leaf_descriptor_leads_to_no_table)
{
    learn();
    ck_assert_int_eq(tables_change(&tables, 0x40004018, 0, 0x40006003), 0); /* a page */
    ck_assert_int_eq(tables_change(&tables, 0x40003000, 0, 0x40200001), 0); /* a block */
    ck_assert_ptr_null(tables_find(&tables, 0x40006000));
    ck_assert_ptr_null(tables_find(&tables, 0x40200000));
    tables_finish(&tables);
}
END_TEST

/* A range of 25 bits from level 2: 16 descriptors of 2M, in a table of 128 bytes. */
START_TEST(first_table_may_be_smaller_than_a_granule)
{
    const struct regime_range range = {.granule = GRANULE_4K, .input_bits = 25, .start_level = 2};
    const uint64_t pas[] = {0x40001108};
    struct event_walk walk = walk_of(2, 1, pas);

    walk.va = va(0x200000);
    ck_assert_int_eq(tables_init(&tables, BASE, SIZE), 0);
    ck_assert_int_eq(tables_learn(&tables, &walk, &range), 0);
    ck_assert_ptr_nonnull(tables_find(&tables, 0x40001100));
    ck_assert_ptr_nonnull(tables_find(&tables, 0x40001178));
    ck_assert_ptr_null(tables_find(&tables, 0x40001180));
    ck_assert_ptr_null(tables_find(&tables, 0x400010f8));
    tables_finish(&tables);
}
END_TEST

START_TEST(table_of_64k_covers_its_frames)
{
    const struct regime_range range = {.granule = GRANULE_64K, .input_bits = 48, .start_level = 1};
    const uint64_t pas[] = {0x40010000 + 8 * (HIGH >> 16 & 8191)};
    const struct event_walk walk = walk_of(3, 1, pas);

    ck_assert_int_eq(tables_init(&tables, BASE, SIZE), 0);
    ck_assert_int_eq(tables_learn(&tables, &walk, &range), 0);
    ck_assert_ptr_nonnull(tables_find(&tables, 0x40010000));
    ck_assert_ptr_nonnull(tables_find(&tables, 0x4001fff8));
    ck_assert_ptr_null(tables_find(&tables, 0x40020000));
    ck_assert_uint_eq(table_va(tables_find(&tables, pas[0]), pas[0]), HIGH & ~0xffffULL);
    tables_finish(&tables);
}
END_TEST

int main(void)
{
    return suite_run(
        "tables", (const TTest *const[]){
                      walk_tells_every_table_it_read, descriptor_has_the_addresses_below_it,
                      new_table_descriptor_leads_to_a_table_until_it_is_cleared,
                      leaf_descriptor_leads_to_no_table, first_table_may_be_smaller_than_a_granule,
                      table_of_64k_covers_its_frames, NULL});
}
