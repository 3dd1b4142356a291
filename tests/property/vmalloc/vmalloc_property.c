/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc_property [--steps N] [--seed N]
 *
 * Random lives of the allocator in each generation, the firmware's code
 * natively against the model of tests/model. A life that goes wrong, by a
 * difference or by a panic, is shrunk and printed as a workload. Then the model
 * is made wrong on purpose, one rule at a time: that must be found, in a few
 * steps. TAP on standard output.
 */
#include "shrink.h"
#include "vmalloc_life.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIFE 50000 /* steps */
#define MUTANT_LIVES 20
#define MUTANT_STEPS_MAX 16 /* what a wrong rule may take to show, shrunk */
#define PANIC_TEXT 200
#define LIFE_SECONDS 120

static const struct {
    const char *name;
    struct vmalloc_life life;
} kinds[] = {
    {"vmlist", {MODEL_VMLIST, 1, MODEL_RIGHT, false}},
    {"rbtree", {MODEL_RBTREE, 1, MODEL_RIGHT, false}},
    {"rbtree, two cores", {MODEL_RBTREE, 2, MODEL_RIGHT, false}},
    {"augmented", {MODEL_AUGMENTED, 1, MODEL_RIGHT, false}},
    {"augmented, two cores", {MODEL_AUGMENTED, 2, MODEL_RIGHT, false}},
    {"nodes", {MODEL_NODES, 1, MODEL_RIGHT, false}},
    {"nodes, two cores", {MODEL_NODES, 2, MODEL_RIGHT, false}},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct {
    const char *name;
    struct vmalloc_life life;
} mutants[] = {
    {"areas without a guard", {MODEL_AUGMENTED, 1, MODEL_NO_GUARD, false}},
    {"addresses back before the flush", {MODEL_RBTREE, 1, MODEL_EAGER, false}},
    {"the highest gap", {MODEL_VMLIST, 1, MODEL_HIGHEST, false}},
    {"pools oldest first", {MODEL_NODES, 2, MODEL_OLDEST, false}},
    {"one flush too many", {MODEL_AUGMENTED, 1, MODEL_NO_FLUSH, false}},
    {"a page that is lost", {MODEL_AUGMENTED, 1, MODEL_RIGHT, true}},
};

#define MUTANTS (sizeof(mutants) / sizeof(mutants[0]))

/* What a life leaves for its parent, in memory that both see. */
static struct vmalloc_outcome *outcome;
static struct vmalloc_step steps[LIFE];

/* The first line that the process said before it died. */
static void read_panic(FILE *said)
{
    char text[PANIC_TEXT];

    rewind(said);
    if (outcome->text[0] == '\0') {
        bool any = fgets(text, sizeof(text), said) != NULL;

        text[strcspn(text, "\n")] = '\0';
        snprintf(outcome->text, sizeof(outcome->text), "%.190s", any ? text : "it died");
    }
}

/* In a process of its own; whether it failed. */
static bool fails(void *ctx, const void *sequence, size_t count)
{
    FILE *said = tmpfile();
    int status;

    if (said == NULL) {
        exit(1);
    }
    *outcome = (struct vmalloc_outcome){0};
    fflush(stdout);
    pid_t child = fork();

    if (child == 0) {
        dup2(fileno(said), STDERR_FILENO);
        alarm(LIFE_SECONDS);
        vmalloc_life_run(ctx, sequence, count, outcome);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        exit(1);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        read_panic(said);
    }
    fclose(said);
    return outcome->text[0] != '\0';
}

static bool live(const struct vmalloc_life *life, uint64_t seed, size_t count)
{
    struct prng prng = {seed};

    for (size_t i = 0; i < count; i++) {
        steps[i] = vmalloc_step_draw(&prng);
    }
    return !fails((void *)life, steps, count);
}

/* Of a life that failed; returns the steps that are left. */
static size_t shrink_life(const struct vmalloc_life *life)
{
    size_t count = shrink(steps, outcome->steps, sizeof(steps[0]), fails, (void *)life);

    fails((void *)life, steps, count);
    return count;
}

static void print_script(const char *name, uint64_t seed, size_t count)
{
    bool full[VMALLOC_STEP_SLOTS] = {false};
    char line[160];

    printf("# %s, seed %" PRIu64 ", in %zu steps:\n", name, seed, count);
    for (size_t i = 0; i < count; i++) {
        const struct vmalloc_step *step = &steps[i];

        vmalloc_step_print(step, full[step->slot], line, sizeof(line));
        full[step->slot] ^= step->kind == VMALLOC_STEP_SLOT;
        printf("#   %s\n", line);
    }
    printf("#   the last: %s\n", outcome->text);
}

static bool point(bool ok, const char *what, const char *name)
{
    static unsigned count;

    printf("%s %u - %s: %s\n", ok ? "ok" : "not ok", ++count, what, name);
    fflush(stdout);
    return ok;
}

/* What a life has to meet, or its agreement says little. */
static bool met_enough(size_t kind, size_t count)
{
    bool lazy = kinds[kind].life.generation != MODEL_VMLIST;

    return count < LIFE || (outcome->areas > count / 4 && outcome->reused > count / 8 &&
                            outcome->refused > 0 && (!lazy || outcome->purges > 5));
}

static bool check_kind(size_t kind, uint64_t seed, uint64_t total)
{
    for (uint64_t done = 0; done < total; done += LIFE, seed++) {
        size_t count = total - done < LIFE ? total - done : LIFE;

        if (!live(&kinds[kind].life, seed, count)) {
            print_script(kinds[kind].name, seed, shrink_life(&kinds[kind].life));
            return point(false, "lives as the rules say", kinds[kind].name);
        }
        if (!met_enough(kind, count)) {
            printf("# seed %" PRIu64 ": %" PRIu64 " areas, %" PRIu64 " reused, %" PRIu64
                   " refused, %" PRIu64 " purges\n",
                   seed, outcome->areas, outcome->reused, outcome->refused, outcome->purges);
            return point(false, "meets what it is to compare", kinds[kind].name);
        }
    }
    return point(true, "lives as the rules say", kinds[kind].name);
}

/* A model with a wrong rule: found soon, and shrunk to what a person can follow. */
static bool check_mutant(size_t mutant, uint64_t seed)
{
    for (uint64_t i = 0; i < MUTANT_LIVES; i++) {
        if (!live(&mutants[mutant].life, seed + i, LIFE / 4)) {
            size_t count = shrink_life(&mutants[mutant].life);

            print_script(mutants[mutant].name, seed + i, count);
            return point(count <= MUTANT_STEPS_MAX, "a wrong rule shows in few steps",
                         mutants[mutant].name);
        }
    }
    return point(false, "a wrong rule shows in few steps", mutants[mutant].name);
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
    uint64_t total = 1000000, seed = prng_test_seed(20261121);
    bool ok = true;

    if (!parse(argc, argv, &total, &seed)) {
        fprintf(stderr, "usage: vmalloc_property [--steps N] [--seed N]\n");
        return 2;
    }
    outcome =
        mmap(NULL, sizeof(*outcome), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (outcome == MAP_FAILED) {
        return 1;
    }
    printf("1..%zu\n", KINDS + MUTANTS);
    printf("# seed %" PRIu64 ", %" PRIu64 " steps each\n", seed, total);
    for (size_t i = 0; i < KINDS; i++) {
        ok &= check_kind(i, seed + (i << 32), total);
    }
    for (size_t i = 0; i < MUTANTS; i++) {
        ok &= check_mutant(i, seed);
    }
    return ok ? 0 : 1;
}
