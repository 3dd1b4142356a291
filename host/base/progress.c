/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The progress line; see progress.h. */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_MS 200

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, bool wanted)
{
    progress->active = wanted && isatty(STDERR_FILENO) == 1;
    progress->shown = false;
    progress->last = progress->active ? now_ms() : 0;
}

void progress_update(struct progress *progress, uint64_t cycles)
{
    if (!progress->active) {
        return;
    }
    uint64_t now = now_ms();

    if (now - progress->last < INTERVAL_MS) {
        return;
    }
    progress->last = now;
    progress->shown = true;
    fprintf(stderr, "\r%llu million cycles", (unsigned long long)(cycles / 1000000));
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->active = false;
}
