/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an access comes to, by who makes it and by what the tables say of the page. */
#include "mmu_decide.h"

#include "mmu_world.h"
#include "suite.h"

#define USER 0x1000ULL /* of EL0 and EL1, read and write */
#define USER_READ_ONLY 0x2000ULL
#define KERNEL 0x3000ULL /* of EL1 alone */
#define FRAME 0x80000000ULL

static struct mmu_world w;

static void set_up(void)
{
    struct machine_config config = mmu_world_config();

    mmu_world_init(&w, &config);
    mmu_world_map(&w, USER, FRAME, PT_AF | PT_EL0);
    mmu_world_map(&w, USER_READ_ONLY, FRAME + 0x1000, PT_AF | PT_EL0 | PT_READ_ONLY);
    mmu_world_map(&w, KERNEL, FRAME + 0x2000, PT_AF);
}

static struct mmu_reply ask(struct mmu_request req, uint64_t address)
{
    req.va = va(address);
    return mmu_translate(w.mmu, &req);
}

START_TEST(unprivileged_access_has_the_rights_of_el0)
{
    static const struct mmu_request load = {.access = ACCESS_READ, .el = 1, .unprivileged = true};
    static const struct mmu_request store = {.access = ACCESS_WRITE, .el = 1, .unprivileged = true};

    set_up();
    ck_assert_uint_eq(ask(load, USER).outcome, MMU_MAPPED);
    ck_assert_uint_eq(ask(store, USER).outcome, MMU_MAPPED);
    ck_assert_uint_eq(ask(load, USER_READ_ONLY).outcome, MMU_MAPPED);
    ck_assert_uint_eq(ask(store, USER_READ_ONLY).fault.kind, FAULT_PERMISSION);
    ck_assert_uint_eq(ask(store, KERNEL).fault.kind, FAULT_PERMISSION);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(unprivileged_fault_is_one_of_the_same_level)
{
    set_up();
    ask((struct mmu_request){.access = ACCESS_READ, .el = 1, .unprivileged = true}, KERNEL);
    ck_assert_uint_eq(recorder_last(&w.recorder, EVENT_FAULT)->fault.esr, 0x9600000f);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(entry_filled_by_el1_still_denies_the_unprivileged)
{
    static const struct mmu_request load = {.access = ACCESS_READ, .el = 1, .unprivileged = true};

    set_up();
    ck_assert_uint_eq(mmu_world_read(&w, KERNEL).outcome, MMU_MAPPED);
    struct mmu_reply r = ask(load, KERNEL);

    ck_assert(r.outcome == MMU_FAULT && !r.missed);
    ck_assert(mmu_l1_holds(w.mmu, TLB_SIDE_D, va(KERNEL)));
    mmu_world_finish(&w);
}
END_TEST

START_TEST(pan_denies_el1_what_el0_may_access)
{
    static const struct {
        uint64_t address;
        struct mmu_request req;
        bool denied;
    } cases[] = {
        {USER, {.access = ACCESS_READ, .el = 1}, true},
        {USER, {.access = ACCESS_WRITE, .el = 1}, true},
        {USER_READ_ONLY, {.access = ACCESS_READ, .el = 1}, true},
        {USER_READ_ONLY, {.access = ACCESS_FETCH, .el = 1}, false},
        {KERNEL, {.access = ACCESS_WRITE, .el = 1}, false},
        {USER, {.access = ACCESS_WRITE, .el = 1, .unprivileged = true}, false},
        {USER, {.access = ACCESS_WRITE, .el = 0}, false},
    };

    set_up();
    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct mmu_request req = cases[i].req;

        ck_assert_msg(ask(req, cases[i].address).outcome == MMU_MAPPED, "case %zu without", i);
        req.pan = true;
        struct mmu_reply r = ask(req, cases[i].address);
        ck_assert_msg((r.outcome == MMU_FAULT) == cases[i].denied, "case %zu", i);
        ck_assert(r.outcome == MMU_MAPPED || r.fault.kind == FAULT_PERMISSION);
    }
    mmu_world_finish(&w);
}
END_TEST

/* Sixteen pages of a run, from VA `base`. */
static void map_run(uint64_t base)
{
    for (uint64_t i = 0; i < 16; i++) {
        mmu_world_map(&w, base + i * 0x1000, FRAME + i * 0x1000, PT_AF | PT_CONTIGUOUS);
    }
}

START_TEST(contiguous_run_is_one_entry)
{
    set_up();
    map_run(0x20000);
    ck_assert_uint_eq(mmu_world_read(&w, 0x23004).pa.v, FRAME + 0x3004);
    mmu_world_events(&w);
    struct mmu_reply r = mmu_world_read(&w, 0x2f008);

    ck_assert_str_eq(mmu_world_events(&w), "");
    ck_assert_uint_eq(r.pa.v, FRAME + 0xf008);
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(run_in_pieces_goes_as_a_whole)
{
    struct machine_config config = mmu_world_config();

    config.l1d.sizes = SIZE_4K;
    mmu_world_init(&w, &config);
    map_run(0x20000);
    mmu_world_read(&w, 0x23000);
    mmu_world_events(&w);
    mmu_world_read(&w, 0x2f000);
    ck_assert_str_eq(mmu_world_events(&w), "l1-miss l2-hit l1-fill");
    mmu_world_tlbi(&w, TLBI_OP_VAALE1, 0x28); /* neither of the two pages held */
    ck_assert_uint_eq(mmu_l1_count(w.mmu, TLB_SIDE_D), 0);
    mmu_world_read(&w, 0x23000);
    ck_assert_uint_eq(recorder_count(&w.recorder, EVENT_WALK), 1);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(descriptor_that_was_read_speaks_for_its_run)
{
    set_up();
    map_run(0x20000);
    mmu_world_map(&w, 0x21000, FRAME + 0x1000, PT_AF | PT_CONTIGUOUS | PT_READ_ONLY);
    ck_assert_uint_eq(mmu_world_access(&w, 0x20000, ACCESS_WRITE, 1).outcome, MMU_MAPPED);
    ck_assert_uint_eq(mmu_world_access(&w, 0x21000, ACCESS_WRITE, 1).outcome, MMU_MAPPED);
    mmu_world_tlbi(&w, TLBI_OP_VMALLE1, 0);
    ck_assert_uint_eq(mmu_world_access(&w, 0x21000, ACCESS_WRITE, 1).outcome, MMU_FAULT);
    ck_assert_uint_eq(mmu_world_access(&w, 0x20000, ACCESS_WRITE, 1).outcome, MMU_FAULT);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(memory_type_is_mairs_at_the_time_of_the_fill)
{
    set_up();
    w.regs.mair_el1 = 0x00440400000000ffULL; /* 6: non-cacheable, 5: device nGnRE, 0: write-back */
    mmu_set_registers(w.mmu, &w.regs);
    mmu_world_map(&w, 0x5000, FRAME, PT_AF | PT_ATTR(5) | PT_SH(3));
    mmu_world_map(&w, 0x6000, FRAME, PT_AF | PT_ATTR(6) | PT_SH(0));
    mmu_world_map(&w, 0x7000, FRAME, PT_AF | PT_ATTR(0) | PT_SH(3));
    struct mmu_reply device = mmu_world_read(&w, 0x5000);
    struct mmu_reply uncached = mmu_world_read(&w, 0x6000);
    struct mmu_reply normal = mmu_world_read(&w, 0x7000);

    ck_assert(device.memory_type == 0x04 && device.sharing == 2);
    ck_assert(uncached.memory_type == 0x44 && uncached.sharing == 2);
    ck_assert(normal.memory_type == 0xff && normal.sharing == 3);
    w.regs.mair_el1 = 0;
    mmu_set_registers(w.mmu, &w.regs);
    ck_assert_uint_eq(mmu_world_read(&w, 0x7000).memory_type, 0xff);
    mmu_world_tlbi(&w, TLBI_OP_VMALLE1, 0);
    ck_assert_uint_eq(mmu_world_read(&w, 0x7000).memory_type, 0);
    mmu_world_finish(&w);
}
END_TEST

START_TEST(memory_is_device_while_the_mmu_is_off)
{
    set_up();
    w.regs.sctlr_el1 = 0;
    w.regs.mair_el1 = ~0ULL;
    mmu_set_registers(w.mmu, &w.regs);
    struct mmu_reply r = mmu_world_read(&w, 0x5000);

    ck_assert(r.outcome == MMU_MAPPED && r.memory_type == 0 && r.sharing == 2);
    mmu_world_finish(&w);
}
END_TEST

int main(void)
{
    return suite_run("mmu_decide",
                     (const TTest *const[]){
                         unprivileged_access_has_the_rights_of_el0,
                         unprivileged_fault_is_one_of_the_same_level,
                         entry_filled_by_el1_still_denies_the_unprivileged,
                         pan_denies_el1_what_el0_may_access, contiguous_run_is_one_entry,
                         run_in_pieces_goes_as_a_whole, descriptor_that_was_read_speaks_for_its_run,
                         memory_type_is_mairs_at_the_time_of_the_fill,
                         memory_is_device_while_the_mmu_is_off, NULL});
}
