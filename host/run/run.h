/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of the machine: an image, perhaps a workload, and what comes out.
 * Everything that run, boot and test share.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "machine_config.h"
#include "result.h"
#include "trace_level.h"
#include "workload.h"

struct run_request {
    struct machine_config machine; /* effective and validated */
    const char *machine_name;
    const char *image; /* path */
    const struct workload *workload; /* NULL: boot */
    const char *initrd; /* boot: path of an initrd; NULL: none */
    const char *bootargs; /* boot: the guest's command line; NULL: none */
    unsigned cpus;
    uint64_t ram; /* bytes, a multiple of 2 MiB */
    uint64_t seed;
    uint64_t max_cycles; /* 0: unlimited */
    const char *trace; /* path; NULL: none */
    FILE *vmallocinfo; /* takes the text, at the end of the workload; NULL: not wanted */
    enum trace_level trace_level;
    const char *trace_filter; /* text; NULL: none */
    uint64_t trace_ring; /* bytes; 0: record all */
    FILE *console; /* what the guest writes to its UART; NULL: nowhere */
    bool progress; /* show progress on a terminal */
};

#define RUN_RAM_MIN (64ULL << 20)
#define RUN_RAM_MAX (64ULL << 30)
#define RUN_RAM_DEFAULT (512ULL << 20)

/*
 * From now on SIGINT ends the run, even one that has yet to begin, with whole
 * files. Call it before the first of them is opened.
 */
void run_catch_interrupts(void);

/*
 * Runs to the end and fills *ret, exit code and reason included; a guest that
 * fails is a result. Returns 0, or an exit code (enum exit_code) when there is
 * no result: the reason is logged.
 */
int run_execute(const struct run_request *request, struct run_result *ret);
