/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Access flag and dirty state in hardware: what is written to the tables, when, and by whom. */
#include "mmu_update.h"

#include "mmu_world.h"
#include "suite.h"

#define PAGE 0x1000ULL
#define FRAME 0x80000000ULL
#define HA (1ULL << 39)
#define HD (1ULL << 40)
#define CLEAN (PT_AF | PT_DBM | PT_READ_ONLY)

static struct mmu_world w;

/* One page of those attributes, with these bits in TCR_EL1. */
static void set_up(uint64_t tcr, uint64_t bits)
{
    struct machine_config config = mmu_world_config();

    mmu_world_init(&w, &config);
    w.regs.tcr_el1 |= tcr;
    mmu_set_registers(w.mmu, &w.regs);
    mmu_world_map(&w, PAGE, FRAME, bits);
}

static uint64_t descriptor(uint64_t address)
{
    return *fake_memory_at(&w.mem, pt_entry(&w.pt, w.root[0], 0, address, 3));
}

static struct mmu_reply write_page(void)
{
    return mmu_world_access(&w, PAGE, ACCESS_WRITE, 1);
}

START_TEST(access_flag_is_set_by_the_first_access)
{
    static const enum access accesses[] = {ACCESS_FETCH, ACCESS_READ, ACCESS_WRITE};

    for (size_t i = 0; i < SUITE_COUNT(accesses); i++) {
        set_up(HA, 0);
        struct mmu_reply r = mmu_world_access(&w, PAGE, accesses[i], 1);

        ck_assert_uint_eq(r.outcome, MMU_MAPPED);
        ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | PT_AF);
        mmu_world_finish(&w);
    }
}
END_TEST

START_TEST(access_flag_is_softwares_without_ha)
{
    set_up(HD, 0);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE).fault.kind, FAULT_ACCESS_FLAG);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(update_is_told_and_paid_once)
{
    set_up(HA, 0);
    struct mmu_reply r = mmu_world_read(&w, PAGE);
    const struct event *ev = recorder_last(&w.recorder, EVENT_WALK);

    ck_assert(ev->walk.sets_af && !ev->walk.sets_dirty && !ev->walk.faulted);
    ck_assert_uint_eq(ev->walk.step[3].descriptor, FRAME | PT_PAGE); /* as it was read */
    ck_assert_uint_eq(r.cycles, w.config.cost.walk_fixed + 5 * w.config.cost.walk_read);
    mmu_world_tlbi(&w, TLBI_OP_VMALLE1, 0);
    mmu_world_read(&w, PAGE);
    ck_assert_uint_eq(w.updates, 1);
    ck_assert(!recorder_last(&w.recorder, EVENT_WALK)->walk.sets_af);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(denied_access_sets_the_flag_and_no_dirty_state)
{
    set_up(HA | HD, PT_READ_ONLY); /* no DBM: read-only for good */
    ck_assert_uint_eq(write_page().fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | PT_AF | PT_READ_ONLY);
    mmu_world_finish(&w);

    set_up(HA | HD, CLEAN); /* EL0 may not, whatever DBM says */
    ck_assert_uint_eq(mmu_world_access(&w, PAGE, ACCESS_WRITE, 0).fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | CLEAN);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(write_marks_a_clean_page_dirty)
{
    set_up(HA | HD, PT_DBM | PT_READ_ONLY);
    struct mmu_reply r = write_page();
    const struct event *ev = recorder_last(&w.recorder, EVENT_WALK);

    ck_assert(r.outcome == MMU_MAPPED && r.rights == (PERM_READ | PERM_WRITE));
    ck_assert(ev->walk.sets_af && ev->walk.sets_dirty);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | PT_AF | PT_DBM);
    ck_assert_uint_eq(w.updates, 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(clean_page_is_read_only_without_hd)
{
    set_up(HA, CLEAN);
    ck_assert_uint_eq(write_page().fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | CLEAN);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(read_leaves_a_page_clean_and_the_mirror_without_write)
{
    set_up(HA | HD, CLEAN);
    struct mmu_reply r = mmu_world_read(&w, PAGE);

    ck_assert(r.rights == PERM_READ);
    r = mmu_world_read(&w, PAGE);
    ck_assert(r.rights == PERM_READ && !r.missed);
    ck_assert_uint_eq(w.updates, 0);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(write_by_a_clean_entry_goes_back_to_the_tables)
{
    set_up(HA | HD, CLEAN);
    mmu_world_read(&w, PAGE);
    mmu_world_events(&w);
    struct mmu_reply r = write_page();

    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l1-drop l2-miss l2-drop walk l2-fill l1-fill");
    ck_assert(r.outcome == MMU_MAPPED && r.rights == (PERM_READ | PERM_WRITE) && r.missed);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | PT_AF | PT_DBM);
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 1);
    ck_assert_uint_eq(w.removed_count, 1);
    r = write_page();
    ck_assert_str_eq(mmu_world_events(&w), "");
    ck_assert(r.rights == (PERM_READ | PERM_WRITE) && !r.missed);
    ck_assert_uint_eq(w.updates, 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(write_by_a_clean_entry_finds_the_tables_as_they_are)
{
    set_up(HA | HD, CLEAN);
    mmu_world_read(&w, PAGE);
    mmu_world_unmap(&w, PAGE);
    ck_assert_uint_eq(mmu_world_read(&w, PAGE).outcome, MMU_MAPPED);
    ck_assert_uint_eq(write_page().fault.kind, FAULT_TRANSLATION);
    ck_assert_uint_eq(descriptor(PAGE), 0);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(mark_of_another_core_is_found_by_a_walk)
{
    set_up(HA | HD, CLEAN);
    mmu_world_read(&w, PAGE);
    mmu_world_map(&w, PAGE, FRAME, PT_AF | PT_DBM);
    ck_assert(write_page().missed);
    ck_assert_uint_eq(w.updates, 0);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(tables_that_deny_writes_deny_the_mark)
{
    struct machine_config config = mmu_world_config();

    mmu_world_init(&w, &config);
    w.pt.table_bits = PT_TABLE_READ_ONLY;
    w.regs.tcr_el1 |= HA | HD;
    mmu_set_registers(w.mmu, &w.regs);
    mmu_world_map(&w, PAGE, FRAME, CLEAN);
    ck_assert_uint_eq(write_page().fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | CLEAN);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(managed_page_counts_as_writable_for_execution)
{
    set_up(HA | HD, CLEAN | PT_EL0);
    ck_assert_uint_eq(mmu_world_access(&w, PAGE, ACCESS_FETCH, 1).fault.kind, FAULT_PERMISSION);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(looking_changes_no_descriptor)
{
    struct mmu_request req = {.va = va(PAGE), .access = ACCESS_WRITE, .el = 1};

    set_up(HA | HD, PT_DBM | PT_READ_ONLY);
    ck_assert_uint_eq(mmu_peek(w.mmu, &req).outcome, MMU_MAPPED);
    ck_assert_uint_eq(mmu_peek_tables(w.mmu, &req).outcome, MMU_MAPPED);
    ck_assert_uint_eq(mmu_address_translate(w.mmu, &req).outcome, MMU_MAPPED);
    ck_assert(!recorder_last(&w.recorder, EVENT_WALK)->walk.sets_dirty);
    ck_assert_uint_eq(descriptor(PAGE), FRAME | PT_PAGE | PT_DBM | PT_READ_ONLY);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(update_that_aborts_is_an_external_abort_of_the_walk)
{
    set_up(HA, 0);
    w.read_only = true;
    struct mmu_reply r = mmu_world_read(&w, PAGE);

    ck_assert(r.outcome == MMU_FAULT && r.fault.kind == FAULT_EXTERNAL_WALK && r.fault.level == 3);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-miss walk fault");
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 0);
    mmu_world_finish(&w);
}
END_TEST

int main(void)
{
    return suite_run(
        "mmu_update",
        (const TTest *const[]){
            access_flag_is_set_by_the_first_access, access_flag_is_softwares_without_ha,
            update_is_told_and_paid_once, denied_access_sets_the_flag_and_no_dirty_state,
            write_marks_a_clean_page_dirty, clean_page_is_read_only_without_hd,
            read_leaves_a_page_clean_and_the_mirror_without_write,
            write_by_a_clean_entry_goes_back_to_the_tables,
            write_by_a_clean_entry_finds_the_tables_as_they_are,
            mark_of_another_core_is_found_by_a_walk, tables_that_deny_writes_deny_the_mark,
            managed_page_counts_as_writable_for_execution, looking_changes_no_descriptor,
            update_that_aborts_is_an_external_abort_of_the_walk, NULL});
}
