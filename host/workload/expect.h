/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expectations of a script, and their verdict over a run's result. */
#pragma once

#include "result.h"
#include "workload.h"

/*
 * Judges every `expect` statement and every op with an expectation of its own,
 * in the order of the script, and fills result->expectations. Returns the
 * number that failed, or -ENOMEM.
 */
int expect_judge(const struct workload *workload, struct run_result *result);
