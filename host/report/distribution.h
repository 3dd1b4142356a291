/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples that become a distribution: exact percentiles, so every value is kept. */
#pragma once

#include <stdbool.h>

#include "result.h"

/* A zeroed object is empty. */
struct samples {
    uint64_t *values;
    size_t count, capacity;
    bool failed; /* out of memory: the distribution would be wrong */
};

void samples_add(struct samples *samples, uint64_t value);

/* Sorts the samples in place. */
struct distribution samples_distribution(struct samples *samples);

/* Frees what is kept; the object is empty again. */
void samples_finish(struct samples *samples);
