/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Delta debugging: leave out runs of steps, long ones first, as long as the
 * rest fails (A. Zeller, R. Hildebrandt, "Simplifying and isolating
 * failure-inducing input").
 */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

struct sequence {
    char *steps;
    size_t count, size;
};

/* `to` gets all but steps [at, at + length); returns how many those are. */
static size_t without(const struct sequence *from, size_t at, size_t length, char *to)
{
    size_t end = at + length < from->count ? at + length : from->count;

    memcpy(to, from->steps, at * from->size);
    memcpy(to + at * from->size, from->steps + end * from->size, (from->count - end) * from->size);
    return from->count - (end - at);
}

size_t shrink(void *steps, size_t count, size_t size, shrink_fails_fn fails, void *ctx)
{
    char *trial = malloc(count * size);
    size_t length = count / 2;

    if (trial == NULL) {
        return count;
    }
    while (length > 0) {
        bool shorter = false;

        for (size_t at = 0; at < count;) {
            size_t left = without(&(struct sequence){steps, count, size}, at, length, trial);

            if (fails(ctx, trial, left)) {
                memcpy(steps, trial, left * size);
                count = left;
                shorter = true;
            } else {
                at += length;
            }
        }
        /* Singles again and again: one that goes may free another. */
        length = length == 1 && shorter ? 1 : length / 2;
    }
    free(trial);
    return count;
}
