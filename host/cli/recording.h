/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options that say what of a run is recorded. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "trace_level.h"

struct recording {
    bool said; /* any of the options was given */
    enum trace_level level;
    const char *filter; /* its text makes sense as far as can be told before the run; or NULL */
    uint64_t ring; /* bytes; 0: not said */
};

/* 0, or an exit code with the error logged. */
int recording_take_filter(struct recording *recording, const char *text);
int recording_take_level(struct recording *recording, const char *name);
int recording_take_ring(struct recording *recording, const char *size);
