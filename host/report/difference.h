/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed between two runs, and which changes are too big. */
#pragma once

#include <stdbool.h>

#include "stats_read.h"

/* `PATTERN RELATION [+|-]N[%]`: a change that the relation holds for is a failure. */
struct threshold {
    char *pattern; /* as for fnmatch(): * stands for anything */
    enum { THRESHOLD_GT, THRESHOLD_GE, THRESHOLD_LT, THRESHOLD_LE } relation;
    bool percent; /* of the base */
    int64_t limit;
    char *text; /* as it was written */
};

/* False: *ret_reason says what was expected. */
bool threshold_parse(const char *text, struct threshold *ret, const char **ret_reason);
/* Accepts a zeroed object. */
void threshold_finish(struct threshold *threshold);
/* Whether the change from base to fresh breaks it. */
bool threshold_broken(const struct threshold *threshold, const char *name, int64_t base,
                      int64_t fresh);

/* Products of two 64-bit numbers. */
__extension__ typedef __int128 int_wide;
__extension__ typedef unsigned __int128 uint_wide;

struct difference {
    const char *name; /* of the stats */
    unsigned depth;
    int64_t base, fresh;
    const struct threshold *broken; /* the first one; NULL: none */
};

struct difference_list {
    struct difference *items; /* the most important first */
    size_t count, broken;
    size_t compared; /* numbers that both runs have */
    size_t only_base, only_fresh;
};

/*
 * Numbers that differ: those that break a threshold first; then of the run,
 * of phases, of ops; within each the greatest change relative to the base
 * first, then the greatest, then by name. 0 or -ENOMEM. The list borrows from
 * all arguments; the caller frees it.
 */
int difference_list(const struct stats *base, const struct stats *fresh,
                    const struct threshold *thresholds, size_t threshold_count,
                    struct difference_list *ret);
void difference_list_finish(struct difference_list *list);

/* "+12.3 %"; "new" from 0. Returns text. */
#define DIFFERENCE_PERCENT_MAX 32
const char *difference_percent(int64_t base, int64_t fresh, char text[DIFFERENCE_PERCENT_MAX]);
