/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "granule.h"
#include "prng.h"
#include "suite.h"
#include "tlb.h"

static struct tlb tlb;
static unsigned told; /* calls of the drop function */

/* A world of six entries around 0x5000; the names say what each is. */
enum { OWN, OTHER_ASID, GLOBAL, NEIGHBOUR, BLOCK_AROUND, FAR_GLOBAL, ENTRY_COUNT };
#define BIT(n) (1U << (n))
#define ALL (BIT(ENTRY_COUNT) - 1)

static const struct tlb_entry entries[ENTRY_COUNT] = {
    [OWN] = {.va = {0x5000}, .asid = 1, .size_shift = 12, .block_shift = 12},
    [OTHER_ASID] = {.va = {0x5000}, .asid = 2, .size_shift = 12, .block_shift = 12},
    [GLOBAL] = {.va = {0x5000}, .asid = 3, .size_shift = 12, .block_shift = 12, .global = true},
    [NEIGHBOUR] = {.va = {0x6000}, .asid = 1, .size_shift = 12, .block_shift = 12},
    [BLOCK_AROUND] = {.va = {0}, .asid = 1, .size_shift = 21, .block_shift = 21},
    [FAR_GLOBAL] = {.va = {0xffff800000005000},
                    .asid = 1,
                    .size_shift = 12,
                    .block_shift = 12,
                    .global = true},
};

static void count_drop(void *ctx, unsigned slot)
{
    const struct tlb *t = ctx;

    ck_assert_ptr_nonnull(tlb_at(t, slot));
    told++;
}

static void insert(const struct tlb_entry *entry)
{
    struct tlb_part part = {.va = entry->va, .size_shift = entry->size_shift};
    unsigned slot = tlb_place(&tlb, part);

    ck_assert_ptr_null(tlb_at(&tlb, slot));
    tlb_fill(&tlb, slot, entry, part);
}

static void set_up(unsigned count)
{
    struct tlb_config config = {.entries = count, .sizes = SIZE_4K | SIZE_64K | SIZE_2M};

    ck_assert(tlb_init(&tlb, &config));
    told = 0;
}

static unsigned drop(enum tlbi_reach reach, uint64_t address, uint16_t asid)
{
    struct tlbi op = {.reach = (uint8_t)reach, .va = va(address), .asid = asid};

    return tlb_invalidate(&tlb, &op, count_drop, &tlb);
}

/* The set of entries[] still there. */
static unsigned remaining(void)
{
    unsigned left = 0;

    for (unsigned slot = 0; slot < tlb.assoc.entries; slot++) {
        const struct tlb_entry *e = tlb_at(&tlb, slot);

        for (unsigned i = 0; e != NULL && i < ENTRY_COUNT; i++) {
            if (e->va.v == entries[i].va.v && e->asid == entries[i].asid &&
                e->size_shift == entries[i].size_shift) {
                left |= BIT(i);
            }
        }
    }
    return left;
}

START_TEST(each_reach_drops_what_the_architecture_says)
{
    static const struct {
        enum tlbi_reach reach;
        uint64_t address;
        uint16_t asid;
        unsigned dropped;
    } cases[] = {
        {TLBI_REACH_ALL, 0, 0, ALL},
        {TLBI_REACH_ASID, 0, 1, BIT(OWN) | BIT(NEIGHBOUR) | BIT(BLOCK_AROUND)},
        {TLBI_REACH_ASID, 0, 3, 0}, /* globals have no ASID */
        {TLBI_REACH_VA, 0x5000, 1, BIT(OWN) | BIT(GLOBAL) | BIT(BLOCK_AROUND)},
        {TLBI_REACH_VA, 0x5000, 2, BIT(OTHER_ASID) | BIT(GLOBAL)},
        {TLBI_REACH_VA, 0x5000, 9, BIT(GLOBAL)},
        {TLBI_REACH_VA, 0x7000, 1, BIT(BLOCK_AROUND)},
        {TLBI_REACH_VA, 0xffff800000005000, 9, BIT(FAR_GLOBAL)},
        {TLBI_REACH_VA_ALL_ASIDS, 0x5000, 0,
         BIT(OWN) | BIT(OTHER_ASID) | BIT(GLOBAL) | BIT(BLOCK_AROUND)},
        {TLBI_REACH_VA_ALL_ASIDS, 0x400000, 0, 0},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        set_up(8);
        for (unsigned e = 0; e < ENTRY_COUNT; e++) {
            insert(&entries[e]);
        }
        unsigned count = drop(cases[i].reach, cases[i].address, cases[i].asid);

        ck_assert_msg(remaining() == (ALL & ~cases[i].dropped), "case %zu leaves %#x", i,
                      remaining());
        ck_assert_uint_eq(count, (unsigned)__builtin_popcount(cases[i].dropped));
        ck_assert_uint_eq(told, count);
        tlb_finish(&tlb);
    }
}
END_TEST

/* Pieces of 4K and 64K of one 2M block, and of its neighbour. */
static void insert_pieces(unsigned small_count)
{
    struct tlb_entry piece = {.va = {0x210000}, .asid = 1, .size_shift = 16, .block_shift = 21};

    insert(&piece);
    for (unsigned i = 0; i < small_count; i++) {
        piece.size_shift = 12;
        piece.va = va(0x300000 + (uint64_t)i * 0x1000);
        insert(&piece);
    }
    piece.va = va(0x400000);
    insert(&piece);
}

START_TEST(any_address_of_a_block_drops_all_its_pieces)
{
    /* Few slots are looked through; in many, the pieces are looked up. */
    static const unsigned sizes[] = {8, 2048};

    for (size_t i = 0; i < SUITE_COUNT(sizes); i++) {
        set_up(sizes[i]);
        insert_pieces(3);
        ck_assert_uint_eq(drop(TLBI_REACH_VA, 0x3ff000, 2), 0);
        ck_assert_uint_eq(drop(TLBI_REACH_VA, 0x3ff000, 1), 4);
        ck_assert_uint_eq(tlb_count(&tlb), 1);
        ck_assert_uint_eq(drop(TLBI_REACH_VA_ALL_ASIDS, 0x5ff000, 0), 1);
        ck_assert_uint_eq(tlb_count(&tlb), 0);
        ck_assert_uint_eq(tlb.census.sizes, 0);
        ck_assert_uint_eq(tlb.census.split_blocks, 0);
        tlb_finish(&tlb);
    }
}
END_TEST

START_TEST(page_of_its_own_inside_a_block_is_no_piece_of_it)
{
    set_up(2048);
    insert_pieces(1);
    insert(&(struct tlb_entry){.va = {0x3fe000}, .asid = 1, .size_shift = 12, .block_shift = 12});
    ck_assert_uint_eq(drop(TLBI_REACH_VA, 0x3ff000, 1), 2);
    ck_assert_uint_eq(tlb_count(&tlb), 2);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(range_drops_what_any_part_of_it_meets)
{
    static const struct {
        uint64_t first, more;
        unsigned dropped;
    } cases[] = {
        {0x4000, 0, BIT(BLOCK_AROUND)},
        {0x4000, 0x1000, BIT(OWN) | BIT(GLOBAL) | BIT(BLOCK_AROUND)},
        {0x5000, 0x1000, BIT(OWN) | BIT(GLOBAL) | BIT(NEIGHBOUR) | BIT(BLOCK_AROUND)},
        {0x1ff000, 0x100000000, BIT(BLOCK_AROUND)},
        {0x200000, 0x100000000, 0},
        {0, 1ULL << 40, ALL & ~(BIT(OTHER_ASID) | BIT(FAR_GLOBAL))},
        {0xffff800000000000, 0x10000, BIT(FAR_GLOBAL)},
    };
    static const unsigned sizes[] = {8, 4096}; /* looked through, looked up */

    for (size_t i = 0; i < 2 * SUITE_COUNT(cases); i++) {
        struct tlbi op = {.reach = TLBI_REACH_VA,
                          .va = va(cases[i / 2].first),
                          .more = cases[i / 2].more,
                          .asid = 1};

        set_up(sizes[i % 2]);
        for (unsigned e = 0; e < ENTRY_COUNT; e++) {
            insert(&entries[e]);
        }
        unsigned count = tlb_invalidate(&tlb, &op, count_drop, &tlb);

        ck_assert_msg(remaining() == (ALL & ~cases[i / 2].dropped), "case %zu leaves %#x", i,
                      remaining());
        ck_assert_uint_eq(count, (unsigned)__builtin_popcount(cases[i / 2].dropped));
        ck_assert_uint_eq(told, count);
        tlb_finish(&tlb);
    }
}
END_TEST

START_TEST(range_that_meets_a_block_drops_all_its_pieces)
{
    static const unsigned sizes[] = {8, 2048};

    for (size_t i = 0; i < SUITE_COUNT(sizes); i++) {
        struct tlbi op = {.reach = TLBI_REACH_VA_ALL_ASIDS, .va = va(0x3fe000), .more = 0x1000};

        set_up(sizes[i]);
        insert_pieces(3);
        ck_assert_uint_eq(tlb_invalidate(&tlb, &op, count_drop, &tlb), 4);
        op.more = 0x2000; /* into the next block */
        ck_assert_uint_eq(tlb_invalidate(&tlb, &op, count_drop, &tlb), 1);
        tlb_finish(&tlb);
    }
}
END_TEST

/* Level 3 pages and a level 2 block over them, of two granules. */
START_TEST(hint_spares_other_granules_and_levels)
{
    static const struct tlb_entry all[] = {
        {.va = {0x5000}, .size_shift = 12, .block_shift = 12, .level = 3, .granule = GRANULE_4K},
        {.va = {0}, .size_shift = 21, .block_shift = 21, .level = 2, .granule = GRANULE_4K},
        {.va = {0}, .size_shift = 16, .block_shift = 16, .level = 3, .granule = GRANULE_64K},
    };
    static const struct {
        uint8_t only_granule, only_level;
        unsigned dropped;
    } cases[] = {
        {0, 0, 3},
        {1 + GRANULE_4K, 0, 2},
        {1 + GRANULE_4K, 3, 1},
        {1 + GRANULE_4K, 2, 1},
        {1 + GRANULE_4K, 1, 0},
        {1 + GRANULE_16K, 3, 0},
        {1 + GRANULE_64K, 3, 1},
        {1 + GRANULE_64K, 2, 0},
        {1 + GRANULE_COUNT, 0, 0},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct tlbi op = {.reach = TLBI_REACH_VA,
                          .va = va(0x5000),
                          .only_granule = cases[i].only_granule,
                          .only_level = cases[i].only_level};

        set_up(8);
        for (unsigned e = 0; e < SUITE_COUNT(all); e++) {
            insert(&all[e]);
        }
        ck_assert_msg(tlb_invalidate(&tlb, &op, count_drop, &tlb) == cases[i].dropped, "case %zu",
                      i);
        tlb_finish(&tlb);
    }
}
END_TEST

/* Random entries and ranges: what is left is what a look at each entry leaves. */
START_TEST(random_ranges_agree_with_a_look_at_each_entry)
{
    struct prng p = {prng_test_seed(3)};

    for (unsigned round = 0; round < 3000; round++) {
        unsigned entries_count = prng_once_in(&p, 2) ? 512 : 16;
        uint64_t span = prng_once_in(&p, 2) ? 0x40 : 0x800;
        struct tlbi op = {.reach = TLBI_REACH_VA,
                          .va = va(prng_below(&p, span) << 12),
                          .more = prng_below(&p, span) << 12,
                          .asid = 1};
        unsigned expected = 0;

        set_up(entries_count);
        for (unsigned i = 0; i < 16; i++) {
            static const uint8_t shifts[][2] = {{12, 12}, {12, 16}, {16, 16},
                                                {12, 21}, {16, 21}, {21, 21}};
            const uint8_t *shift = shifts[prng_below(&p, SUITE_COUNT(shifts))];
            struct tlb_entry e = {.va = va_align_down(va(prng_below(&p, 0x800) << 12), shift[0]),
                                  .size_shift = shift[0],
                                  .block_shift = shift[1],
                                  .asid = (uint16_t)prng_below(&p, 2)};
            uint64_t block = e.va.v >> shift[1] << shift[1];

            expected += e.asid == 1 && block <= op.va.v + op.more + 0xfff &&
                        block + (1ULL << shift[1]) > op.va.v;
            insert(&e);
        }
        ck_assert_msg(tlb_invalidate(&tlb, &op, count_drop, &tlb) == expected, "round %u", round);
        ck_assert_uint_eq(tlb_count(&tlb), 16 - expected);
        tlb_finish(&tlb);
    }
}
END_TEST

START_TEST(empty_tlb_drops_nothing)
{
    set_up(4);
    ck_assert_uint_eq(drop(TLBI_REACH_ALL, 0, 0), 0);
    ck_assert_uint_eq(drop(TLBI_REACH_VA, 0, 0), 0);
    ck_assert_uint_eq(told, 0);
    tlb_finish(&tlb);
    set_up(0);
    ck_assert_uint_eq(drop(TLBI_REACH_ALL, 0, 0), 0);
    ck_assert_uint_eq(drop(TLBI_REACH_VA_ALL_ASIDS, 0, 0), 0);
    tlb_finish(&tlb);
}
END_TEST

int main(void)
{
    return suite_run(
        "tlb_invalidate",
        (const TTest *const[]){
            each_reach_drops_what_the_architecture_says,
            any_address_of_a_block_drops_all_its_pieces,
            page_of_its_own_inside_a_block_is_no_piece_of_it, range_drops_what_any_part_of_it_meets,
            range_that_meets_a_block_drops_all_its_pieces, hint_spares_other_granules_and_levels,
            random_ranges_agree_with_a_look_at_each_entry, empty_tlb_drops_nothing, NULL});
}
