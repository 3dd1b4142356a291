/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "walk.h"

#include "pt_builder.h"
#include "suite.h"

#define RAM 0x40000000ULL
#define TCR_48 (16ULL | 16ULL << 16 | 2ULL << 30 | 4ULL << 32) /* 4K, PA 44 bits */
#define HIGH 0xffff800012345000ULL

static struct fake_memory mem;
static struct pt_builder pt;
static uint64_t root;
static struct mmu_registers regs;

/* A fresh world; whatever a loop left of the one before goes. */
static void set_up(void)
{
    fake_memory_finish(&mem);
    fake_memory_init(&mem, RAM, 0x100000);
    pt_builder_init(&pt, &mem, 12);
    root = pt_new_table(&pt);
    regs = (struct mmu_registers){
        .sctlr_el1 = 1, .tcr_el1 = TCR_48, .ttbr0_el1 = root, .ttbr1_el1 = root};
}

static struct walk_result walk_va(uint64_t address)
{
    struct regime regime = regime_decode(&regs, 44, 16);
    struct physmem physmem = fake_memory_physmem(&mem);

    return walk(&regime, &physmem, va(address));
}

static void assert_fault(const struct walk_result *r, enum fault_kind kind, unsigned level,
                         unsigned steps)
{
    ck_assert_uint_eq(r->kind, WALK_FAULT);
    ck_assert_uint_eq(r->fault.kind, kind);
    ck_assert_uint_eq(r->fault.level, level);
    ck_assert_uint_eq(r->step_count, steps);
}

START_TEST(page_is_found_in_four_steps)
{
    set_up();
    pt_set(&pt, root, 0, HIGH, 3, 0x87654321000 | PT_PAGE | PT_AF | PT_NG | PT_UXN | PT_ATTR(2));
    struct walk_result r = walk_va(HIGH | 0xabc);

    ck_assert_uint_eq(r.kind, WALK_DONE);
    ck_assert_uint_eq(r.first_level, 0);
    ck_assert_uint_eq(r.step_count, 4);
    ck_assert_uint_eq(r.table_count, 3);
    ck_assert_uint_eq(r.leaf.pa.v, 0x87654321000);
    ck_assert_uint_eq(r.leaf.size_shift, 12);
    ck_assert_uint_eq(r.leaf.level, 3);
    ck_assert_uint_eq(r.leaf.attr_index, 2);
    ck_assert(!r.leaf.global && r.leaf.perm.uxn && !r.leaf.perm.pxn);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(steps_are_the_descriptors_read)
{
    set_up();
    pt_set(&pt, root, 0, HIGH, 3, RAM | PT_PAGE | PT_AF);
    struct walk_result r = walk_va(HIGH);

    for (unsigned level = 0; level < 4; level++) {
        uint64_t entry = pt_entry(&pt, root, 0, HIGH, level);

        ck_assert_uint_eq(r.step[level].pa.v, entry);
        ck_assert_uint_eq(r.step[level].descriptor, *fake_memory_at(&mem, entry));
    }
    ck_assert_uint_eq(r.step[1].next.level, 2);
    ck_assert_uint_eq(r.step[1].next.table.v, r.step[2].pa.v & ~0xfffULL);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(blocks_end_the_walk_early)
{
    set_up();
    pt_set(&pt, root, 0, 0x40000000, 1, 0x80000000 | PT_BLOCK | PT_AF);
    pt_set(&pt, root, 0, 0x80200000, 2, 0x90400000 | PT_BLOCK | PT_AF);
    struct walk_result giant = walk_va(0x7fffffff);
    struct walk_result large = walk_va(0x80200000);

    ck_assert(giant.kind == WALK_DONE && giant.step_count == 2 && giant.leaf.level == 1);
    ck_assert(giant.leaf.size_shift == 30 && giant.leaf.pa.v == 0x80000000);
    ck_assert(large.kind == WALK_DONE && large.step_count == 3 && large.leaf.level == 2);
    ck_assert(large.leaf.size_shift == 21 && large.leaf.pa.v == 0x90400000);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(invalid_descriptor_faults_at_its_level)
{
    for (unsigned level = 0; level < 4; level++) {
        set_up();
        pt_set(&pt, root, 0, HIGH, 3, RAM | PT_PAGE | PT_AF);
        pt_set(&pt, root, 0, HIGH, level, ~PT_VALID);
        struct walk_result r = walk_va(HIGH);

        assert_fault(&r, FAULT_TRANSLATION, level, level + 1);
        ck_assert_uint_eq(r.table_count, level);
    }
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(clear_access_flag_faults_at_the_leaf)
{
    set_up();
    pt_set(&pt, root, 0, 0x1000, 3, RAM | PT_PAGE);
    pt_set(&pt, root, 0, 0x200000, 2, RAM | PT_BLOCK);
    struct walk_result page = walk_va(0x1000);
    struct walk_result block = walk_va(0x200000);

    assert_fault(&page, FAULT_ACCESS_FLAG, 3, 4);
    assert_fault(&block, FAULT_ACCESS_FLAG, 2, 3);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(addresses_above_the_output_size_fault)
{
    set_up();
    pt_set(&pt, root, 0, 0x1000, 3, 1ULL << 44 | PT_PAGE); /* before the access flag */
    pt_set(&pt, root, 0, 0x8000000000, 0, 1ULL << 47 | PT_TABLE);
    struct walk_result page = walk_va(0x1000);
    struct walk_result table = walk_va(0x8000000000);

    assert_fault(&page, FAULT_ADDRESS_SIZE, 3, 4);
    assert_fault(&table, FAULT_ADDRESS_SIZE, 0, 1);
    ck_assert_uint_eq(table.table_count, 0);

    regs.ttbr0_el1 = 1ULL << 44;
    struct walk_result base = walk_va(0x1000);
    assert_fault(&base, FAULT_ADDRESS_SIZE, 0, 0);

    regs.ttbr0_el1 = root;
    regs.tcr_el1 &= ~(7ULL << 32); /* IPS 32 bits */
    pt_set(&pt, root, 0, 0x2000, 3, 1ULL << 32 | PT_PAGE | PT_AF);
    struct walk_result ips = walk_va(0x2000);
    assert_fault(&ips, FAULT_ADDRESS_SIZE, 3, 4);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(memory_that_does_not_answer_is_an_external_abort)
{
    for (unsigned level = 0; level < 4; level++) {
        set_up();
        pt_set(&pt, root, 0, HIGH, 3, RAM | PT_PAGE | PT_AF);
        mem.broken = pt_entry(&pt, root, 0, HIGH, level);
        struct walk_result r = walk_va(HIGH);

        assert_fault(&r, FAULT_EXTERNAL_WALK, level, level + 1);
        ck_assert_uint_eq(r.step[level].pa.v, mem.broken);
        ck_assert_uint_eq(r.step[level].descriptor, 0);
        ck_assert_uint_eq(r.table_count, level);
    }
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(disabled_and_illegal_ranges_read_nothing)
{
    static const uint64_t extra[] = {1ULL << 7 /* EPD0 */, 41 /* T0SZ = 16 | 41 = 57 */};

    for (size_t i = 0; i < SUITE_COUNT(extra); i++) {
        set_up();
        pt_set(&pt, root, 0, 0x1000, 3, RAM | PT_PAGE | PT_AF);
        regs.tcr_el1 |= extra[i];
        struct walk_result r = walk_va(0x1000);

        assert_fault(&r, FAULT_TRANSLATION, 0, 0);
        ck_assert_uint_eq(mem.reads, 0);
    }
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(limits_of_all_tables_reach_the_leaf)
{
    set_up();
    pt_set(&pt, root, 0, 0x1000, 3, RAM | PT_PAGE | PT_AF | PT_EL0);
    *fake_memory_at(&mem, pt_entry(&pt, root, 0, 0x1000, 0)) |= PT_TABLE_NO_EL0;
    *fake_memory_at(&mem, pt_entry(&pt, root, 0, 0x1000, 1)) |= PT_TABLE_READ_ONLY;
    *fake_memory_at(&mem, pt_entry(&pt, root, 0, 0x1000, 2)) |= PT_TABLE_PXN | PT_TABLE_UXN;
    struct perm limited = walk_va(0x1000).leaf.perm;

    ck_assert(limited.ap == 2 && limited.pxn && limited.uxn);

    regs.tcr_el1 |= 1ULL << 41; /* HPD0 */
    struct perm flat = walk_va(0x1000).leaf.perm;
    ck_assert(flat.ap == 1 && !flat.pxn && !flat.uxn);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(walk_from_a_step_ends_like_the_whole_walk)
{
    set_up();
    pt.table_bits = PT_TABLE_NO_EL0;
    pt_set(&pt, root, 0, HIGH, 3, 0x87654321000 | PT_PAGE | PT_AF | PT_EL0);
    struct walk_result whole = walk_va(HIGH);
    struct regime regime = regime_decode(&regs, 44, 16);
    struct physmem physmem = fake_memory_physmem(&mem);

    for (unsigned i = 0; i < whole.table_count; i++) {
        struct walk_result rest;

        walk_from(&regime, &physmem, va(HIGH), &whole.step[i].next, &rest);
        ck_assert_uint_eq(rest.kind, WALK_DONE);
        ck_assert_uint_eq(rest.first_level, i + 1);
        ck_assert_uint_eq(rest.step_count, 3 - i);
        ck_assert_uint_eq(rest.leaf.pa.v, whole.leaf.pa.v);
        ck_assert_uint_eq(rest.leaf.perm.ap, 0);
    }
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(other_granules_and_sizes_walk_alike)
{
    static const struct {
        unsigned shift, tg0, t0sz, start_level;
        uint64_t address;
    } cases[] = {
        {14, 2, 16, 0, 0x0000923456788000}, {14, 2, 28, 2, 0x0000000ab4568000},
        {16, 1, 16, 1, 0x0000923456780000}, {16, 1, 35, 3, 0x0000000012340000},
        {12, 0, 25, 1, 0x0000006123456000}, {12, 0, 39, 2, 0x0000000001fff000},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        set_up();
        pt_builder_init(&pt, &mem, cases[i].shift);
        root = pt_new_table(&pt);
        regs.ttbr0_el1 = root;
        regs.tcr_el1 = cases[i].t0sz | (uint64_t)cases[i].tg0 << 14 | 4ULL << 32;
        pt_set(&pt, root, cases[i].start_level, cases[i].address, 3, 0x50000 | PT_PAGE | PT_AF);
        struct walk_result r = walk_va(cases[i].address);

        ck_assert_msg(r.kind == WALK_DONE, "case %zu", i);
        ck_assert_uint_eq(r.step_count, 4 - cases[i].start_level);
        ck_assert_uint_eq(r.leaf.pa.v, 0x50000);
        ck_assert_uint_eq(r.leaf.size_shift, cases[i].shift);
    }
    fake_memory_finish(&mem);
}
END_TEST

/* Arm ARM, "Translation using the ... granule": the initial lookup level by TxSZ. */
static unsigned start_level_of(unsigned granule_shift, unsigned txsz)
{
    static const struct {
        unsigned shift, last[3]; /* the highest TxSZ that starts at level 0, 1, 2 */
    } rows[] = {{12, {24, 33, 39}}, {14, {16, 27, 38}}, {16, {0, 21, 34}}};
    unsigned row = granule_shift / 2 - 6, level = 0;

    while (level < 3 && txsz > rows[row].last[level]) {
        level++;
    }
    return level;
}

START_TEST(every_legal_size_of_every_granule_walks)
{
    static const unsigned tg0[] = {0, 2, 1}, tg1[] = {2, 1, 3};

    for (unsigned i = 0; i < 3; i++) {
        for (unsigned txsz = 16; txsz <= 39; txsz++) {
            unsigned shift = 12 + 2 * i, level = start_level_of(shift, txsz);
            uint64_t size = 1ULL << (64 - txsz), last = size - (1ULL << shift);

            set_up();
            pt_builder_init(&pt, &mem, shift);
            root = pt_new_table(&pt);
            regs.ttbr0_el1 = regs.ttbr1_el1 = root;
            regs.tcr_el1 = txsz | (uint64_t)txsz << 16 | (uint64_t)tg0[i] << 14 |
                           (uint64_t)tg1[i] << 30 | 4ULL << 32;
            pt_set(&pt, root, level, last, 3, 0x50000 | PT_PAGE | PT_AF);
            struct walk_result low = walk_va(last);
            struct walk_result high = walk_va(~0ULL);

            ck_assert_msg(low.kind == WALK_DONE && high.kind == WALK_DONE, "%u KiB, TxSZ %u",
                          1U << (shift - 10), txsz);
            ck_assert_uint_eq(low.first_level, level);
            ck_assert_uint_eq(low.leaf.pa.v, 0x50000);
            ck_assert_uint_eq(high.first_level, level);
            ck_assert_uint_eq(high.leaf.pa.v, 0x50000);
        }
    }
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(contiguous_descriptor_stands_for_its_run)
{
    static const struct {
        unsigned shift, tg0, level;
        uint64_t run;
    } cases[] = {
        {12, 0, 1, 16ULL << 30}, {12, 0, 2, 32ULL << 20}, {12, 0, 3, 64ULL << 10},
        {14, 2, 2, 1ULL << 30},  {14, 2, 3, 2ULL << 20},  {16, 1, 2, 16ULL << 30},
        {16, 1, 3, 2ULL << 20},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        uint64_t entry = 1ULL << (cases[i].shift + (cases[i].shift - 3) * (3 - cases[i].level));
        uint64_t kind = cases[i].level == 3 ? PT_PAGE : PT_BLOCK;
        uint64_t base = 3 * (16ULL << 30), address = base + cases[i].run - entry;

        set_up();
        pt_builder_init(&pt, &mem, cases[i].shift);
        root = pt_new_table(&pt);
        regs.ttbr0_el1 = root;
        regs.tcr_el1 = 16ULL | (uint64_t)cases[i].tg0 << 14 | 4ULL << 32;
        pt_set(&pt, root, cases[i].shift == 16, address, cases[i].level,
               (7 * (16ULL << 30) + cases[i].run - entry) | kind | PT_AF | PT_CONTIGUOUS);
        struct walk_result r = walk_va(address);

        ck_assert_msg(r.kind == WALK_DONE, "case %zu", i);
        ck_assert_uint_eq(1ULL << r.leaf.size_shift, cases[i].run);
        ck_assert_uint_eq(r.leaf.pa.v, 7 * (16ULL << 30));
        ck_assert_uint_eq(r.leaf.level, cases[i].level);
    }
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(output_address_inside_a_run_comes_from_the_va)
{
    set_up();
    pt_set(&pt, root, 0, 0x13000, 3, 0x81235000 | PT_PAGE | PT_AF | PT_CONTIGUOUS);
    ck_assert_uint_eq(walk_va(0x13000).leaf.pa.v, 0x81230000);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(run_larger_than_the_range_is_none)
{
    set_up();
    pt_builder_init(&pt, &mem, 14);
    root = pt_new_table(&pt);
    regs.ttbr0_el1 = root;
    regs.tcr_el1 = 35ULL | 2ULL << 14 | 4ULL << 32; /* 29 bits; a run of blocks has 30 */
    pt_set(&pt, root, 2, 0x2000000, 2, 0x86000000 | PT_BLOCK | PT_AF | PT_CONTIGUOUS);
    struct walk_result r = walk_va(0x2000000);

    ck_assert_uint_eq(r.leaf.size_shift, 25);
    ck_assert_uint_eq(r.leaf.pa.v, 0x86000000);
    fake_memory_finish(&mem);
}
END_TEST

START_TEST(table_that_points_to_itself_ends_at_level_three)
{
    set_up();
    for (unsigned i = 0; i < 512; i++) {
        *fake_memory_at(&mem, root + i * 8) = root | PT_TABLE | PT_AF;
    }
    struct walk_result r = walk_va(0x123456789000);

    ck_assert_uint_eq(r.kind, WALK_DONE);
    ck_assert_uint_eq(r.step_count, 4);
    ck_assert_uint_eq(r.leaf.pa.v, root);
    fake_memory_finish(&mem);
}
END_TEST

int main(void)
{
    return suite_run(
        "walk",
        (const TTest *const[]){
            page_is_found_in_four_steps, steps_are_the_descriptors_read, blocks_end_the_walk_early,
            invalid_descriptor_faults_at_its_level, clear_access_flag_faults_at_the_leaf,
            addresses_above_the_output_size_fault, memory_that_does_not_answer_is_an_external_abort,
            disabled_and_illegal_ranges_read_nothing, limits_of_all_tables_reach_the_leaf,
            walk_from_a_step_ends_like_the_whole_walk, other_granules_and_sizes_walk_alike,
            table_that_points_to_itself_ends_at_level_three,
            every_legal_size_of_every_granule_walks, contiguous_descriptor_stands_for_its_run,
            output_address_inside_a_run_comes_from_the_va, run_larger_than_the_range_is_none,
            NULL});
}
