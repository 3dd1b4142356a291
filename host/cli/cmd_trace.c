/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator trace: looking into recorded events. */
#include "commands.h"
#include "exit_code.h"
#include "log.h"
#include "size.h"
#include "trace_diff.h"
#include "trace_dump.h"
#include "trace_export.h"
#include "trace_info.h"
#include "trace_options.h"
#include "trace_stat.h"
#include "trace_why.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *usage, *meaning;
    int operands;
} verbs[] = {
#define TRACE_VERB(NAME, text, operands, usage, meaning) {text, usage, meaning, operands},
#include "trace_verbs.def"
#undef TRACE_VERB
};

static void print_help(FILE *file)
{
    for (unsigned i = 0; i < TRACE_VERB_COUNT; i++) {
        fprintf(file, "%s mmulator trace %s %s\n", i == 0 ? "usage:" : "      ", verbs[i].name,
                verbs[i].usage);
    }
    fputc('\n', file);
    for (unsigned i = 0; i < TRACE_VERB_COUNT; i++) {
        fprintf(file, "%-8s %s\n", verbs[i].name, verbs[i].meaning);
    }
    fputs("\nTERMS choose events, as in --filter 'kind=walk,fault core=0 "
          "addr=0xffff800010000000+64K':\n"
          "  kind=NAME,...   see below; l1-* is all that begin with l1-\n"
          "  core=N..M,...   addr=A..B,... or A+SIZE    time=CYCLE..CYCLE\n"
          "  phase=NAME,...  op=NAME,...                line=N..M,... of the script\n"
          "--kind X, --core X, --from CYCLE and --to CYCLE are the same as terms.\n\nkinds:",
          file);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        fprintf(file, " %s", event_kind_name(kind));
    }
    fputs("\nFORMAT is one of:\n", file);
    for (size_t i = 0; trace_exporter_at(i) != NULL; i++) {
        fprintf(file, "  %-9s %s\n", trace_exporter_at(i)->name, trace_exporter_at(i)->meaning);
    }
    fputs("\nCOST is one of:", file);
    for (unsigned id = 0; id < TRACE_COST_COUNT; id++) {
        fprintf(file, " %s", trace_cost_names[id]);
    }
    fputc('\n', file);
}

/* A verb's index; TRACE_VERB_COUNT: there is none of that name. */
static unsigned find_verb(const char *name)
{
    unsigned verb = 0;

    while (verb < TRACE_VERB_COUNT && strcmp(verbs[verb].name, name) != 0) {
        verb++;
    }
    return verb;
}

static int expected_verb(void)
{
    char list[160];
    size_t used = 0;

    for (unsigned i = 0; i < TRACE_VERB_COUNT; i++) {
        const char *separator = i == 0 ? "" : i + 1 < TRACE_VERB_COUNT ? ", " : " or ";

        used +=
            (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", separator, verbs[i].name);
    }
    log_error("trace: expected %s; `mmulator trace --help` says more", list);
    return EXIT_CODE_INPUT;
}

/* Names of ops and phases mean something only in the recording. */
static int bind_filter(struct trace_options *options, const struct trace_reader *reader)
{
    char error[TRACE_FILTER_ERROR_BYTES];

    if (trace_filter_bind(&options->filter, &trace_reader_header(reader)->header, error) != 0) {
        log_error("%s: %s", options->files[0], error);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int act(enum trace_verb verb, struct trace_options *options, struct trace_reader *reader)
{
    switch (verb) {
    case TRACE_VERB_INFO:
        return trace_info(reader, stdout);
    case TRACE_VERB_DUMP: {
        const struct trace_dump_options dump = {&options->filter, options->limit, options->json};

        return trace_dump(reader, &dump, stdout);
    }
    case TRACE_VERB_STAT: {
        const struct trace_stat_options stat = {&options->filter, options->by, options->top};

        return trace_stat(reader, &stat, stdout);
    }
    case TRACE_VERB_WHY: {
        const struct trace_why_options why = {options->address, options->at, options->limit};

        return trace_why(reader, &why, stdout);
    }
    case TRACE_VERB_EXPORT: {
        const struct trace_export_options export = {options->format, &options->filter,
                                                    options->weight, options->output};

        return trace_export(reader, &export);
    }
    case TRACE_VERB_DIFF: /* of two readers */
    case TRACE_VERB_COUNT:
        break;
    }
    return -EINVAL;
}

static int export_error(const struct trace_options *options, int err)
{
    if (err == -EINVAL) {
        log_error("trace export: %s needs a file: -o OUT", options->format->name);
        return EXIT_CODE_INPUT;
    }
    log_error_at(options->output, 0, 0, "cannot write the export: %s", strerror(-err));
    return EXIT_CODE_TOOL;
}

static int inspect(enum trace_verb verb, struct trace_options *options)
{
    struct trace_reader *reader;
    int err = 0;

    if (trace_reader_open(options->files[0], &reader) != 0) {
        return EXIT_CODE_INPUT;
    }
    int code = bind_filter(options, reader);

    if (code == EXIT_CODE_OK) {
        err = act(verb, options, reader);
        code = trace_reader_damage(reader) > 0 ? EXIT_CODE_INPUT : EXIT_CODE_OK;
    }
    trace_reader_close(reader);
    if (err != 0 && verb == TRACE_VERB_EXPORT) {
        return export_error(options, err);
    }
    /* What could not be written is main's to judge. */
    if (err != 0 && ferror(stdout) == 0) {
        log_error("cannot read the trace: %s", strerror(-err));
        return EXIT_CODE_TOOL;
    }
    return code;
}

/* The terms mean in each what its own program calls so. */
static int compare(struct trace_options *options)
{
    struct trace_reader *readers[2] = {NULL, NULL};
    struct trace_filter filters[2];
    char error[TRACE_FILTER_ERROR_BYTES];
    int code = EXIT_CODE_OK;

    for (unsigned i = 0; i < 2; i++) {
        trace_filter_init(&filters[i]);
    }
    for (unsigned i = 0; i < 2 && code == EXIT_CODE_OK; i++) {
        if (trace_reader_open(options->files[i], &readers[i]) != 0) {
            code = EXIT_CODE_INPUT;
        } else if (trace_filter_parse(&filters[i], options->filter_text, error) != 0 ||
                   trace_filter_bind(&filters[i], &trace_reader_header(readers[i])->header,
                                     error) != 0) {
            log_error_at(options->files[i], 0, 0, "%s", error);
            code = EXIT_CODE_INPUT;
        }
    }
    if (code == EXIT_CODE_OK) {
        const int status = trace_diff(readers[0], readers[1], &filters[0], &filters[1], stdout);

        code = status == 0 ? EXIT_CODE_OK : status == 1 ? EXIT_CODE_EXPECTATION : EXIT_CODE_TOOL;
        if (trace_reader_damage(readers[0]) + trace_reader_damage(readers[1]) > 0) {
            code = EXIT_CODE_INPUT;
        }
    }
    for (unsigned i = 0; i < 2; i++) {
        trace_reader_close(readers[i]);
        trace_filter_finish(&filters[i]);
    }
    return code;
}

static int check_operands(enum trace_verb verb, struct trace_options *options)
{
    static const char *const expected[TRACE_VERB_COUNT] = {
        [TRACE_VERB_WHY] = "a trace file and an address",
        [TRACE_VERB_DIFF] = "two trace files",
    };

    if (options->file_count != verbs[verb].operands) {
        log_error("trace %s: expected %s, got %d", verbs[verb].name,
                  expected[verb] != NULL ? expected[verb] : "one trace file", options->file_count);
        return EXIT_CODE_INPUT;
    }
    if (verb == TRACE_VERB_WHY && size_parse(options->files[1], &options->address) != 0) {
        log_error("trace why: '%s' is not an address", options->files[1]);
        return EXIT_CODE_INPUT;
    }
    if (verb == TRACE_VERB_EXPORT && (options->format == NULL || options->output == NULL)) {
        log_error("trace export: --format FORMAT and -o OUT are needed");
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

int cmd_trace(int argc, char **argv)
{
    struct trace_options options;
    char title[64];

    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help(stdout);
        return EXIT_CODE_OK;
    }
    const unsigned verb = argc < 2 ? TRACE_VERB_COUNT : find_verb(argv[1]);

    if (verb == TRACE_VERB_COUNT) {
        return expected_verb();
    }
    snprintf(title, sizeof(title), "%s %s", argv[0], verbs[verb].name);
    argv[1] = title;
    int code = trace_options_parse((enum trace_verb)verb, argc - 1, argv + 1, &options);

    if (code == EXIT_CODE_OK) {
        code = check_operands((enum trace_verb)verb, &options);
    }
    if (code == EXIT_CODE_OK) {
        code =
            verb == TRACE_VERB_DIFF ? compare(&options) : inspect((enum trace_verb)verb, &options);
    }
    trace_options_finish(&options);
    return code;
}
