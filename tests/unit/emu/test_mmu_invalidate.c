/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One TLBI applied to L1s, L2 and walk cache together (mmu_invalidate.c). */
#include "mmu_world.h"
#include "suite.h"

#define KERNEL 0xffff800000000000ULL
#define USER 0x400000ULL
#define OPERAND(va) ((va) >> 12 & ((1ULL << 44) - 1))
#define ASID(n) ((uint64_t)(n) << 48)

static struct mmu_world w;

/* A global kernel page, read and fetched, and a user page of ASID 1, read. */
static void set_up(void)
{
    struct machine_config config = mmu_world_config();

    mmu_world_init(&w, &config);
    mmu_world_map(&w, KERNEL, 0x80000000, PT_AF);
    mmu_world_map(&w, USER, 0x80001000, PT_AF | PT_NG);
    mmu_world_access(&w, KERNEL, ACCESS_FETCH, 1);
    mmu_world_read(&w, KERNEL);
    mmu_world_read(&w, USER);
    mmu_world_events(&w);
}

/* How many descriptors the next walk of the address reads. */
static unsigned walk_reads(uint64_t address)
{
    recorder_clear(&w.recorder);
    mmu_world_read(&w, address);
    return recorder_last(&w.recorder, EVENT_WALK)->walk.step_count;
}

START_TEST(dropped_entries_are_told_to_sinks_and_mirror)
{
    set_up();
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VAAE1IS, OPERAND(KERNEL)), 3);
    ck_assert_str_eq(mmu_world_events(&w), "l1-drop l1-drop l2-drop");
    ck_assert_uint_eq(w.removed_count, 2);
    ck_assert_uint_eq(w.removed[0].side, TLB_SIDE_I);
    ck_assert_uint_eq(w.removed[1].side, TLB_SIDE_D);
    ck_assert(!mmu_l1_holds(w.mmu, TLB_SIDE_D, va(KERNEL)));
    ck_assert(mmu_l1_holds(w.mmu, TLB_SIDE_D, va(USER)));
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VAAE1IS, OPERAND(KERNEL)), 0);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

START_TEST(asid_operation_spares_globals)
{
    set_up();
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_ASIDE1, ASID(2)), 0);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_ASIDE1, ASID(1)), 2);
    ck_assert(!mmu_l1_holds(w.mmu, TLB_SIDE_D, va(USER)));
    ck_assert(mmu_l1_holds(w.mmu, TLB_SIDE_D, va(KERNEL)));
    mmu_world_finish(&w);
}
END_TEST

START_TEST(address_operation_needs_the_asid_but_takes_globals)
{
    set_up();
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VAE1, ASID(2) | OPERAND(USER)), 0);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VAE1, ASID(1) | OPERAND(USER)), 2);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VAE1, ASID(2) | OPERAND(KERNEL)), 3);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(all_operation_empties_everything)
{
    set_up();
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VMALLE1, 0), 5);
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_I) + mmu_l1_count(w.mmu, TLB_SIDE_D), 0);
    ck_assert_uint_eq(walk_reads(KERNEL), 4);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(last_level_operation_leaves_the_walk_cache)
{
    static const struct {
        enum tlbi_op_id op;
        unsigned reads;
    } cases[] = {
        {TLBI_OP_VALE1, 1}, {TLBI_OP_VAALE1, 1}, {TLBI_OP_VALE1IS, 1}, {TLBI_OP_VAALE1IS, 1},
        {TLBI_OP_VAE1, 4},  {TLBI_OP_VAAE1, 4},  {TLBI_OP_VAE1IS, 4},  {TLBI_OP_VAAE1IS, 4},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        set_up();
        mmu_world_tlbi(&w, cases[i].op, ASID(1) | OPERAND(USER));
        ck_assert_msg(walk_reads(USER) == cases[i].reads, "case %zu", i);
        mmu_world_finish(&w);
    }
}
END_TEST

START_TEST(stale_table_is_walked_until_its_entry_is_dropped)
{
    set_up();
    uint64_t table = pt_entry(&w.pt, w.root[0], 0, USER, 2);

    *fake_memory_at(&w.mem, table) = 0; /* the whole table is unlinked */
    mmu_world_tlbi(&w, TLBI_OP_VALE1, ASID(1) | OPERAND(USER));
    ck_assert_uint_eq(mmu_world_read(&w, USER).outcome, MMU_MAPPED);
    mmu_world_tlbi(&w, TLBI_OP_VAE1, ASID(1) | OPERAND(USER));
    ck_assert_uint_eq(mmu_world_read(&w, USER).fault.level, 2);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(any_page_of_a_block_drops_the_block_and_its_pieces)
{
    set_up();
    mmu_world_map_block(&w, KERNEL + 0x40000000, 0x80000000, 2, WORLD_KERNEL);
    mmu_world_read(&w, KERNEL + 0x40000000);
    mmu_world_read(&w, KERNEL + 0x40100000);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_VAAE1, OPERAND(KERNEL + 0x401ff000)), 3);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(eight_bit_asids_ignore_the_upper_half_of_the_operand)
{
    struct machine_config config = mmu_world_config();

    config.asid_bits = 8;
    mmu_world_init(&w, &config);
    mmu_world_map(&w, USER, 0x80001000, PT_AF | PT_NG);
    mmu_world_read(&w, USER);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_ASIDE1, ASID(0x5a01)), 2);
    mmu_world_finish(&w);
}
END_TEST

#define RANGE_OF_TWO(tg, va, shift) ((uint64_t)(tg) << 46 | ((va) >> (shift) & ((1ULL << 37) - 1)))

START_TEST(range_operation_needs_the_granule_of_the_tables)
{
    const uint64_t page = 0xfffffffffe010000; /* of 64K, the second of a 25-bit range */

    set_up();
    w.regs.tcr_el1 |= 39ULL << 16 | 3ULL << 30; /* T1SZ, TG1 */
    w.regs.tcr_el1 &= ~(16ULL << 16);
    mmu_set_registers(w.mmu, &w.regs);
    *fake_memory_at(&w.mem, w.root[1] + 8) = 0x80000000 | PT_AF | PT_PAGE;
    mmu_world_read(&w, page);
    ck_assert(mmu_l1_holds(w.mmu, TLB_SIDE_D, va(page)));
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_RVAAE1IS, RANGE_OF_TWO(0, page, 16)), 0);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_RVAAE1IS, RANGE_OF_TWO(1, page, 12)), 0);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_RVAAE1IS, RANGE_OF_TWO(2, page, 14)), 0);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_RVAAE1IS, RANGE_OF_TWO(3, page, 16)), 2);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(range_operation_drops_pages_of_its_asid_and_globals)
{
    set_up();
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_RVAE1OS, ASID(2) | RANGE_OF_TWO(1, USER, 12)), 0);
    ck_assert_uint_eq(
        mmu_world_tlbi(&w, TLBI_OP_RVAE1OS, ASID(1) | RANGE_OF_TWO(1, USER - 0x1000, 12)), 2);
    ck_assert_uint_eq(mmu_world_tlbi(&w, TLBI_OP_RVALE1, ASID(2) | RANGE_OF_TWO(1, KERNEL, 12)), 3);
    mmu_world_finish(&w);
}
END_TEST

int main(void)
{
    return suite_run(
        "mmu_invalidate",
        (const TTest *const[]){
            dropped_entries_are_told_to_sinks_and_mirror, asid_operation_spares_globals,
            address_operation_needs_the_asid_but_takes_globals, all_operation_empties_everything,
            last_level_operation_leaves_the_walk_cache,
            stale_table_is_walked_until_its_entry_is_dropped,
            any_page_of_a_block_drops_the_block_and_its_pieces,
            eight_bit_asids_ignore_the_upper_half_of_the_operand,
            range_operation_needs_the_granule_of_the_tables,
            range_operation_drops_pages_of_its_asid_and_globals, NULL});
}
