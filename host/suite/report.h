/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The points of a suite as TAP 13, JUnit XML and GitHub annotations. */
#pragma once

#include <stdio.h>

#include "point.h"

struct suite_script {
    const struct script_file *file;
    struct point_list points;
};

/* The points of one script; *number counts them over the suite. */
void report_tap(const struct suite_script *script, size_t *number, FILE *file);
void report_github(const struct suite_script *script, FILE *file);
/* The whole document. */
void report_junit(const struct suite_script *scripts, size_t count, FILE *file);
