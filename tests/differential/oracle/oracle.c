/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oracle: mmulator's walker against QEMU's.
 *
 *   oracle [--seed N] [--cases N] [--only KEY=VALUE]... [--failures N]
 *
 * Random cases (oracle_generate.h) are put to emu and to an engine that keeps
 * its own MMU; they must agree on success or fault, on address, memory type and
 * shareability, on the status code with its level; where the access is run, on
 * syndrome and fault address too. Where the engine does not do as the architecture has it,
 * oracle_rules.h says what is right. Not compared at all, since the engine
 * lacks it: access flag and dirty state in hardware (TCR_EL1.HA and HD are
 * zero), and what came after Armv8.2 (LPA2, LVA, E0PD, TTST: such bits of
 * TCR_EL1 are set at random, and must be ignored).
 *
 * TAP on standard output, with a table of what was reached; a run without
 * --only fails as well when anything possible was never reached.
 */
#include "oracle_coverage.h"
#include "oracle_generate.h"
#include "oracle_shrink.h"

#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    uint64_t seed, cases;
    unsigned failures; /* to show before giving up */
    int granule, range, el, access, run; /* --only; -1: any */
};

/* What --only takes: a key, and its values in order. */
static const struct filter {
    const char *key;
    size_t member; /* of struct options */
    const char *values[4];
} filters[] = {
    {"granule", offsetof(struct options, granule), {"4K", "16K", "64K"}},
    {"range", offsetof(struct options, range), {"0", "1"}},
    {"el", offsetof(struct options, el), {"0", "1"}},
    {"access", offsetof(struct options, access), {"fetch", "read", "write"}},
    {"ask", offsetof(struct options, run), {"at", "run"}},
};

static int *filter_member(struct options *o, const struct filter *f)
{
    return (int *)(void *)((char *)o + f->member);
}

static bool set_filter(struct options *o, const char *text)
{
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        const struct filter *f = &filters[i];
        size_t length = strlen(f->key);

        if (strncmp(text, f->key, length) != 0 || text[length] != '=') {
            continue;
        }
        for (int value = 0; value < 4 && f->values[value] != NULL; value++) {
            if (strcmp(text + length + 1, f->values[value]) == 0) {
                *filter_member(o, f) = value;
                return true;
            }
        }
    }
    return false;
}

static bool parse_options(int argc, char **argv, struct options *o)
{
    static const struct option names[] = {{"seed", required_argument, NULL, 's'},
                                          {"cases", required_argument, NULL, 'c'},
                                          {"only", required_argument, NULL, 'o'},
                                          {"failures", required_argument, NULL, 'f'},
                                          {0}};
    int option;

    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == 's') {
            o->seed = strtoull(optarg, NULL, 0);
        } else if (option == 'c') {
            o->cases = strtoull(optarg, NULL, 0);
        } else if (option == 'f') {
            o->failures = (unsigned)strtoul(optarg, NULL, 0);
        } else if (option != 'o' || !set_filter(o, optarg)) {
            return false;
        }
    }
    return optind == argc;
}

static bool is(int wanted, unsigned value)
{
    return wanted < 0 || (unsigned)wanted == value;
}

static bool wanted(const struct options *o, const struct oracle_case *c)
{
    return is(o->el, c->el) && is(o->access, c->access) && is(o->run, oracle_is_run(c)) &&
           is(o->range, c->va >> 55 & 1) && is(o->granule, oracle_granule(c));
}

static bool filtered(const struct options *o)
{
    return o->granule >= 0 || o->range >= 0 || o->el >= 0 || o->access >= 0 || o->run >= 0;
}

struct tally {
    uint64_t asked;
    unsigned differ;
    struct oracle_coverage coverage;
};

static void show_failure(struct oracle_world *world, const struct oracle_trial *trial,
                         uint64_t number, uint64_t seed)
{
    struct oracle_trial least = oracle_shrink(world, trial);

    printf("# case %" PRIu64 ", by itself: --seed 0x%" PRIx64 " --cases 1\n", number, seed);
    oracle_show(&least, stdout);
}

static void compare_all(struct oracle_world *world, const struct options *o, struct tally *tally)
{
    struct prng random = {o->seed};

    while (tally->asked < o->cases && tally->differ < o->failures) {
        uint64_t seed = random.state;
        struct oracle_case c = oracle_generate(&random);

        if (!wanted(o, &c)) {
            continue;
        }
        struct oracle_trial trial = oracle_trial(world, &c);

        oracle_coverage_note(&tally->coverage, &trial);
        tally->asked++;
        if (trial.difference != NULL) {
            tally->differ++;
            show_failure(world, &trial, tally->asked, seed);
        }
    }
}

static int report(const struct options *o, const struct tally *tally)
{
    unsigned missing = oracle_coverage_print(&tally->coverage, stdout);
    bool agree = tally->differ == 0;

    printf("%s 1 - %" PRIu64 " cases, QEMU and mmulator agree\n", agree ? "ok" : "not ok",
           tally->asked);
    if (filtered(o)) {
        printf("ok 2 - everything possible was reached # SKIP --only\n");
        return !agree;
    }
    printf("%s 2 - everything possible was reached\n", missing == 0 ? "ok" : "not ok");
    return !agree || missing != 0;
}

int main(int argc, char **argv)
{
    struct options o = {.seed = 1,
                        .cases = 20000000,
                        .failures = 5,
                        .granule = -1,
                        .range = -1,
                        .el = -1,
                        .access = -1,
                        .run = -1};
    static struct tally tally;
    struct oracle_world world;

    if (!parse_options(argc, argv, &o)) {
        fprintf(stderr,
                "usage: oracle [--seed N] [--cases N] [--failures N] [--only KEY=VALUE]...\n"
                "KEY=VALUE: granule=4K|16K|64K, range=0|1, el=0|1, "
                "access=fetch|read|write, ask=at|run\n");
        return 2;
    }
    printf("1..2\n# seed 0x%" PRIx64 "\n", o.seed);
    if (!oracle_world_init(&world)) {
        oracle_world_finish(&world);
        return 1;
    }
    compare_all(&world, &o, &tally);
    oracle_world_finish(&world);
    return report(&o, &tally);
}
