/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator trace: looking into recorded events. */
#include "commands.h"
#include "exit_code.h"
#include "log.h"
#include "size.h"
#include "trace_dump.h"
#include "trace_info.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static void print_help(FILE *file)
{
    fputs("usage: mmulator trace info FILE\n"
          "       mmulator trace dump [--kind NAME[,NAME...]] [--core N] [--from CYCLE] [--to "
          "CYCLE]\n"
          "                           [--limit N] FILE\n\n"
          "info: what the trace holds and how it was recorded\n"
          "dump: one line for each event\n\nkinds:",
          file);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        fprintf(file, " %s", event_kind_name(kind));
    }
    fputc('\n', file);
}

/* "l1-miss,walk" to a mask of kinds; 0: one of them is unknown. */
static uint64_t parse_kinds(char *names)
{
    uint64_t kinds = 0;

    for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ",")) {
        unsigned kind = 0;

        while (kind < EVENT_KIND_COUNT && strcmp(event_kind_name(kind), name) != 0) {
            kind++;
        }
        if (kind == EVENT_KIND_COUNT) {
            log_error("trace dump: unknown kind '%s'; `mmulator trace --help` lists them", name);
            return 0;
        }
        kinds |= 1ULL << kind;
    }
    return kinds;
}

static int take(struct trace_dump_options *options, int id, char *value)
{
    uint64_t number = 0;

    if (id == 'k') {
        options->kinds = parse_kinds(value);
        return options->kinds == 0 ? EXIT_CODE_INPUT : EXIT_CODE_OK;
    }
    if (id == '?') {
        return EXIT_CODE_INPUT;
    }
    if (size_parse(value, &number) != 0 || (id == 'c' && number > 63)) {
        log_error("trace dump: '%s' is not a %s", value,
                  id == 'c' ? "core from 0 to 63" : "number");
        return EXIT_CODE_INPUT;
    }
    switch (id) {
    case 'c':
        options->cores = 1ULL << number;
        break;
    case 'f':
        options->first_cycle = number;
        break;
    case 't':
        options->last_cycle = number;
        break;
    default:
        options->limit = number;
        break;
    }
    return EXIT_CODE_OK;
}

static int parse(int argc, char **argv, struct trace_dump_options *options)
{
    static const struct option table[] = {
        {"kind", required_argument, NULL, 'k'},  {"core", required_argument, NULL, 'c'},
        {"from", required_argument, NULL, 'f'},  {"to", required_argument, NULL, 't'},
        {"limit", required_argument, NULL, 'n'}, {0},
    };
    int code = EXIT_CODE_OK;
    int id;

    *options = trace_dump_everything();
    optind = 0;
    while (code == EXIT_CODE_OK && (id = getopt_long(argc, argv, "", table, NULL)) >= 0) {
        code = take(options, id, optarg);
    }
    return code;
}

static int inspect(const char *verb, const struct trace_dump_options *options, const char *path)
{
    struct trace_reader *reader;

    if (trace_reader_open(path, &reader) != 0) {
        return EXIT_CODE_INPUT;
    }
    int err = strcmp(verb, "info") == 0 ? trace_info(reader, stdout)
                                        : trace_dump(reader, options, stdout);

    bool damaged = trace_reader_damage(reader) > 0;

    trace_reader_close(reader);
    /* What could not be written is main's to judge. */
    if (err != 0 && ferror(stdout) == 0) {
        log_error("cannot read the trace: %s", strerror(-err));
        return EXIT_CODE_TOOL;
    }
    return damaged ? EXIT_CODE_INPUT : EXIT_CODE_OK;
}

int cmd_trace(int argc, char **argv)
{
    struct trace_dump_options options;
    char title[64];

    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return EXIT_CODE_OK;
    }
    if (argc < 2 || (strcmp(argv[1], "info") != 0 && strcmp(argv[1], "dump") != 0)) {
        log_error("trace: expected info or dump; `mmulator trace --help` says more");
        return EXIT_CODE_INPUT;
    }
    const char *verb = argv[1];

    /* What getopt puts before its messages. */
    snprintf(title, sizeof(title), "%s %s", argv[0], verb);
    argv[1] = title;
    int code = parse(argc - 1, argv + 1, &options);

    if (code != EXIT_CODE_OK) {
        return code;
    }
    if (argc - 1 - optind != 1) {
        log_error("trace %s: expected one trace file, got %d", verb, argc - 1 - optind);
        return EXIT_CODE_INPUT;
    }
    return inspect(verb, &options, argv[1 + optind]);
}
