/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the workload tests share: compile a text, run a suite, read a file. */
#pragma once

#include "workload.h"

#include <check.h>

/* Compiles a script that must be good; the caller destroys it. */
struct workload *support_compile(const char *text);
struct workload *support_compile_with(const char *text, const struct workload_options *options);
/* Compiles a script that must be bad; "LINE:COLUMN: MESSAGE", valid until the next call. */
const char *support_error(const char *text);
const char *support_error_with(const char *text, const struct workload_options *options);

/* The parts of a program. */
const struct program_header *support_header(const struct workload *workload);
/* Instruction i of a core's stream. */
const struct program_insn *support_insn(const struct workload *workload, unsigned core, unsigned i);

/* A file of the source tree, NUL-terminated; the caller frees it. */
char *support_read(const char *path, size_t *ret_size);

/* Runs the suite; the exit status. */
int support_run(Suite *suite);
/* A suite of one case. Ends with NULL. */
int support_main(const char *name, const TTest *const *tests);
