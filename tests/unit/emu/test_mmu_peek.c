/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers without side effects (mmu_peek.c, mmu_decide.c). */
#include "mmu_world.h"
#include "suite.h"

#define PAGE(n) (0xffff800000000000ULL + (uint64_t)(n)*0x1000)
#define FRAME(n) (0x80000000ULL + (uint64_t)(n)*0x1000)

static struct mmu_world w;

static void set_up(void)
{
    struct machine_config config = mmu_world_config();

    mmu_world_init(&w, &config);
    for (unsigned i = 0; i < 16; i++) {
        mmu_world_map(&w, PAGE(i), FRAME(i), WORLD_KERNEL);
    }
}

static struct mmu_request read_of(uint64_t address)
{
    return (struct mmu_request){.va = va(address), .access = ACCESS_READ, .el = 1};
}

static void assert_same_answer(const struct mmu_reply *a, const struct mmu_reply *b)
{
    ck_assert(a->outcome == b->outcome && a->pa.v == b->pa.v && a->cycles == b->cycles);
    ck_assert(a->missed == b->missed && a->rights == b->rights);
    ck_assert(a->fault.kind == b->fault.kind && a->fault.level == b->fault.level);
}

START_TEST(peek_foretells_translate)
{
    set_up();
    for (unsigned i = 0; i < 300; i++) {
        struct mmu_request req = read_of(PAGE(i * 5 % 17));
        struct mmu_reply told = mmu_peek(w.mmu, &req);
        struct mmu_reply done = mmu_translate(w.mmu, &req);

        assert_same_answer(&told, &done);
    }
    mmu_world_finish(&w);
}
END_TEST

START_TEST(peeking_changes_nothing)
{
    set_up();
    for (unsigned i = 0; i < 8; i++) {
        mmu_world_read(&w, PAGE(i));
    }
    mmu_world_events(&w);
    for (unsigned i = 0; i < 17; i++) {
        struct mmu_request req = read_of(PAGE(i));

        mmu_peek(w.mmu, &req);
        mmu_peek_tables(w.mmu, &req);
    }
    struct mmu_request first = read_of(PAGE(0)); /* in the L2: a hit would renew it */
    mmu_peek(w.mmu, &first);
    ck_assert_str_eq(mmu_world_events(&w), "");
    ck_assert_uint_eq(w.removed_count, 4);
    mmu_world_read(&w, PAGE(8));
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_L2_EVICT)->entry.va.v, PAGE(0));
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_L1_EVICT)->entry.va.v, PAGE(4));
    mmu_world_finish(&w);
}
END_TEST

START_TEST(peek_sees_stale_entries_and_peek_tables_does_not)
{
    set_up();
    mmu_world_read(&w, PAGE(0));
    mmu_world_unmap(&w, PAGE(0));
    struct mmu_request req = read_of(PAGE(0));

    struct mmu_reply tlb = mmu_peek(w.mmu, &req);
    struct mmu_reply tables = mmu_peek_tables(w.mmu, &req);
    ck_assert(tlb.outcome == MMU_MAPPED && tlb.mirrored && !tlb.missed);
    ck_assert(tables.outcome == MMU_FAULT && tables.fault.level == 3 && !tables.missed);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(address_translation_walks_in_full_and_keeps_nothing)
{
    set_up();
    mmu_world_read(&w, PAGE(0));
    mmu_world_events(&w);
    struct mmu_request req = read_of(PAGE(0) + 0x10);
    struct mmu_reply r = mmu_address_translate(w.mmu, &req);

    ck_assert(r.outcome == MMU_MAPPED && r.pa.v == FRAME(0) + 0x10 && !r.mirrored && !r.missed);
    ck_assert_uint_eq(r.cycles, w.config.cost.walk_fixed + 4 * w.config.cost.walk_read);
    ck_assert_str_eq(mmu_world_events(&w), "walk");

    req = read_of(PAGE(16));
    ck_assert_uint_eq(mmu_address_translate(w.mmu, &req).outcome, MMU_FAULT);
    ck_assert_str_eq(mmu_world_events(&w), "walk");
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(disabled_mmu_is_peeked_flat)
{
    set_up();
    w.regs.sctlr_el1 = 0;
    mmu_set_registers(w.mmu, &w.regs);
    struct mmu_request req = read_of(0x40001000);

    ck_assert_uint_eq(mmu_peek(w.mmu, &req).pa.v, 0x40001000);
    ck_assert_uint_eq(mmu_peek_tables(w.mmu, &req).pa.v, 0x40001000);
    ck_assert_uint_eq(mmu_address_translate(w.mmu, &req).pa.v, 0x40001000);
    ck_assert_str_eq(mmu_world_events(&w), "");
    mmu_world_finish(&w);
}
END_TEST

int main(void)
{
    return suite_run("mmu_peek",
                     (const TTest *const[]){peek_foretells_translate, peeking_changes_nothing,
                                            peek_sees_stale_entries_and_peek_tables_does_not,
                                            address_translation_walks_in_full_and_keeps_nothing,
                                            disabled_mmu_is_peeked_flat, NULL});
}
