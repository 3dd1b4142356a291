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

int main(void)
{
    return suite_run("mmu_decide",
                     (const TTest *const[]){unprivileged_access_has_the_rights_of_el0,
                                            unprivileged_fault_is_one_of_the_same_level,
                                            entry_filled_by_el1_still_denies_the_unprivileged,
                                            pan_denies_el1_what_el0_may_access, NULL});
}
