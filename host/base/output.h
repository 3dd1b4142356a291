/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Output files that appear under their name only when whole: they grow under
 * "NAME.part" and are renamed on commit. "-" is standard output.
 */
#pragma once

#include <stdio.h>

struct output {
    FILE *file;
    char *path; /* final name; NULL for standard output, pipes and devices */
    char *part; /* name while growing; NULL where path is */
};

/* 0 or -errno; *ret is untouched on failure. */
int output_open(const char *path, struct output *ret);
/* Flushes, checks for write errors, syncs the name. 0 or -errno; finished either way, no part left.
 */
int output_commit(struct output *out);
/* Removes what was written. Accepts a zeroed object. */
void output_discard(struct output *out);
/* Gives up but leaves NAME.part, for formats that can be read when cut. Accepts a zeroed object. */
void output_abandon(struct output *out);
