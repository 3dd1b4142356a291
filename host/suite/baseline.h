/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Baselines: chosen numbers of a run, kept as JSON beside the scripts. A run
 * must have the same; what either does not know is not compared.
 */
#pragma once

#include "point.h"

struct baseline_choice {
    const char *dir;
    const char *const *patterns; /* for fnmatch(), the names to keep; ends with NULL */
};

/* DIR/NAME.json is rewritten from the run. 0 or -errno. */
int baseline_update(const struct baseline_choice *choice, const char *name,
                    const struct stats *stats);

/*
 * One point: the run has the numbers of DIR/NAME.json. A script without one
 * fails, with the way to make it. 0 or -ENOMEM.
 */
int baseline_compare(const struct baseline_choice *choice, const char *name,
                     const struct stats *stats, struct point_list *points);
