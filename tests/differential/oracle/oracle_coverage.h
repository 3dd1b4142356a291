/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the cases reached: how often each outcome at each level with each
 * granule, each way of asking, and what oracle_coverage.def lists.
 */
#pragma once

#include <stdio.h>

#include "oracle_trial.h"

enum oracle_outcome {
    OUTCOME_MAPPED,
    OUTCOME_TRANSLATION,
    OUTCOME_ADDRESS_SIZE,
    OUTCOME_ACCESS_FLAG,
    OUTCOME_PERMISSION,
    OUTCOME_EXTERNAL_WALK,
    OUTCOME_COUNT
};

#define ORACLE_FEATURES_MAX 64

struct oracle_coverage {
    uint64_t outcome[OUTCOME_COUNT][4][3]; /* by level and granule */
    uint64_t how[ORACLE_HOW_COUNT][ORACLE_ACCESS_COUNT][2][2]; /* by EL; denied, allowed */
    uint64_t feature[ORACLE_FEATURES_MAX];
};

void oracle_coverage_note(struct oracle_coverage *coverage, const struct oracle_trial *trial);

/* Prints the counts; returns how many of what is possible has never occurred. */
unsigned oracle_coverage_print(const struct oracle_coverage *coverage, FILE *out);
