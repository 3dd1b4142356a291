/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What run and boot do with a result: statistics file and summary. */
#pragma once

#include "options.h"
#include "output.h"
#include "result.h"

/* The files of one result; zeroed: none. */
struct result_files {
    struct output stats, vmallocinfo;
};

/* Opens them early: one that cannot be written is found before the run. */
int result_output_open(const struct options *options, struct result_files *ret);
/* Writes and commits them, prints the summary, and returns the exit code of the command. */
int result_output_finish(const struct options *options, struct result_files *files,
                         const struct run_result *result);
/* Removes what is not committed. */
void result_output_discard(struct result_files *files);
