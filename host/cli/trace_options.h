/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of the verbs of `mmulator trace`. */
#pragma once

#include <stdbool.h>

#include "trace_cost.h"
#include "trace_export.h"
#include "trace_filter.h"

enum trace_verb {
#define TRACE_VERB(NAME, text, files, usage, meaning) TRACE_VERB_##NAME,
#include "trace_verbs.def"
#undef TRACE_VERB
    TRACE_VERB_COUNT
};

const char *trace_verb_name(enum trace_verb verb);

struct trace_options {
    struct trace_filter filter; /* not bound yet */
    char filter_text[2048]; /* all its terms, for a second one like it */
    uint64_t limit; /* lines; 0: not said */
    bool json;
    enum trace_cost_id by; /* stat */
    unsigned top; /* rows of a table */
    uint64_t address; /* why: the second operand */
    uint64_t at; /* why: the last cycle that counts */
    const struct trace_exporter *format; /* export; NULL: not said */
    const char *output; /* likewise */
    int weight; /* export: enum counter_id */
    char **files; /* what is no option */
    int file_count;
};

/* argv[0] is what getopt puts before its messages. 0, or an exit code with the error logged. */
int trace_options_parse(enum trace_verb verb, int argc, char **argv, struct trace_options *ret);
void trace_options_finish(struct trace_options *options);
