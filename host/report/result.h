/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run yields: plain values that reports, expectations and statistics
 * read. It knows nothing of the engine or of how the run was made.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "counters.h"
#include "machine_config.h"

/* Exact percentiles, nearest rank. All zero when count is zero. */
struct distribution {
    uint64_t count, min, p50, p90, p99, max, sum;
};

struct result_op {
    uint32_t op; /* enum program_op */
    const char *name; /* "vmalloc" */
    uint64_t count;
    struct distribution cycles, instructions;
    struct counters counters; /* of the cores that ran the ops, while they ran */
};

struct result_phase {
    char *name;
    uint64_t cycles; /* model time from its begin to its end */
    struct counters counters; /* of all cores in that time */
    struct result_op *ops; /* in order of enum program_op, only those that ran */
    size_t op_count;
};

/* What the result of a site's ops must be. A status is 0 when all went well. */
enum result_want { RESULT_WANT_ANY, RESULT_WANT_ZERO, RESULT_WANT_NONZERO };

/* An op whose own expectation ("load p expect ...") did not hold. */
struct result_mismatch {
    uint32_t site;
    uint32_t core;
    uint64_t cycle;
    uint64_t value; /* found, or the fault address */
    uint32_t esr; /* of the fault taken; 0: none was */
};

struct result_expectation {
    char *text; /* as the script has it */
    char *actual; /* "fault.permission = 3" */
    unsigned line;
    int ok;
};

/* Areas that the ops of one place in the script allocated and nobody freed. */
struct result_leak {
    uint32_t line, column; /* from 1 */
    uint32_t op; /* enum program_op */
    uint64_t areas;
    uint64_t bytes; /* as they were asked for */
};

struct result_firmware {
    char *name; /* last component of its path */
    char sha256[65];
    const char *allocator, *shootdown; /* NULL without a workload */
};

struct run_result {
    const char *tool_version, *unicorn_version, *capstone_version;
    struct machine_config machine; /* effective */
    char *machine_name;
    char *workload; /* last component of its path; NULL: boot */
    struct result_firmware firmware;
    uint64_t seed;
    unsigned cpu_count;
    struct counters *cpus;
    struct counters totals, outside;
    uint64_t elapsed; /* model time: the furthest core's clock */
    struct result_phase *phases;
    size_t phase_count;
    struct result_mismatch *mismatches; /* at most RESULT_MISMATCH_MAX kept */
    size_t mismatch_count; /* kept */
    uint64_t mismatch_total;
    struct result_expectation *expectations;
    size_t expectation_count;
    struct result_leak *leaks; /* NULL: the firmware did not tell */
    size_t leak_count;
    int exit; /* enum exit_code */
    char *exit_reason; /* one line; NULL when all went well */
};

#define RESULT_MISMATCH_MAX 64

/* Frees what the members own, not the object. Accepts a zeroed one. */
void run_result_finish(struct run_result *result);
