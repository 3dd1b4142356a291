/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_options.h"

#include "counters.h"
#include "exit_code.h"
#include "log.h"
#include "size.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
    OPT_FILTER = 256,
    OPT_KIND,
    OPT_CORE,
    OPT_FROM,
    OPT_TO,
    OPT_LIMIT,
    OPT_JSON,
    OPT_BY,
    OPT_TOP,
    OPT_AT,
    OPT_FORMAT,
    OPT_WEIGHT
};

const char *trace_verb_name(enum trace_verb verb)
{
    static const char *const names[] = {
#define TRACE_VERB(NAME, text, operands, usage, meaning) text,
#include "trace_verbs.def"
#undef TRACE_VERB
    };

    return names[verb];
}

#define FOR(NAME) (1u << TRACE_VERB_##NAME)
#define FILTERED (FOR(DUMP) | FOR(STAT) | FOR(DIFF) | FOR(EXPORT))

static const struct {
    const char *name;
    int argument, id;
    unsigned verbs;
} known[] = {
    {"filter", required_argument, OPT_FILTER, FILTERED},
    {"kind", required_argument, OPT_KIND, FILTERED},
    {"core", required_argument, OPT_CORE, FILTERED},
    {"from", required_argument, OPT_FROM, FILTERED},
    {"to", required_argument, OPT_TO, FILTERED},
    {"limit", required_argument, OPT_LIMIT, FOR(DUMP) | FOR(WHY)},
    {"at", required_argument, OPT_AT, FOR(WHY)},
    {"format", required_argument, OPT_FORMAT, FOR(EXPORT)},
    {"output", required_argument, 'o', FOR(EXPORT)},
    {"weight", required_argument, OPT_WEIGHT, FOR(EXPORT)},
    {"json", no_argument, OPT_JSON, FOR(DUMP)},
    {"by", required_argument, OPT_BY, FOR(STAT)},
    {"top", required_argument, OPT_TOP, FOR(STAT)},
};

#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

#define TOP_DEFAULT 10
#define STORY_DEFAULT 40
#define TOP_MAX 1000000

/* What is said on the command line while it is read. */
struct reading {
    const char *verb; /* "dump" */
    const char *from, *to; /* --from and --to; NULL: not said */
    struct trace_options *options;
};

static int add_filter(const struct reading *reading, const char *text)
{
    char error[TRACE_FILTER_ERROR_BYTES];
    char *all = reading->options->filter_text;
    const size_t used = strlen(all), room = sizeof(reading->options->filter_text) - used;

    if ((size_t)snprintf(all + used, room, " %s", text) >= room) {
        log_error("trace %s: the filter is too long", reading->verb);
        return EXIT_CODE_INPUT;
    }
    if (trace_filter_parse(&reading->options->filter, text, error) != 0) {
        log_error("trace %s: %s", reading->verb, error);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

/* --kind X is the term kind=X. */
static int add_term(const struct reading *reading, const char *key, const char *value)
{
    char term[1024];

    if (snprintf(term, sizeof(term), "%s=%s", key, value) >= (int)sizeof(term)) {
        log_error("trace %s: --%s is too long", reading->verb, key);
        return EXIT_CODE_INPUT;
    }
    return add_filter(reading, term);
}

static int check_number(const struct reading *reading, const char *value, uint64_t *ret)
{
    if (size_parse(value, ret) != 0) {
        log_error("trace %s: '%s' is not a number", reading->verb, value);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int take_by(const struct reading *reading, const char *value)
{
    reading->options->by = trace_cost_find(value);
    if (reading->options->by == TRACE_COST_COUNT) {
        log_error("trace %s: --by '%s' is no cost; `mmulator trace --help` lists them",
                  reading->verb, value);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int take_top(const struct reading *reading, const char *value)
{
    uint64_t number = 0;
    const int code = check_number(reading, value, &number);

    reading->options->top = number < TOP_MAX ? (unsigned)number : TOP_MAX;
    return code;
}

static int take_format(const struct reading *reading, const char *value)
{
    reading->options->format = trace_exporter_find(value);
    if (reading->options->format == NULL) {
        log_error("trace %s: unknown format '%s'; `mmulator trace --help` lists them",
                  reading->verb, value);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int take_weight(const struct reading *reading, const char *value)
{
    reading->options->weight = counter_find(value);
    if (reading->options->weight < 0) {
        log_error("trace %s: '%s' is no counter; `mmulator counters` lists them", reading->verb,
                  value);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int take(struct reading *reading, int id, const char *value)
{
    uint64_t number;

    switch (id) {
    case OPT_FILTER:
        return add_filter(reading, value);
    case OPT_KIND:
        return add_term(reading, "kind", value);
    case OPT_CORE:
        return add_term(reading, "core", value);
    case OPT_FROM:
        reading->from = value;
        return check_number(reading, value, &number);
    case OPT_TO:
        reading->to = value;
        return check_number(reading, value, &number);
    case OPT_LIMIT:
        return check_number(reading, value, &reading->options->limit);
    case OPT_JSON:
        reading->options->json = true;
        return EXIT_CODE_OK;
    case OPT_FORMAT:
        return take_format(reading, value);
    case OPT_WEIGHT:
        return take_weight(reading, value);
    case 'o':
        reading->options->output = value;
        return EXIT_CODE_OK;
    case OPT_AT:
        return check_number(reading, value, &reading->options->at);
    case OPT_BY:
        return take_by(reading, value);
    case OPT_TOP:
        return take_top(reading, value);
    default: /* getopt has said why */
        return EXIT_CODE_INPUT;
    }
}

static int add_time(const struct reading *reading)
{
    char span[128];

    if (reading->from == NULL && reading->to == NULL) {
        return EXIT_CODE_OK;
    }
    snprintf(span, sizeof(span), "%.50s..%.50s", reading->from != NULL ? reading->from : "",
             reading->to != NULL ? reading->to : "");
    return add_term(reading, "time", span);
}

int trace_options_parse(enum trace_verb verb, int argc, char **argv, struct trace_options *ret)
{
    struct reading reading = {.verb = trace_verb_name(verb), .options = ret};
    struct option table[KNOWN_COUNT + 1] = {0};
    int code = EXIT_CODE_OK, id;
    size_t count = 0;

    *ret = (struct trace_options){.top = TOP_DEFAULT,
                                  .at = UINT64_MAX,
                                  .weight = COUNTER_CYCLES,
                                  .limit = verb == TRACE_VERB_WHY ? STORY_DEFAULT : 0};
    trace_filter_init(&ret->filter);
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if ((known[i].verbs >> verb & 1) != 0) {
            table[count++] = (struct option){known[i].name, known[i].argument, NULL, known[i].id};
        }
    }
    optind = 0;
    while (code == EXIT_CODE_OK &&
           (id = getopt_long(argc, argv, verb == TRACE_VERB_EXPORT ? "o:" : "", table, NULL)) >=
               0) {
        code = take(&reading, id, optarg);
    }
    ret->files = argv + optind;
    ret->file_count = argc - optind;
    return code == EXIT_CODE_OK ? add_time(&reading) : code;
}

void trace_options_finish(struct trace_options *options)
{
    trace_filter_finish(&options->filter);
}
