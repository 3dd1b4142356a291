/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tlb.h"

#include "event.h"
#include "suite.h"

static struct tlb tlb;

static void set_up(unsigned entries, unsigned ways, uint64_t sizes)
{
    struct tlb_config config = {
        .entries = entries, .ways = ways, .policy = REPL_FIFO, .sizes = sizes};

    ck_assert(tlb_init(&tlb, &config));
}

static struct tlb_entry page(uint64_t address, uint16_t asid)
{
    return (struct tlb_entry){
        .va = va(address), .asid = asid, .size_shift = 12, .block_shift = 12, .level = 3};
}

static struct tlb_part all_of(const struct tlb_entry *entry)
{
    return (struct tlb_part){.va = entry->va, .size_shift = entry->size_shift};
}

static unsigned insert(struct tlb_entry entry)
{
    unsigned slot = tlb_place(&tlb, all_of(&entry));

    tlb_fill(&tlb, slot, &entry, all_of(&entry));
    return slot;
}

START_TEST(entry_translates_its_own_addresses_only)
{
    set_up(4, 0, SIZE_4K);
    unsigned slot = insert(page(0x5000, 1));

    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x5000), 1), slot);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x5fff), 1), slot);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x4fff), 1), TLB_NONE);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x6000), 1), TLB_NONE);
    ck_assert_uint_eq(tlb_count(&tlb), 1);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(asid_must_match_unless_global)
{
    set_up(4, 0, SIZE_4K);
    unsigned own = insert(page(0x5000, 1));
    struct tlb_entry shared = page(0x6000, 1);

    shared.global = true;
    unsigned global = insert(shared);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x5000), 1), own);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x5000), 2), TLB_NONE);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x6000), 2), global);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(one_address_under_many_asids_keeps_them_apart)
{
    set_up(8, 4, SIZE_4K);
    unsigned slot[4];

    for (uint16_t asid = 0; asid < 4; asid++) {
        slot[asid] = insert(page(0x5000, asid));
    }
    for (uint16_t asid = 0; asid < 4; asid++) {
        ck_assert_uint_eq(tlb_lookup(&tlb, va(0x5000), asid), slot[asid]);
    }
    tlb_finish(&tlb);
}
END_TEST

START_TEST(smallest_page_wins_then_the_newest)
{
    set_up(4, 0, SIZE_4K | SIZE_2M);
    struct tlb_entry block = page(0x200000, 1);

    block.size_shift = block.block_shift = 21;
    unsigned large = insert(block);
    unsigned small = insert(page(0x201000, 1));
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x201000), 1), small);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x202000), 1), large);

    struct tlb_entry shared = page(0x201000, 2);
    shared.global = true;
    unsigned newest = insert(shared);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x201000), 1), newest);
    tlb_drop(&tlb, newest);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x201000), 1), small);
    tlb_drop(&tlb, small);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x201000), 1), large);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(fit_takes_the_largest_size_that_fits)
{
    static const struct {
        uint64_t sizes;
        unsigned block_shift, fitted;
    } cases[] = {
        {SIZE_4K | SIZE_64K | SIZE_1M, 12, 12}, {SIZE_4K | SIZE_64K | SIZE_1M, 21, 20},
        {SIZE_4K | SIZE_64K | SIZE_1M, 30, 20}, {SIZE_4K | SIZE_2M | SIZE_1G, 21, 21},
        {SIZE_4K | SIZE_2M | SIZE_1G, 30, 30},  {SIZE_4K | SIZE_1G, 21, 12},
        {SIZE_4K | SIZE_64K, 14, 12},           {SIZE_4K | SIZE_16M, 29, 24},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        set_up(4, 0, cases[i].sizes);
        uint64_t at = 0xffff80017fedc000;
        uint64_t mask = (1ULL << cases[i].block_shift) - 1;
        struct tlb_entry whole = {.va = va(at & ~mask),
                                  .pa = pa(0x1040000000 & ~mask),
                                  .size_shift = (uint8_t)cases[i].block_shift,
                                  .block_shift = (uint8_t)cases[i].block_shift,
                                  .level = 2,
                                  .asid = 9};
        struct tlb_part part = tlb_fit(&tlb, &whole, va(at), TLB_SIDE_D);

        ck_assert_msg(part.size_shift == cases[i].fitted, "case %zu: %u", i, part.size_shift);
        ck_assert_uint_eq(part.va.v, at >> part.size_shift << part.size_shift);
        tlb_finish(&tlb);
    }
}
END_TEST

START_TEST(part_is_held_as_a_piece_of_its_block)
{
    set_up(4, 0, SIZE_4K | SIZE_64K);
    uint64_t at = 0xffff80017fedc000;
    struct tlb_entry whole = {.va = va(at & ~0x1fffffULL),
                              .pa = pa(0x1040000000),
                              .size_shift = 21,
                              .block_shift = 21,
                              .level = 2,
                              .asid = 9};
    struct tlb_part part = tlb_fit(&tlb, &whole, va(at), TLB_SIDE_D);
    unsigned slot = tlb_place(&tlb, part);

    tlb_fill(&tlb, slot, &whole, part);
    const struct tlb_entry *held = tlb_at(&tlb, slot);
    ck_assert_uint_eq(held->va.v, at & ~0xffffULL);
    ck_assert_uint_eq(held->pa.v - whole.pa.v, held->va.v - whole.va.v);
    ck_assert_uint_eq(held->size_shift, 16);
    ck_assert_uint_eq(held->block_shift, 21);
    ck_assert(held->level == 2 && held->asid == 9 && held->side == TLB_SIDE_D);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(fill_leaves_nothing_of_what_the_slot_held)
{
    set_up(1, 0, SIZE_4K | SIZE_2M);
    struct tlb_entry block = page(0x200000, 1);

    block.size_shift = block.block_shift = 21;
    for (unsigned i = 0; i < 3; i++) {
        unsigned slot = insert(block);

        ck_assert_uint_eq(insert(page(0x5000, 1)), slot);
        ck_assert_uint_eq(tlb_count(&tlb), 1);
        ck_assert_uint_eq(tlb_lookup(&tlb, va(0x200000), 1), TLB_NONE);
        ck_assert_uint_eq(tlb_lookup(&tlb, va(0x5000), 1), slot);
        ck_assert_uint_eq(tlb.census.sizes, SIZE_4K);
    }
    tlb_finish(&tlb);
}
END_TEST

START_TEST(full_set_replaces_its_oldest)
{
    set_up(8, 2, SIZE_4K); /* four sets, by VA bits [13:12] */
    unsigned oldest = insert(page(0x0000, 1));
    unsigned newer = insert(page(0x4000, 1));
    unsigned elsewhere = insert(page(0x1000, 1));
    struct tlb_entry third = page(0x8000, 1);

    tlb_hit(&tlb, oldest);
    ck_assert_uint_eq(tlb_place(&tlb, all_of(&third)), oldest);
    insert(third);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x0000), 1), TLB_NONE);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x4000), 1), newer);
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0x1000), 1), elsewhere);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(large_pages_index_sets_by_their_own_number)
{
    set_up(8, 2, SIZE_4K | SIZE_2M);
    struct tlb_entry block = page(3ULL << 21, 1);

    block.size_shift = block.block_shift = 21;
    ck_assert_uint_eq(tlb_place(&tlb, all_of(&block)) / 2, 3);
    tlb_finish(&tlb);
}
END_TEST

START_TEST(tlb_without_entries_translates_nothing)
{
    set_up(0, 4, SIZE_4K);
    ck_assert(!tlb_exists(&tlb));
    ck_assert_uint_eq(tlb_lookup(&tlb, va(0), 0), TLB_NONE);
    ck_assert_uint_eq(tlb_count(&tlb), 0);
    tlb_finish(&tlb);
}
END_TEST

int main(void)
{
    return suite_run(
        "tlb", (const TTest *const[]){
                   entry_translates_its_own_addresses_only, asid_must_match_unless_global,
                   one_address_under_many_asids_keeps_them_apart,
                   smallest_page_wins_then_the_newest, fit_takes_the_largest_size_that_fits,
                   part_is_held_as_a_piece_of_its_block, fill_leaves_nothing_of_what_the_slot_held,
                   full_set_replaces_its_oldest, large_pages_index_sets_by_their_own_number,
                   tlb_without_entries_translates_nothing, NULL});
}
