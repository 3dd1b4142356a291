/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A workload script, parsed and compiled: the op program for the firmware and
 * what the host must know about it (names, places, expectations).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "program.h"

/* What the command line overrides; zero or NULL: as the script says. */
struct workload_options {
    unsigned cpus;
    uint32_t allocator; /* enum program_allocator */
    uint32_t shootdown; /* enum program_shootdown */
    int lazy; /* -1: as the script says, else 0 or 1 */
    const uint64_t *seed;
    const struct workload_define {
        const char *name;
        const char *value;
    } * defines; /* --define NAME=VALUE */
    size_t define_count;
};

struct workload_error {
    char file[256]; /* as the user named it */
    unsigned line, column; /* from 1; 0: the file as a whole */
    char message[512]; /* what was found and what was expected */
};

struct workload_phase {
    char *name;
    unsigned line;
};

struct workload_site {
    uint32_t line, column;
    uint32_t phase; /* PROGRAM_NO_PHASE: none */
    uint32_t op; /* enum program_op */
    char *text; /* the statement as written, white space folded */
    int has_expectation; /* the op has an "expect" of its own */
    uint8_t want; /* enum result_want of that one */
};

struct arena;
struct expectation; /* expect.h */

struct workload {
    char *name; /* last component of the path, as results show it */
    char *machine; /* preset or file named by the script; NULL: none */
    unsigned machine_line, machine_column; /* where */
    struct workload_set {
        char *key, *value;
        unsigned line;
    } * sets;
    size_t set_count;
    unsigned cpus; /* effective, 1..PROGRAM_MAX_CPUS */
    uint32_t allocator, shootdown, lazy;
    uint16_t memory_nodes; /* 1..PROGRAM_MAX_NODES */
    uint64_t seed;
    struct workload_phase *phases;
    size_t phase_count;
    struct workload_site *sites;
    size_t site_count;
    struct expectation *expectations;
    size_t expectation_count;
    uint8_t *program; /* program_size bytes, header first */
    size_t program_size;
    struct arena *arena; /* holds all of it but the program */
};

/*
 * Reads and compiles a script. 0; -EINVAL with *ret_error for a bad script;
 * another -errno with *ret_error when it cannot be read. The caller owns *ret.
 */
int workload_load(const char *path, const struct workload_options *options, struct workload **ret,
                  struct workload_error *ret_error);
/* The same from text, which cannot include files; `path` is for messages. */
int workload_parse(const char *path, const char *text, size_t size,
                   const struct workload_options *options, struct workload **ret,
                   struct workload_error *ret_error);
void workload_destroy(struct workload *workload);
