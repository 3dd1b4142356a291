/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names are read from the left: a phase of the script, an op, what is counted. */
#include "metric.h"

#include "op_name.h"
#include "result.h"
#include "suggest.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} metric_stats[] = {
    {"min", offsetof(struct distribution, min)}, {"p50", offsetof(struct distribution, p50)},
    {"p90", offsetof(struct distribution, p90)}, {"p99", offsetof(struct distribution, p99)},
    {"max", offsetof(struct distribution, max)}, {"sum", offsetof(struct distribution, sum)},
};

#define METRIC_STAT_COUNT (sizeof(metric_stats) / sizeof(metric_stats[0]))

/* What the name is read against. */
struct metric_reader {
    const char *name; /* all of it */
    struct place place;
    const struct workload *workload;
    struct diag *diag;
};

/* The part behind the first dot; NULL: there is none. */
static const char *metric_rest(const char *name)
{
    const char *dot = strchr(name, '.');

    return dot != NULL ? dot + 1 : NULL;
}

#define METRIC_WORD_MAX 80

static const char *first_word(const char *name, char word[METRIC_WORD_MAX])
{
    snprintf(word, METRIC_WORD_MAX, "%.*s", (int)strcspn(name, "."), name);
    return word;
}

static bool first_is(const char *name, const char *word)
{
    const size_t length = strlen(word);

    return strncmp(name, word, length) == 0 && (name[length] == '.' || name[length] == '\0');
}

static uint32_t find_phase(const struct workload *workload, const char *name)
{
    for (size_t i = 0; i < workload->phase_count; i++) {
        if (first_is(name, workload->phases[i].name)) {
            return (uint32_t)i;
        }
    }
    return METRIC_NONE;
}

static void suggest_counters(struct suggest *suggest)
{
    for (unsigned id = 0; id < COUNTER_COUNT; id++) {
        suggest_try(suggest, counter_info(id).name);
    }
}

static bool unknown(const struct metric_reader *r, const struct suggest *suggest,
                    const char *expected)
{
    char hint[96];

    return diag_error(r->diag, r->place, "unknown `%.80s` in `%.80s`, expected %s%s", suggest->word,
                      r->name, expected, suggest_text(suggest, hint, sizeof(hint)));
}

/* min, p50, ... of an op's cycles or instructions. */
static bool read_stat(const struct metric_reader *r, const char *name, struct metric *metric)
{
    struct suggest suggest = suggest_for(name);

    for (unsigned i = 0; i < METRIC_STAT_COUNT; i++) {
        if (strcmp(name, metric_stats[i].name) == 0) {
            metric->id = i;
            return true;
        }
        suggest_try(&suggest, metric_stats[i].name);
    }
    return unknown(r, &suggest, "min, p50, p90, p99, max or sum");
}

static bool read_counter(const char *name, struct metric *metric)
{
    const int id = counter_find(name);

    metric->kind = METRIC_COUNTER;
    metric->id = (unsigned)id;
    return id >= 0;
}

/* What comes behind PHASE.OP. */
static bool read_op(const struct metric_reader *r, const char *name, struct metric *metric)
{
    const char *rest = metric_rest(name);

    if (strcmp(name, "count") == 0) {
        metric->kind = METRIC_COUNT;
        return true;
    }
    if (rest != NULL && (first_is(name, "cycles") || first_is(name, "instructions"))) {
        metric->kind = first_is(name, "cycles") ? METRIC_CYCLES : METRIC_INSTRUCTIONS;
        return read_stat(r, rest, metric);
    }
    if (read_counter(name, metric)) {
        return true;
    }
    struct suggest suggest = suggest_for(name);
    suggest_try(&suggest, "count");
    suggest_counters(&suggest);
    return unknown(r, &suggest, "count, cycles.STAT, instructions.STAT or a counter");
}

static int find_op(const char *name)
{
    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        if (op_name_is_op(op) && first_is(name, op_name(op))) {
            return (int)op;
        }
    }
    return -1;
}

/* An op, if the first word is close to one, else a counter. */
static bool unknown_in_phase(const struct metric_reader *r, const char *name)
{
    char first[METRIC_WORD_MAX];
    struct suggest suggest = suggest_for(first_word(name, first));

    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        if (op_name_is_op(op)) {
            suggest_try(&suggest, op_name(op));
        }
    }
    if (suggest.best == NULL) {
        suggest = suggest_for(name);
        suggest_counters(&suggest);
    }
    return unknown(r, &suggest, "cycles, a counter, or an op and a dot");
}

/* What comes behind PHASE. tlbi is an op, but tlbi.local is a counter. */
static bool read_phase(const struct metric_reader *r, const char *name, struct metric *metric)
{
    const int op = find_op(name);

    if (strcmp(name, "cycles") == 0) {
        metric->kind = METRIC_ELAPSED;
        return true;
    }
    if (read_counter(name, metric)) {
        return true;
    }
    if (op >= 0 && metric_rest(name) != NULL) {
        metric->op = (uint32_t)op;
        return read_op(r, metric_rest(name), metric);
    }
    return unknown_in_phase(r, name);
}

/* A phase, if the first word is close to one, else a counter. */
static bool unknown_in_run(const struct metric_reader *r)
{
    char first[METRIC_WORD_MAX], hint[96];
    struct suggest suggest = suggest_for(first_word(r->name, first));

    for (size_t i = 0; i < r->workload->phase_count; i++) {
        suggest_try(&suggest, r->workload->phases[i].name);
    }
    if (suggest.best == NULL) {
        suggest = suggest_for(r->name);
        suggest_counters(&suggest);
    }
    return diag_error(r->diag, r->place,
                      "unknown `%.80s`, expected a counter, a phase or a constant%s", r->name,
                      suggest_text(&suggest, hint, sizeof(hint)));
}

static bool read_leaked(const char *name, struct metric *metric)
{
    const bool areas = strcmp(name, "leaked.areas") == 0;

    metric->kind = areas ? METRIC_LEAKED_AREAS : METRIC_LEAKED_BYTES;
    return areas || strcmp(name, "leaked.bytes") == 0;
}

static bool read_run(const struct metric_reader *r, struct metric *metric)
{
    if (strcmp(r->name, "elapsed") == 0) {
        metric->kind = METRIC_ELAPSED;
        return true;
    }
    if (read_counter(r->name, metric) || read_leaked(r->name, metric)) {
        return true;
    }
    return unknown_in_run(r);
}

bool metric_resolve(const char *name, struct place place, const struct workload *workload,
                    struct diag *diag, struct metric *ret)
{
    const struct metric_reader r = {name, place, workload, diag};
    struct metric metric = {.phase = find_phase(workload, name), .op = METRIC_NONE};
    const char *rest = metric_rest(name);

    if (metric.phase == METRIC_NONE) {
        if (!read_run(&r, &metric)) {
            return false;
        }
    } else if (rest == NULL) {
        return diag_error(diag, place, "`%.80s` is a phase, expected what of it: %.80s.cycles",
                          name, name);
    } else if (!read_phase(&r, rest, &metric)) {
        return false;
    }
    *ret = metric;
    return true;
}

bool metric_hides(const char *phase_name)
{
    for (unsigned id = 0; id < COUNTER_COUNT; id++) {
        if (first_is(counter_info(id).name, phase_name)) {
            return true;
        }
    }
    return strcmp(phase_name, "elapsed") == 0 || strcmp(phase_name, "leaked") == 0;
}

static const struct result_op *result_find_op(const struct result_phase *phase, uint32_t op)
{
    for (size_t i = 0; i < phase->op_count; i++) {
        if (phase->ops[i].op == op) {
            return &phase->ops[i];
        }
    }
    return NULL;
}

static uint64_t stat_value(const struct distribution *d, unsigned stat)
{
    uint64_t value;

    memcpy(&value, (const char *)d + metric_stats[stat].offset, sizeof(value));
    return value;
}

static uint64_t op_value(const struct metric *metric, const struct result_op *op)
{
    switch (metric->kind) {
    case METRIC_COUNT:
        return op->count;
    case METRIC_CYCLES:
        return stat_value(&op->cycles, metric->id);
    case METRIC_INSTRUCTIONS:
        return stat_value(&op->instructions, metric->id);
    case METRIC_COUNTER:
    case METRIC_ELAPSED:
    case METRIC_LEAKED_AREAS:
    case METRIC_LEAKED_BYTES:
        break;
    }
    return op->counters.value[metric->id];
}

bool metric_is_known(const struct metric *metric, const struct run_result *result)
{
    return result->leaks != NULL ||
           (metric->kind != METRIC_LEAKED_AREAS && metric->kind != METRIC_LEAKED_BYTES);
}

static uint64_t leaked_value(enum metric_kind kind, const struct run_result *result)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < result->leak_count; i++) {
        sum += kind == METRIC_LEAKED_AREAS ? result->leaks[i].areas : result->leaks[i].bytes;
    }
    return sum;
}

static uint64_t run_value(const struct metric *metric, const struct run_result *result)
{
    switch (metric->kind) {
    case METRIC_ELAPSED:
        return result->elapsed;
    case METRIC_LEAKED_AREAS:
    case METRIC_LEAKED_BYTES:
        return leaked_value(metric->kind, result);
    default:
        return result->totals.value[metric->id];
    }
}

uint64_t metric_value(const struct metric *metric, const struct run_result *result)
{
    if (metric->phase == METRIC_NONE) {
        return run_value(metric, result);
    }
    if (metric->phase >= result->phase_count) {
        return 0;
    }
    const struct result_phase *phase = &result->phases[metric->phase];
    if (metric->op == METRIC_NONE) {
        return metric->kind == METRIC_ELAPSED ? phase->cycles : phase->counters.value[metric->id];
    }
    const struct result_op *op = result_find_op(phase, metric->op);
    return op != NULL ? op_value(metric, op) : 0;
}
