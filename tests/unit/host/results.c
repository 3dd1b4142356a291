/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "results.h"

#include "program.h"

#include <stdlib.h>
#include <string.h>

static struct counters numbered(uint64_t first)
{
    struct counters counters;

    for (unsigned i = 0; i < COUNTER_COUNT; i++) {
        counters.value[i] = first + i;
    }
    return counters;
}

static struct distribution spread(uint64_t first)
{
    return (struct distribution){3, first, first + 1, first + 2, first + 3, first + 4, first + 5};
}

static void add_phase(struct run_result *result)
{
    struct result_phase *phase = calloc(1, sizeof(*phase));

    phase->name = strdup("churn");
    phase->cycles = 1234567;
    phase->counters = numbered(5000);
    phase->ops = calloc(1, sizeof(*phase->ops));
    phase->op_count = 1;
    phase->ops[0] = (struct result_op){.op = PROGRAM_OP_VMALLOC,
                                       .name = "vmalloc",
                                       .count = 3,
                                       .cycles = spread(1000),
                                       .instructions = spread(500),
                                       .counters = numbered(7000)};
    result->phases = phase;
    result->phase_count = 1;
}

static void add_expectations(struct run_result *result)
{
    result->expectations = calloc(2, sizeof(*result->expectations));
    result->expectation_count = 2;
    result->expectations[0] = (struct result_expectation){strdup("expect walk.count > 0"),
                                                          strdup("walk.count = 15"), 7, 1};
    result->expectations[1] = (struct result_expectation){strdup("expect fault.permission == 0"),
                                                          strdup("fault.permission = 3"), 9, 0};
}

static void add_leaks(struct run_result *result)
{
    result->leaks = calloc(2, sizeof(*result->leaks));
    result->leak_count = 2;
    result->leaks[0] = (struct result_leak){3, 5, PROGRAM_OP_VMALLOC, 2, 8000};
    result->leaks[1] = (struct result_leak){8, 1, PROGRAM_OP_VMALLOC, 1, 4096};
}

struct run_result results_example(void)
{
    struct run_result result = {
        .tool_version = "0.1.0",
        .unicorn_version = "2.1.4",
        .capstone_version = "5.0",
        .machine = machine_config_default(),
        .machine_name = strdup("cortex-a72"),
        .workload = strdup("churn.wl"),
        .firmware = {.name = strdup("vmalloc.elf"),
                     .sha256 = "0123456789abcdef0123456789abcdef"
                               "0123456789abcdef0123456789abcdef",
                     .allocator = "augmented",
                     .shootdown = "broadcast"},
        .seed = 42,
        .cpu_count = 2,
        .cpus = calloc(2, sizeof(*result.cpus)),
        .totals = numbered(1000000),
        .outside = numbered(3),
        .elapsed = 7654321,
        .exit = 1,
    };

    result.cpus[0] = numbered(100);
    result.cpus[1] = numbered(200);
    add_phase(&result);
    add_expectations(&result);
    add_leaks(&result);
    return result;
}
