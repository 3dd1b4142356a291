/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * update_property [--seed N] [--steps N]: access flag and dirty state in
 * hardware, with all faults in their order, against the model of
 * tests/model/update_model.h. Each world has other tables, granules, sizes and
 * registers. Then the model is made wrong, one rule at a time, which must show.
 * TAP; a failure is told with the seed and the step that give it.
 */
#include "update_world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_A_WORLD 400u

static struct update_world world;

/* The access that the two disagree on. */
static void describe(void)
{
    const struct mmu_request *asked = &world.asked;

    printf("# %s of 0x%" PRIx64 " at EL%u%s%s, TCR 0x%" PRIx64 ", SCTLR 0x%" PRIx64 "\n",
           (const char *const[]){"fetch", "read", "write"}[asked->access], asked->va.v, asked->el,
           asked->unprivileged ? " (unprivileged)" : "", asked->pan ? " with PAN" : "",
           world.regs.tcr_el1, world.regs.sctlr_el1);
    printf("# MMU: %s %s, level %u, PA 0x%" PRIx64 "; model: %u, level %u, PA 0x%" PRIx64 "\n",
           world.real.outcome == MMU_MAPPED ? "mapped" : "fault",
           world.real.outcome == MMU_MAPPED ? "" : fault_kind_name(world.real.fault.kind),
           world.real.fault.level, world.real.pa.v, world.expected.outcome, world.expected.level,
           world.expected.pa);
}

/* Worlds from the seed on; false with the first difference, which is told when asked for. */
static bool agree(uint64_t seed, uint64_t steps, enum update_fault fault, bool tell,
                  struct update_tally *tally)
{
    for (uint64_t done = 0; done < steps; done += STEPS_A_WORLD, seed++) {
        const char *differs = NULL;
        unsigned step = 0;

        update_world_init(&world, seed, (enum update_style)(seed % UPDATE_STYLE_COUNT), fault,
                          tally);
        while (differs == NULL && step < STEPS_A_WORLD) {
            differs = update_world_step(&world);
            step++;
        }
        if (differs != NULL && tell) {
            printf("# seed %" PRIu64 ", step %u: %s differs\n", seed, step, differs);
            describe();
        }
        update_world_finish(&world);
        if (differs != NULL) {
            return false;
        }
    }
    return true;
}

/* Whether all that can be met was. */
static bool is_complete(const struct update_tally *tally)
{
    static const char *const names[] = {"mapped",      "translation", "address size",
                                        "access flag", "permission",  "external"};
    /* Levels that are met: no leaf is at level 0, and the first table is where memory is. */
    static const unsigned levels[] = {1, 0xf, 0xf, 0xe, 0xe, 0xe};
    bool complete =
        tally->flagged != 0 && tally->marked != 0 && tally->both != 0 && tally->refused != 0;

    for (unsigned kind = 0; kind <= UPDATE_EXTERNAL; kind++) {
        printf("# %s:", names[kind]);
        for (unsigned level = 0; level < 4; level++) {
            printf(" %" PRIu64, tally->outcome[kind][level]);
            complete &= (levels[kind] >> level & 1) == 0 || tally->outcome[kind][level] != 0;
        }
        printf("\n");
    }
    printf("# updates: flag %" PRIu64 ", dirty %" PRIu64 ", both at once %" PRIu64
           ", refused %" PRIu64 "\n",
           tally->flagged, tally->marked, tally->both, tally->refused);
    return complete;
}

static uint64_t option(int argc, char **argv, const char *name, uint64_t value)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], name) == 0) {
            value = strtoull(argv[i + 1], NULL, 0);
        }
    }
    return value;
}

static int tell(bool ok, unsigned number, const char *what)
{
    printf("%s %u - %s\n", ok ? "ok" : "not ok", number, what);
    return !ok;
}

int main(int argc, char **argv)
{
    static const char *const faults[UPDATE_FAULT_COUNT] = {
        [UPDATE_DENIED_MARKS] = "a model whose denied writes mark is caught",
        [UPDATE_DENIED_FLAGS_NOT] = "a model whose denied accesses set no flag is caught",
        [UPDATE_HD_ALONE] = "a model where HD needs no HA is caught",
        [UPDATE_TABLE_NO_LIMIT] = "a model where DBM overrules a table is caught",
        [UPDATE_READ_MARKS] = "a model whose reads mark is caught",
        [UPDATE_HIT_MARKS_NOT] = "a model whose writes use clean entries is caught",
        [UPDATE_AT_FLAGS] = "a model whose AT sets the flag is caught",
    };
    uint64_t seed = option(argc, argv, "--seed", 1), steps = option(argc, argv, "--steps", 1000000);
    struct update_tally tally = {0}, ignored = {0};
    int failed = 0;

    printf("1..%u\n", UPDATE_FAULT_COUNT + 1);
    failed += tell(agree(seed, steps, UPDATE_RIGHT, true, &tally), 1,
                   "updates and faults are those of the model");
    failed += tell(is_complete(&tally), 2, "every fault at every level and every update was met");
    for (unsigned fault = 1; fault < UPDATE_FAULT_COUNT; fault++) {
        bool caught = !agree(seed, steps, (enum update_fault)fault, false, &ignored);

        failed += tell(caught, fault + 2, faults[fault]);
    }
    return failed != 0;
}
