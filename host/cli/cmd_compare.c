/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator compare: what changed between two runs, and whether that is too much. */
#include "commands.h"
#include "comparison.h"
#include "exit_code.h"
#include "log.h"
#include "output.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOP_DEFAULT 40

static const char *const format_names[] = {"text", "markdown", "json"};
enum format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON, FORMAT_COUNT };

struct compare {
    struct threshold *thresholds;
    size_t threshold_count;
    enum format format;
    size_t top;
    const char *output;
    struct stats base, fresh;
};

static void print_help(void)
{
    puts(
        "usage: mmulator compare [options] BASE.json NEW.json\n\n"
        "Shows which numbers of two files of statistics differ, the most important first.\n\n"
        "  --fail-on 'PATTERN > +N'   fail when such a number grew by more than N; also >=, <, <=\n"
        "                             and N% of the base; * in PATTERN is anything; may be "
        "repeated\n"
        "  --format text|markdown|json\n"
        "  --top N                    changes shown at most; 0: all (default 40)\n"
        "  -o, --output FILE|-        where it goes (default: standard output)\n"
        "  -h, --help                 this text\n\n"
        "Exit code 1: a change is too big, or the new run failed and the base did not.");
}

static int add_threshold(struct compare *compare, const char *text)
{
    const char *reason;
    struct threshold *all =
        realloc(compare->thresholds, (compare->threshold_count + 1) * sizeof(*compare->thresholds));

    if (all == NULL) {
        log_error("compare: out of memory");
        return EXIT_CODE_TOOL;
    }
    compare->thresholds = all;
    if (!threshold_parse(text, &all[compare->threshold_count], &reason)) {
        threshold_finish(&all[compare->threshold_count]);
        log_error("--fail-on '%s': %s", text, reason);
        return EXIT_CODE_INPUT;
    }
    compare->threshold_count++;
    return EXIT_CODE_OK;
}

static int set_format(struct compare *compare, const char *name)
{
    for (unsigned i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(name, format_names[i]) == 0) {
            compare->format = i;
            return EXIT_CODE_OK;
        }
    }
    log_error("--format %s: expected text, markdown or json", name);
    return EXIT_CODE_INPUT;
}

static int set_top(struct compare *compare, const char *text)
{
    char *end;

    errno = 0;
    compare->top = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0) {
        log_error("--top %s: expected a number", text);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int take_option(struct compare *compare, int option)
{
    switch (option) {
    case 'f':
        return add_threshold(compare, optarg);
    case 'F':
        return set_format(compare, optarg);
    case 't':
        return set_top(compare, optarg);
    case 'o':
        compare->output = optarg;
        return EXIT_CODE_OK;
    default:
        return EXIT_CODE_INPUT; /* getopt has said it */
    }
}

/* -1: go on; otherwise the exit code. */
static int parse_options(struct compare *compare, int argc, char **argv)
{
    static const struct option longs[] = {
        {"fail-on", required_argument, NULL, 'f'}, {"format", required_argument, NULL, 'F'},
        {"top", required_argument, NULL, 't'},     {"output", required_argument, NULL, 'o'},
        {"help", no_argument, NULL, 'h'},          {0}};
    int option;

    while ((option = getopt_long(argc, argv, "o:h", longs, NULL)) != -1) {
        if (option == 'h') {
            print_help();
            return EXIT_CODE_OK;
        }
        const int code = take_option(compare, option);
        if (code != EXIT_CODE_OK) {
            return code;
        }
    }
    if (argc - optind != 2) {
        log_error("compare: expected two files of statistics, got %d", argc - optind);
        return EXIT_CODE_INPUT;
    }
    return -1;
}

static int read_stats(const char *path, struct stats *ret)
{
    struct stats_error error;
    const int status = stats_read(path, ret, &error);

    if (status == 0) {
        return EXIT_CODE_OK;
    }
    log_error_at(path, (unsigned)error.line, (unsigned)error.column, "%s", error.message);
    return status == -ENOMEM ? EXIT_CODE_TOOL : EXIT_CODE_INPUT;
}

/* Counts of one engine are held against those of another: said, since they may differ for that. */
static void warn_of_engines(const struct comparison_view *view)
{
    static const enum stats_fact engines[] = {STATS_VERSION, STATS_UNICORN, STATS_CAPSTONE};
    char text[256];

    for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++) {
        if (comparison_note(view, engines[i], text, sizeof(text)) != NULL) {
            log_warning("the runs are of different versions of %s", text);
        }
    }
}

static int print(const struct compare *compare, const struct comparison_view *view, FILE *file)
{
    switch (compare->format) {
    case FORMAT_MARKDOWN:
        comparison_print_markdown(view, file);
        return 0;
    case FORMAT_JSON:
        return comparison_print_json(view, file);
    default:
        comparison_print_text(view, file);
        return 0;
    }
}

static int write_out(const struct compare *compare, const struct comparison_view *view)
{
    struct output out;
    int err = output_open(compare->output, &out);

    if (err == 0) {
        err = print(compare, view, out.file);
        if (err == 0) {
            err = output_commit(&out);
        } else {
            output_discard(&out);
        }
    }
    if (err != 0 && !(err == -EPIPE && strcmp(compare->output, "-") == 0)) {
        log_error_at(compare->output, 0, 0, "cannot write it: %s", strerror(-err));
        return EXIT_CODE_TOOL;
    }
    return EXIT_CODE_OK;
}

static int compare_files(struct compare *compare, char **paths)
{
    struct difference_list list;
    int code = read_stats(paths[0], &compare->base);

    if (code == EXIT_CODE_OK) {
        code = read_stats(paths[1], &compare->fresh);
    }
    if (code != EXIT_CODE_OK) {
        return code;
    }
    if (difference_list(&compare->base, &compare->fresh, compare->thresholds,
                        compare->threshold_count, &list) != 0) {
        log_error("compare: out of memory");
        return EXIT_CODE_TOOL;
    }
    const bool regression =
        list.broken > 0 || (compare->base.exit == 0 && compare->fresh.exit != 0);
    const struct comparison_view view = {&compare->base, &compare->fresh, &list, compare->top,
                                         regression};
    warn_of_engines(&view);
    code = write_out(compare, &view);
    difference_list_finish(&list);
    return code != EXIT_CODE_OK ? code : regression ? EXIT_CODE_EXPECTATION : EXIT_CODE_OK;
}

int cmd_compare(int argc, char **argv)
{
    struct compare compare = {.top = TOP_DEFAULT, .output = "-"};
    int code = parse_options(&compare, argc, argv);

    if (code < 0) {
        code = compare_files(&compare, argv + optind);
    }
    for (size_t i = 0; i < compare.threshold_count; i++) {
        threshold_finish(&compare.thresholds[i]);
    }
    free(compare.thresholds);
    stats_finish(&compare.base);
    stats_finish(&compare.fresh);
    return code;
}
