/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that run, boot and test share: what they say, and how they come
 * together with what a script says. The command line wins.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording.h"
#include "run.h"
#include "workload.h"

struct options_set {
    const char *key, *value;
};

struct options {
    const char *machine; /* preset or file; NULL: not said */
    struct options_set *sets; /* --set, in order */
    size_t set_count;
    unsigned cpus; /* 0: not said */
    uint64_t ram; /* bytes; 0: not said */
    const char *firmware;
    uint32_t allocator, shootdown; /* 0: not said */
    int lazy; /* -1: not said */
    bool has_seed;
    uint64_t seed;
    struct workload_define *defines;
    size_t define_count;
    const char *stats; /* path or "-" */
    const char *trace;
    const char *vmallocinfo; /* path or "-" */
    struct recording recording; /* of the trace */
    const char *initrd, *append; /* boot */
    const char *output; /* compile */
    uint64_t max_cycles;
    bool quiet;
    bool help;
    char **operands; /* what is no option */
    int operand_count;
};

enum options_command { OPTIONS_RUN, OPTIONS_BOOT, OPTIONS_COMPILE };

/* 0, or an exit code with the error logged. The object must be finished either way. */
int options_parse(enum options_command command, int argc, char **argv, struct options *ret);
void options_finish(struct options *options);

/* What these options override in a script. Borrows from *options. */
struct workload_options options_for_workload(const struct options *options);

/*
 * The machine: preset or file, then the script's `set`s, then the command
 * line's. workload may be NULL. 0, or an exit code with the error logged; the
 * caller frees *ret_name.
 */
int options_machine(const struct options *options, const struct workload *workload,
                    const char *script, struct machine_config *ret, char **ret_name);

/* The text of --help about these options. */
extern const char options_help[];
