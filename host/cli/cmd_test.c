/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator test: workloads as regression tests. */
#include "commands.h"
#include "exit_code.h"
#include "log.h"
#include "output.h"
#include "suite.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JOBS_MAX 256
#define TIMEOUT_DEFAULT 300 /* seconds */

/* What a baseline keeps unless --counters says otherwise. */
static const char counters_default[] =
    "instructions,elapsed,tlb.*.miss,walk.count,walk.descriptor_reads,fault.*,tlbi.broadcast,"
    "tlbi.local,tlbi.dropped_*,shootdown.*,ipi.sent,leaked.*";

struct test {
    struct suite_request request;
    struct script_list scripts;
    const char **args; /* for `mmulator run`; ends with NULL; NULL: none */
    size_t arg_count;
    const char *counters, *junit;
    char *counter_text; /* patterns point into it */
    const char **patterns;
    bool github;
    size_t points, failed;
    enum point_severity gravest;
};

enum {
    OPT_JUNIT = 256,
    OPT_GITHUB,
    OPT_BASELINE,
    OPT_UPDATE,
    OPT_COUNTERS,
    OPT_TIMEOUT,
    OPT_RUN, /* of `mmulator run`: handed on */
};

static const struct option longs[] = {
    {"jobs", required_argument, NULL, 'j'},
    {"junit", required_argument, NULL, OPT_JUNIT},
    {"github", no_argument, NULL, OPT_GITHUB},
    {"baseline", required_argument, NULL, OPT_BASELINE},
    {"update", no_argument, NULL, OPT_UPDATE},
    {"counters", required_argument, NULL, OPT_COUNTERS},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"machine", required_argument, NULL, OPT_RUN},
    {"set", required_argument, NULL, OPT_RUN},
    {"cpus", required_argument, NULL, OPT_RUN},
    {"ram", required_argument, NULL, OPT_RUN},
    {"firmware", required_argument, NULL, OPT_RUN},
    {"allocator", required_argument, NULL, OPT_RUN},
    {"shootdown", required_argument, NULL, OPT_RUN},
    {"lazy", required_argument, NULL, OPT_RUN},
    {"seed", required_argument, NULL, OPT_RUN},
    {"define", required_argument, NULL, OPT_RUN},
    {"max-cycles", required_argument, NULL, OPT_RUN},
    {"help", no_argument, NULL, 'h'},
    {0},
};

static void print_help(void)
{
    printf("usage: mmulator test [options] PATH...\n\n"
           "Runs scripts, and all *.wl below directories; prints TAP 13.\n\n"
           "  -j, --jobs N               how many at a time (default: one for each processor)\n"
           "  --timeout SECONDS          for each script; 0: none (default %d)\n"
           "  --junit FILE|-             write JUnit XML, too\n"
           "  --github                   annotations for GitHub on standard error\n"
           "  --baseline DIR             counts must be those of DIR/SCRIPT.json\n"
           "  --update                   write the baselines instead\n"
           "  --counters PATTERN,...     what --update keeps; * is anything. Default:\n"
           "                             %s\n"
           "  --machine --set --cpus --ram --firmware --allocator --shootdown --lazy --seed\n"
           "  --define --max-cycles      for every script, as for run\n"
           "  -h, --help                 this text\n\n"
           "Exit code: of the gravest failure: 1 an expectation or a baseline, 2 a script that\n"
           "cannot be compiled, 3 the guest failed or had no end, 4 mmulator failed.\n",
           TIMEOUT_DEFAULT, counters_default);
}

static int parse_number(const char *option, const char *text, uint64_t max, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || *ret > max) {
        log_error("--%s %s: expected a number up to %llu", option, text, (unsigned long long)max);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int add_arg(struct test *test, const char *arg)
{
    const char **args = realloc(test->args, (test->arg_count + 2) * sizeof(*args));

    if (args == NULL) {
        log_error("test: out of memory");
        return EXIT_CODE_TOOL;
    }
    test->args = args;
    args[test->arg_count++] = arg;
    args[test->arg_count] = NULL;
    return EXIT_CODE_OK;
}

/* --NAME VALUE; the name has static life, the value that of argv. */
static int hand_on(struct test *test, const char *name, const char *value)
{
    static char words[64][16];
    static size_t used;

    if (used == sizeof(words) / sizeof(words[0])) {
        log_error("test: too many options");
        return EXIT_CODE_INPUT;
    }
    snprintf(words[used], sizeof(words[used]), "--%s", name);
    const int code = add_arg(test, words[used++]);
    return code != EXIT_CODE_OK ? code : add_arg(test, value);
}

static int take_jobs(struct test *test)
{
    uint64_t jobs;
    const int code = parse_number("jobs", optarg, JOBS_MAX, &jobs);

    if (code == EXIT_CODE_OK && jobs == 0) {
        log_error("--jobs 0: expected 1 to %d", JOBS_MAX);
        return EXIT_CODE_INPUT;
    }
    test->request.jobs = (unsigned)jobs;
    return code;
}

static int take_option(struct test *test, int option, int index)
{
    switch (option) {
    case 'j':
        return take_jobs(test);
    case OPT_TIMEOUT: {
        const int code = parse_number("timeout", optarg, 1000000, &test->request.timeout);
        test->request.timeout *= 1000;
        return code;
    }
    case OPT_JUNIT:
        test->junit = optarg;
        return EXIT_CODE_OK;
    case OPT_GITHUB:
        test->github = true;
        return EXIT_CODE_OK;
    case OPT_BASELINE:
        test->request.baseline.dir = optarg;
        return EXIT_CODE_OK;
    case OPT_UPDATE:
        test->request.update = true;
        return EXIT_CODE_OK;
    case OPT_COUNTERS:
        test->counters = optarg;
        return EXIT_CODE_OK;
    case OPT_RUN:
        return hand_on(test, longs[index].name, optarg);
    default:
        return EXIT_CODE_INPUT; /* getopt has said it */
    }
}

static int split_counters(struct test *test)
{
    size_t count = 0;

    test->counter_text = strdup(test->counters);
    test->patterns = calloc(strlen(test->counters) + 2, sizeof(*test->patterns));
    if (test->counter_text == NULL || test->patterns == NULL) {
        log_error("test: out of memory");
        return EXIT_CODE_TOOL;
    }
    for (char *rest = test->counter_text, *word; (word = strsep(&rest, ",")) != NULL;) {
        if (*word != '\0') {
            test->patterns[count++] = word;
        }
    }
    test->request.baseline.patterns = test->patterns;
    return EXIT_CODE_OK;
}

static int add_scripts(struct test *test, char **paths, int count)
{
    if (count == 0) {
        log_error("test: expected scripts or directories of scripts");
        return EXIT_CODE_INPUT;
    }
    for (int i = 0; i < count; i++) {
        const size_t before = test->scripts.count;
        const int err = script_list_add(&test->scripts, paths[i]);

        if (err != 0) {
            log_error_at(paths[i], 0, 0, "cannot read it: %s", strerror(-err));
            return EXIT_CODE_INPUT;
        }
        if (test->scripts.count == before) {
            log_error_at(paths[i], 0, 0, "there is no *.wl below");
            return EXIT_CODE_INPUT;
        }
    }
    return EXIT_CODE_OK;
}

/* -1: go on; otherwise the exit code. */
static int parse_options(struct test *test, int argc, char **argv)
{
    int option, index = 0, code = EXIT_CODE_OK;

    while (code == EXIT_CODE_OK && (option = getopt_long(argc, argv, "j:h", longs, &index)) != -1) {
        if (option == 'h') {
            print_help();
            return EXIT_CODE_OK;
        }
        code = take_option(test, option, index);
    }
    if (code == EXIT_CODE_OK && test->request.update && test->request.baseline.dir == NULL) {
        log_error("--update needs --baseline DIR");
        code = EXIT_CODE_INPUT;
    }
    code = code == EXIT_CODE_OK ? split_counters(test) : code;
    code = code == EXIT_CODE_OK ? add_scripts(test, argv + optind, argc - optind) : code;
    return code == EXIT_CODE_OK ? -1 : code;
}

static void report(const struct suite_script *script, void *ctx)
{
    struct test *test = ctx;

    for (size_t i = 0; i < script->points.count; i++) {
        const enum point_severity severity = script->points.points[i].severity;

        test->failed += severity != POINT_PASSED;
        test->gravest = severity > test->gravest ? severity : test->gravest;
    }
    report_tap(script, &test->points, stdout);
    fflush(stdout);
    if (test->github) {
        report_github(script, stderr);
    }
}

static int write_junit(const struct test *test, const struct suite_script *scripts)
{
    struct output out;

    if (test->junit == NULL) {
        return EXIT_CODE_OK;
    }
    int err = output_open(test->junit, &out);
    if (err == 0) {
        report_junit(scripts, test->scripts.count, out.file);
        err = output_commit(&out);
    }
    if (err != 0) {
        log_error_at(test->junit, 0, 0, "cannot write it: %s", strerror(-err));
        return EXIT_CODE_TOOL;
    }
    return EXIT_CODE_OK;
}

static int run_tests(struct test *test)
{
    static const char *const no_args[] = {NULL};
    struct suite_script *scripts = NULL;

    test->request.scripts = &test->scripts;
    test->request.args = test->args != NULL ? test->args : no_args;
    test->request.progress = isatty(STDERR_FILENO) != 0;
    printf("TAP version 13\n");
    const int err = suite_run(&test->request, report, test, &scripts);
    if (err != 0) {
        printf("Bail out! %s\n", err == -EINTR ? "interrupted" : strerror(-err));
    } else {
        printf("1..%zu\n# %zu of %zu failed\n", test->points, test->failed, test->points);
    }
    int code = scripts == NULL ? EXIT_CODE_OK : write_junit(test, scripts);
    suite_finish(scripts, test->scripts.count);
    if (err != 0) {
        log_error("test: %s", err == -EINTR ? "interrupted" : strerror(-err));
        return err == -EINTR ? EXIT_CODE_GUEST : EXIT_CODE_TOOL;
    }
    return code != EXIT_CODE_OK ? code : point_exit_code(test->gravest);
}

int cmd_test(int argc, char **argv)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct test test = {
        .request = {.jobs = processors < 1          ? 1
                            : processors > JOBS_MAX ? JOBS_MAX
                                                    : (unsigned)processors,
                    .timeout = TIMEOUT_DEFAULT * 1000},
        .counters = counters_default,
    };
    int code = parse_options(&test, argc, argv);

    if (code < 0) {
        code = run_tests(&test);
    }
    script_list_finish(&test.scripts);
    free(test.args);
    free(test.counter_text);
    free(test.patterns);
    return code;
}
