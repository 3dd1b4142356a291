/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Delta debugging: leave out runs of steps, long ones first, as long as the
 * rest fails (A. Zeller, R. Hildebrandt, "Simplifying and isolating
 * failure-inducing input").
 */
#include "shrink.h"

#include <stdlib.h>
#include <string.h>

/* `to` gets all but steps[at..at + length). */
static size_t without(const struct step *steps, size_t count, size_t at, size_t length,
                      struct step *to)
{
    size_t end = at + length < count ? at + length : count;

    memcpy(to, steps, at * sizeof(*to));
    memcpy(to + at, steps + end, (count - end) * sizeof(*to));
    return count - (end - at);
}

size_t shrink(struct step *steps, size_t count, shrink_fails_fn fails, void *ctx)
{
    struct step *trial = malloc(count * sizeof(*trial));
    size_t length = count / 2;

    if (trial == NULL) {
        return count;
    }
    while (length > 0) {
        bool shorter = false;

        for (size_t at = 0; at < count;) {
            size_t left = without(steps, count, at, length, trial);

            if (fails(ctx, trial, left)) {
                memcpy(steps, trial, left * sizeof(*steps));
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
