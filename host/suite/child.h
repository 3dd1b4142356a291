/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One script in a process of its own: whatever it does, the others go on. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum child_end {
    CHILD_EXITED, /* code: an exit code of `mmulator run` */
    CHILD_CRASHED, /* code: the signal */
    CHILD_TIMED_OUT, /* it was killed */
};

struct child {
    pid_t pid; /* 0: not running */
    uint64_t started; /* milliseconds */
    bool killed;
    enum child_end end;
    int code;
};

/*
 * Starts this program as `mmulator run --quiet --stats STATS ARGS... SCRIPT`,
 * its messages in the file LOG. args ends with NULL. 0 or -errno.
 */
int child_start(struct child *child, const char *script, const char *stats, const char *log,
                const char *const *args);
/* True when it has ended: end and code are set. After `limit` ms (0: never) it is killed. */
bool child_ended(struct child *child, uint64_t limit);
