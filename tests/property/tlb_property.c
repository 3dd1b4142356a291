/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tlb_property [--steps N] [--seed N]
 *
 * Random lives of an MMU: accesses, register switches, changes of the tables
 * with and without their invalidation, and every TLBI, against the list model
 * of tests/model. Each life begins with empty TLBs; when one goes wrong its
 * steps are shrunk and printed as a script. Then the model is made wrong on
 * purpose, one rule at a time: that must be found, in a handful of steps.
 * TAP on standard output.
 */
#include "shrink.h"
#include "world.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIFE 2000 /* steps */
#define MUTANT_LIVES 200
#define MUTANT_STEPS_MAX 16 /* what a wrong rule may take to show, shrunk */

/* Machines by what differs from the small one: keys and values. */
static const struct machine {
    const char *name;
    const char *set[8][2];
} machines[] = {
    {"small", {{NULL}}},
    {"fifo everywhere", {{"tlb.l2.policy", "fifo"}, {"walkcache.policy", "fifo"}}},
    {"sets",
     {{"tlb.l1d.entries", "8"},
      {"tlb.l1d.ways", "2"},
      {"tlb.l2.entries", "16"},
      {"tlb.l2.ways", "2"},
      {"walkcache.entries", "4"},
      {"walkcache.ways", "1"}}},
    {"five ways", {{"tlb.l2.entries", "20"}, {"tlb.l2.ways", "5"}, {"tlb.l1i.entries", "3"}}},
    {"random everywhere",
     {{"tlb.l1i.policy", "random"},
      {"tlb.l1d.policy", "random"},
      {"tlb.l2.policy", "random"},
      {"walkcache.policy", "random"}}},
    {"random in sets",
     {{"tlb.l1d.policy", "random"},
      {"tlb.l1d.entries", "6"},
      {"tlb.l1d.ways", "3"},
      {"tlb.l2.entries", "24"},
      {"tlb.l2.ways", "3"},
      {"tlb.l2.policy", "random"}}},
    {"trees", {{"tlb.l2.policy", "plru"}, {"walkcache.policy", "plru"}}},
    {"a tree of four", {{"tlb.l2.policy", "plru"}, {"tlb.l2.entries", "4"}}},
    {"trees over sets of five",
     {{"tlb.l2.entries", "20"},
      {"tlb.l2.ways", "5"},
      {"tlb.l2.policy", "plru"},
      {"walkcache.entries", "6"},
      {"walkcache.ways", "3"},
      {"walkcache.policy", "plru"}}},
    {"no l2, no walk cache", {{"tlb.l2.entries", "0"}, {"walkcache.entries", "0"}}},
    {"no walk cache", {{"walkcache.entries", "0"}}},
    {"level 1 tables", {{"walkcache.levels", "1"}, {"walkcache.entries", "3"}}},
    {"level 0 and 2 tables", {{"walkcache.levels", "0,2"}}},
    {"one entry",
     {{"tlb.l1d.entries", "1"},
      {"tlb.l1i.entries", "1"},
      {"tlb.l2.entries", "1"},
      {"walkcache.entries", "1"}}},
    {"only 4K", {{"tlb.l1d.sizes", "4K"}, {"tlb.l1i.sizes", "4K"}, {"tlb.l2.sizes", "4K"}}},
    {"whole blocks in the L1",
     {{"tlb.l1d.entries", "24"}, {"tlb.l1d.sizes", "4K,2M,1G"}, {"tlb.l2.entries", "64"}}},
    {"whole runs in the L1",
     {{"tlb.l1d.sizes", "4K,64K,2M,32M"}, {"tlb.l2.sizes", "4K,2M,32M,1G"}}},
};

#define MACHINES (sizeof(machines) / sizeof(machines[0]))

struct life {
    struct machine_config config;
    uint64_t seed; /* of what the machine draws itself */
    enum world_fault fault;
    struct step step[LIFE];
    const char *difference;
    size_t failed_at; /* the step that showed it */
};

static struct world world;
static struct world_tally met; /* in all lives that went well */

static bool configure(const struct machine *machine, struct machine_config *ret)
{
    struct machine_config config = machine_config_default();
    const char *key, *reason;

    config.l1i.entries = config.l1d.entries = 4;
    config.l2.entries = 12;
    config.l2.ways = 0;
    config.walkcache.entries = 5;
    config.walkcache.ways = 0;
    for (size_t i = 0; i < 8 && machine->set[i][0] != NULL; i++) {
        if (machine_key_set(&config, machine->set[i][0], machine->set[i][1]) != MACHINE_KEY_OK) {
            return false;
        }
    }
    *ret = config;
    return machine_config_validate(&config, &key, &reason);
}

static bool fails(void *ctx, const void *sequence, size_t count)
{
    const struct step *steps = sequence;
    struct life *life = ctx;
    const char *difference = NULL;

    if (!world_init(&world, &life->config, life->seed, life->fault)) {
        fprintf(stderr, "tlb_property: out of memory\n");
        exit(1);
    }
    for (size_t i = 0; i < count && difference == NULL; i++) {
        difference = world_step(&world, &steps[i]);
        life->failed_at = i;
    }
    world_finish(&world);
    life->difference = difference;
    return difference != NULL;
}

/* A life drawn from its seed. */
static bool live(struct life *life, uint64_t seed)
{
    struct prng prng = {seed};

    life->seed = seed;
    for (size_t i = 0; i < LIFE; i++) {
        life->step[i] = step_draw(&prng);
    }
    return !fails(life, life->step, LIFE);
}

/* Of a life that failed; returns the steps that are left. */
static size_t shrink_life(struct life *life)
{
    size_t count = shrink(life->step, life->failed_at + 1, sizeof(life->step[0]), fails, life);

    fails(life, life->step, count);
    return count;
}

static void print_script(struct life *life, const char *machine, size_t count)
{
    char line[96];

    printf("# machine \"%s\", seed %" PRIu64 ", in %zu steps:\n", machine, life->seed, count);
    for (size_t i = 0; i < count; i++) {
        step_print(&life->step[i], line, sizeof(line));
        printf("#   %s\n", line);
    }
    printf("#   the last differs in: %s\n", life->difference);
}

static bool point(bool ok, const char *what, const char *name)
{
    static unsigned count;

    printf("%s %u - %s: %s\n", ok ? "ok" : "not ok", ++count, what, name);
    fflush(stdout);
    return ok;
}

static void take_stock(void)
{
    const uint64_t *from = (const uint64_t *)&world.tally;
    uint64_t *to = (uint64_t *)&met;

    for (size_t i = 0; i < sizeof(met) / sizeof(*to); i++) {
        to[i] += from[i];
    }
}

/* A comparison that never met an event says nothing about it. */
static bool check_stock(uint64_t steps)
{
    const uint64_t *count = (const uint64_t *)&met;
    bool ok = true;

    for (size_t i = 0; i < sizeof(met) / sizeof(*count); i++) {
        ok = ok && count[i] >= steps / 1000;
    }
    return point(ok, "events", "each kind was met in one step of a thousand");
}

static bool check_machine(const struct machine *machine, uint64_t seed, uint64_t lives)
{
    static struct life life;

    life.fault = WORLD_RIGHT;
    if (!configure(machine, &life.config)) {
        return point(false, "a machine that is valid", machine->name);
    }
    for (uint64_t i = 0; i < lives; i++) {
        if (!live(&life, seed + i)) {
            print_script(&life, machine->name, shrink_life(&life));
            return point(false, "lives as the list model does", machine->name);
        }
        take_stock();
    }
    return point(true, "lives as the list model does", machine->name);
}

/* A rule that is wrong, and the machine on which it shows. */
struct mutant {
    const char *name, *machine;
};

static const struct machine *machine_named(const char *name)
{
    for (size_t i = 0; i < MACHINES; i++) {
        if (strcmp(machines[i].name, name) == 0) {
            return &machines[i];
        }
    }
    return &machines[0];
}

/* A model with a wrong rule: found soon, and shrunk to what a person can follow. */
static bool check_mutant(enum world_fault fault, const struct mutant *mutant, uint64_t seed)
{
    static struct life life;
    const struct machine *machine = machine_named(mutant->machine);

    life.fault = fault;
    for (uint64_t i = 0; i < MUTANT_LIVES && configure(machine, &life.config); i++) {
        if (!live(&life, seed + i)) {
            size_t count = shrink_life(&life);

            print_script(&life, machine->name, count);
            return point(count <= MUTANT_STEPS_MAX, "a wrong rule shows in few steps",
                         mutant->name);
        }
    }
    return point(false, "a wrong rule shows in few steps", mutant->name);
}

static bool parse(int argc, char **argv, uint64_t *ret_steps, uint64_t *ret_seed)
{
    static const struct option longs[] = {
        {"steps", required_argument, NULL, 'n'}, {"seed", required_argument, NULL, 's'}, {0}};

    for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (c == '?') {
            return false;
        }
        *(c == 'n' ? ret_steps : ret_seed) = strtoull(optarg, NULL, 0);
    }
    return optind == argc;
}

int main(int argc, char **argv)
{
    static const struct mutant mutants[] = {
        [WORLD_GLOBAL] = {"aside1 takes global pages", "small"},
        [WORLD_LAST_LEVEL] = {"vale1 takes tables", "small"},
        [WORLD_PARTS] = {"vae1 takes part of a block", "small"},
        [WORLD_DRAWS] = {"other random numbers", "random everywhere"},
        [WORLD_TREES] = {"a tree is lru", "a tree of four"},
    };
    uint64_t steps = 20000000, seed = prng_test_seed(20261121);
    bool ok = true;

    if (!parse(argc, argv, &steps, &seed)) {
        fprintf(stderr, "usage: tlb_property [--steps N] [--seed N]\n");
        return 2;
    }
    printf("1..%zu\n", MACHINES + WORLD_FAULT_COUNT);
    printf("# seed %" PRIu64 ", %" PRIu64 " steps\n", seed, steps);
    for (size_t i = 0; i < MACHINES; i++) {
        ok &= check_machine(&machines[i], seed + (i << 32), steps / (MACHINES * LIFE) + 1);
    }
    ok &= check_stock(steps);
    for (unsigned fault = 1; fault < WORLD_FAULT_COUNT; fault++) {
        ok &= check_mutant((enum world_fault)fault, &mutants[fault], seed);
    }
    return ok ? 0 : 1;
}
