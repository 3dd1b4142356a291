/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What run and boot do with a result: statistics file and summary. */
#pragma once

#include "options.h"
#include "output.h"
#include "result.h"

/* Opens the statistics file early: an unwritable one is found before the run. */
int result_output_open(const struct options *options, struct output *ret);
/* Writes it, prints the summary, and returns the exit code of the command. */
int result_output_finish(const struct options *options, struct output *stats,
                         const struct run_result *result);
