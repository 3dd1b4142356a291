/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line on the terminal while a long run goes on; nothing when stderr is none. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool active;
    bool shown;
    uint64_t last; /* milliseconds */
};

void progress_begin(struct progress *progress, bool wanted);
/* Shows how far model time has come (cycles), at most five times a second. */
void progress_update(struct progress *progress, uint64_t cycles);
/* Clears the line. */
void progress_end(struct progress *progress);
