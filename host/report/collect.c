/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each core has one set of counters that only grows. What an op or a phase
 * cost is the difference between two readings, so that the parts always add up
 * to the whole.
 */
#include "collect.h"

#include "distribution.h"
#include "hot.h"
#include "program.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NO_PHASE SIZE_MAX

struct op_stats {
    uint64_t count;
    struct samples cycles, instructions;
    struct counters counters;
};

struct phase_stats {
    uint64_t cycles;
    struct counters counters;
    struct op_stats *ops[PROGRAM_OP_COUNT]; /* NULL: did not run */
};

struct core_stats {
    struct counters counters;
    struct counters at_op; /* when its op began */
    bool in_op;
    uint32_t site;
    uint32_t op; /* enum program_op */
    size_t phase; /* of the op, or NO_PHASE */
};

struct collector {
    struct collect_names names;
    unsigned cpu_count;
    struct core_stats *cores;
    struct phase_stats *phases;
    size_t phase; /* that is open, or NO_PHASE */
    uint64_t phase_begin; /* cycle */
    struct counters at_phase; /* of all cores, when it began */
    uint64_t last_cycle; /* highest of any event */
    struct result_mismatch mismatches[RESULT_MISMATCH_MAX];
    uint64_t mismatch_total;
    bool failed; /* out of memory */
};

static const char *const op_names[PROGRAM_OP_COUNT] = {
#define PROGRAM_OP(NAME, text, ...) [PROGRAM_OP_##NAME] = #text,
#include "program.def"
#undef PROGRAM_OP
};

struct collector *collector_create(unsigned cpu_count, const struct collect_names *names)
{
    struct collector *collector = calloc(1, sizeof(*collector));

    if (collector == NULL) {
        return NULL;
    }
    collector->names = *names;
    collector->cpu_count = cpu_count;
    collector->phase = NO_PHASE;
    collector->cores = calloc(cpu_count, sizeof(*collector->cores));
    collector->phases = calloc(names->phase_count + 1, sizeof(*collector->phases));
    if (collector->cores == NULL || collector->phases == NULL) {
        collector_destroy(collector);
        return NULL;
    }
    return collector;
}

static void op_stats_destroy(struct op_stats *op)
{
    if (op != NULL) {
        samples_finish(&op->cycles);
        samples_finish(&op->instructions);
        free(op);
    }
}

void collector_destroy(struct collector *collector)
{
    if (collector == NULL) {
        return;
    }
    for (size_t i = 0; collector->phases != NULL && i < collector->names.phase_count; i++) {
        for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
            op_stats_destroy(collector->phases[i].ops[op]);
        }
    }
    free(collector->phases);
    free(collector->cores);
    free(collector);
}

static struct counters sum_of_cores(const struct collector *collector)
{
    struct counters sum = {0};

    for (unsigned i = 0; i < collector->cpu_count; i++) {
        counters_add(&sum, &collector->cores[i].counters);
    }
    return sum;
}

static void end_phase(struct collector *collector, uint64_t cycle)
{
    const struct counters now = sum_of_cores(collector);
    const struct counters spent = counters_diff(&now, &collector->at_phase);

    if (collector->phase == NO_PHASE) {
        return;
    }
    struct phase_stats *phase = &collector->phases[collector->phase];

    counters_add(&phase->counters, &spent);
    phase->cycles += cycle > collector->phase_begin ? cycle - collector->phase_begin : 0;
    collector->phase = NO_PHASE;
}

static void begin_phase(struct collector *collector, const struct event *ev)
{
    end_phase(collector, ev->cycle);
    if (ev->phase.phase < collector->names.phase_count) {
        collector->phase = ev->phase.phase;
        collector->phase_begin = ev->cycle;
        collector->at_phase = sum_of_cores(collector);
    }
}

static void begin_op(struct collector *collector, const struct event *ev)
{
    struct core_stats *core = &collector->cores[ev->core];
    const uint32_t site = ev->op.site;

    core->in_op = site < collector->names.site_count;
    if (core->in_op) {
        core->site = site;
        core->op = collector->names.site_ops[site];
        core->phase = collector->phase;
        core->at_op = core->counters;
    }
}

/* The op's statistics in its phase, made at its first end; NULL: out of memory. */
static struct op_stats *op_stats(struct collector *collector, size_t phase, uint32_t op)
{
    struct op_stats **slot = &collector->phases[phase].ops[op];

    if (*slot == NULL) {
        *slot = calloc(1, sizeof(**slot));
        collector->failed |= *slot == NULL;
    }
    return *slot;
}

/* An op that came to its end has the result that the script asks for. */
static bool is_wanted(const struct collector *collector, const struct event *ev)
{
    if (collector->names.site_wants == NULL || ev->op.site >= collector->names.site_count) {
        return true;
    }
    switch ((enum result_want)collector->names.site_wants[ev->op.site]) {
    case RESULT_WANT_ZERO:
        return ev->op.result == 0;
    case RESULT_WANT_NONZERO:
        return ev->op.result != 0;
    case RESULT_WANT_ANY:
        break;
    }
    return true;
}

static void add_mismatch(struct collector *collector, const struct event *ev)
{
    if (collector->mismatch_total < RESULT_MISMATCH_MAX) {
        collector->mismatches[collector->mismatch_total] =
            (struct result_mismatch){.site = ev->op.site,
                                     .core = ev->core,
                                     .cycle = ev->cycle,
                                     .value = ev->op.result,
                                     .esr = ev->op.esr};
    }
    collector->mismatch_total++;
}

static void end_op(struct collector *collector, const struct event *ev)
{
    struct core_stats *core = &collector->cores[ev->core];

    if (ev->op.outcome == OP_MISMATCH || !is_wanted(collector, ev)) {
        add_mismatch(collector, ev);
    }
    if (core->in_op && core->phase != NO_PHASE && core->op < PROGRAM_OP_COUNT) {
        const struct counters spent = counters_diff(&core->counters, &core->at_op);
        struct op_stats *stats = op_stats(collector, core->phase, core->op);

        if (stats != NULL) {
            stats->count++;
            counters_add(&stats->counters, &spent);
            samples_add(&stats->cycles, spent.value[COUNTER_CYCLES]);
            samples_add(&stats->instructions, spent.value[COUNTER_INSTRUCTIONS]);
        }
    }
    core->in_op = false;
}

#define MARKS                                                                                      \
    (EVENT_BIT(OP_BEGIN) | EVENT_BIT(OP_END) | EVENT_BIT(PHASE_BEGIN) | EVENT_BIT(PHASE_END))

/* Rare among the events; kept out of the way of the others. */
__attribute__((noinline)) static void mark(struct collector *collector, const struct event *ev)
{
    switch ((enum event_kind)ev->kind) {
    case EVENT_OP_BEGIN:
        begin_op(collector, ev);
        break;
    case EVENT_OP_END:
        end_op(collector, ev);
        break;
    case EVENT_PHASE_BEGIN:
        begin_phase(collector, ev);
        break;
    case EVENT_PHASE_END:
        end_phase(collector, ev->cycle);
        break;
    default:
        break;
    }
}

HOT static void emit(void *ctx, const struct event *ev)
{
    struct collector *collector = ctx;

    assert(ev->core < collector->cpu_count);
    if (ev->cycle > collector->last_cycle) {
        collector->last_cycle = ev->cycle;
    }
    if ((MARKS >> ev->kind & 1) != 0) {
        mark(collector, ev);
    } else {
        counters_apply(&collector->cores[ev->core].counters, ev);
    }
}

/* What entries come and go by: each stands beside a miss or a TLBI, which say all that counts. */
#define UNCOUNTED                                                                                  \
    (EVENT_BIT(L1_FILL) | EVENT_BIT(L1_DROP) | EVENT_BIT(L2_FILL) | EVENT_BIT(L2_DROP))

struct sink collector_sink(struct collector *collector)
{
    return (struct sink){.emit = emit, .ctx = collector, .interest = EVENT_ALL & ~UNCOUNTED};
}

static unsigned count_ops(const struct phase_stats *phase)
{
    unsigned count = 0;

    for (unsigned op = 0; op < PROGRAM_OP_COUNT; op++) {
        count += phase->ops[op] != NULL;
    }
    return count;
}

static struct result_op finish_op(struct op_stats *stats, uint32_t op)
{
    return (struct result_op){
        .op = op,
        .name = op_names[op],
        .count = stats->count,
        .cycles = samples_distribution(&stats->cycles),
        .instructions = samples_distribution(&stats->instructions),
        .counters = stats->counters,
    };
}

static int finish_phase(struct phase_stats *stats, const char *name, struct result_phase *ret)
{
    *ret = (struct result_phase){.cycles = stats->cycles, .counters = stats->counters};
    ret->name = strdup(name);
    ret->ops = calloc(count_ops(stats) + 1, sizeof(*ret->ops));
    if (ret->name == NULL || ret->ops == NULL) {
        return -ENOMEM;
    }
    for (uint32_t op = 0; op < PROGRAM_OP_COUNT; op++) {
        struct op_stats *op_stats = stats->ops[op];

        if (op_stats == NULL) {
            continue;
        }
        if (op_stats->cycles.failed || op_stats->instructions.failed) {
            return -ENOMEM;
        }
        ret->ops[ret->op_count++] = finish_op(op_stats, op);
    }
    return 0;
}

static int finish_phases(struct collector *collector, struct run_result *result)
{
    struct counters inside = {0};

    result->phases = calloc(collector->names.phase_count + 1, sizeof(*result->phases));
    if (result->phases == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < collector->names.phase_count; i++) {
        result->phase_count = i + 1;
        if (finish_phase(&collector->phases[i], collector->names.phase_names[i],
                         &result->phases[i]) != 0) {
            return -ENOMEM;
        }
        counters_add(&inside, &result->phases[i].counters);
    }
    result->outside = counters_diff(&result->totals, &inside);
    return 0;
}

static int finish_cores(struct collector *collector, struct run_result *result)
{
    result->cpu_count = collector->cpu_count;
    result->cpus = calloc(collector->cpu_count, sizeof(*result->cpus));
    if (result->cpus == NULL) {
        return -ENOMEM;
    }
    for (unsigned i = 0; i < collector->cpu_count; i++) {
        result->cpus[i] = collector->cores[i].counters;
    }
    result->totals = sum_of_cores(collector);
    return 0;
}

static int finish_mismatches(struct collector *collector, struct run_result *result)
{
    const uint64_t total = collector->mismatch_total;
    const size_t kept = total < RESULT_MISMATCH_MAX ? (size_t)total : RESULT_MISMATCH_MAX;

    result->mismatches = calloc(kept + 1, sizeof(*result->mismatches));
    if (result->mismatches == NULL) {
        return -ENOMEM;
    }
    memcpy(result->mismatches, collector->mismatches, kept * sizeof(*result->mismatches));
    result->mismatch_count = kept;
    result->mismatch_total = total;
    return 0;
}

int collector_finish(struct collector *collector, struct run_result *result)
{
    end_phase(collector, collector->last_cycle);
    result->elapsed = collector->last_cycle;
    if (collector->failed || finish_cores(collector, result) != 0 ||
        finish_phases(collector, result) != 0 || finish_mismatches(collector, result) != 0) {
        return -ENOMEM;
    }
    return 0;
}

bool collector_open_op(const struct collector *collector, unsigned core, uint32_t *ret_site)
{
    const struct core_stats *stats = &collector->cores[core];

    if (stats->in_op) {
        *ret_site = stats->site;
    }
    return stats->in_op;
}
