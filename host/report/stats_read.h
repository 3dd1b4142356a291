/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Statistics read back from the JSON of --stats (docs/stats.md): every number
 * under the name that `expect` has for it, and what was run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest name: PHASE.OP.COUNTER. */
#define STATS_NAME_MAX 512

struct stats_value {
    char *name; /* "tlbi.local", "churn.cycles", "churn.vmalloc.cycles.p99" */
    unsigned depth; /* 0: of the run, 1: of a phase, 2: of an op */
    int64_t value;
};

/* What the numbers depend on, as text; NULL where the file does not say. */
enum stats_fact {
    STATS_WORKLOAD,
    STATS_MACHINE,
    STATS_CPUS,
    STATS_SEED,
    STATS_FIRMWARE, /* the first twelve digits of its hash */
    STATS_ALLOCATOR,
    STATS_SHOOTDOWN,
    STATS_VERSION,
    STATS_UNICORN,
    STATS_CAPSTONE,
    STATS_FACT_COUNT,
};

/* "workload", "machine", ... for messages. */
extern const char *const stats_fact_names[STATS_FACT_COUNT];

struct stats_expectation {
    char *text, *actual; /* actual: NULL when there is nothing to tell */
    unsigned line;
    bool ok;
};

struct stats {
    char *facts[STATS_FACT_COUNT];
    char *exit_reason; /* NULL: all went well */
    int exit;
    struct stats_expectation *expectations; /* in the order of the script */
    size_t expectation_count;
    struct stats_value *values; /* sorted by name */
    size_t count;
};

struct stats_error {
    int line, column; /* from 1; 0: the file as a whole */
    char message[256];
};

/* 0; -EINVAL: no statistics; another -errno. Otherwise *ret is zeroed and *ret_error filled. */
int stats_read(const char *path, struct stats *ret, struct stats_error *ret_error);
/* Accepts a zeroed object. */
void stats_finish(struct stats *stats);
/* NULL: it has no such number. */
const struct stats_value *stats_find(const struct stats *stats, const char *name);
