/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test points: what one script's run says, each with what was expected and found. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "child.h"
#include "script.h"
#include "stats_read.h"

enum point_kind {
    POINT_EXPECTATION, /* of the script */
    POINT_RUN, /* the script runs to its end */
    POINT_BASELINE, /* the counters are those of the baseline */
};

/* Why a point failed, the least grave first; an exit code for each. */
enum point_severity {
    POINT_PASSED,
    POINT_FAILED, /* an expectation or the baseline */
    POINT_INPUT, /* the script or an option is wrong */
    POINT_GUEST, /* panic, unhandled fault, watchdog */
    POINT_HUNG, /* past the time limit */
    POINT_CRASHED, /* mmulator itself */
};

struct point {
    enum point_kind kind;
    enum point_severity severity;
    unsigned line; /* 0: the script as a whole */
    const char *text; /* "load p expect value 7" */
    const char *actual; /* NULL: nothing to tell */
};

struct point_list {
    struct point *points;
    size_t count;
};

/* Text and actual are copied. False: no memory. */
bool point_add(struct point_list *list, struct point point);
/* Accepts a zeroed object. */
void point_list_finish(struct point_list *list);

/*
 * The points of a run that has ended: one for each expectation; and one for
 * the run when it has none or failed otherwise. stats may be zeroed: the run
 * left none. log is what it said.
 */
bool point_list_of(struct point_list *list, const struct child *child, const struct stats *stats,
                   const char *log);
/* "failed", "guest", ... */
const char *point_severity_text(enum point_severity severity);
/* The exit code of a whole suite whose gravest point is this. */
int point_exit_code(enum point_severity gravest);
