/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "distribution.h"

#include <stdlib.h>

#define FIRST_CAPACITY 16

static bool grow(struct samples *samples)
{
    const size_t capacity = samples->capacity != 0 ? 2 * samples->capacity : FIRST_CAPACITY;
    uint64_t *values = reallocarray(samples->values, capacity, sizeof(*values));

    if (values == NULL) {
        samples->failed = true;
        return false;
    }
    samples->values = values;
    samples->capacity = capacity;
    return true;
}

void samples_add(struct samples *samples, uint64_t value)
{
    if (samples->count < samples->capacity || grow(samples)) {
        samples->values[samples->count++] = value;
    }
}

static int compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Nearest rank: the smallest value that at least percent of all do not exceed. */
static uint64_t percentile(const struct samples *sorted, unsigned percent)
{
    const uint64_t rank = ((uint64_t)sorted->count * percent + 99) / 100;

    return sorted->values[rank - 1];
}

struct distribution samples_distribution(struct samples *samples)
{
    struct distribution d = {.count = samples->count};

    if (samples->count == 0) {
        return d;
    }
    qsort(samples->values, samples->count, sizeof(*samples->values), compare);
    d.min = samples->values[0];
    d.p50 = percentile(samples, 50);
    d.p90 = percentile(samples, 90);
    d.p99 = percentile(samples, 99);
    d.max = samples->values[samples->count - 1];
    for (size_t i = 0; i < samples->count; i++) {
        d.sum += samples->values[i];
    }
    return d;
}

void samples_finish(struct samples *samples)
{
    free(samples->values);
    *samples = (struct samples){0};
}
