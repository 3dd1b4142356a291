/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A life of the allocator: the firmware's code, natively, from a machine that
 * has just booted, beside the model. After each step they are compared:
 * addresses, statuses, lazy pages, flushes to the page, contents; and at the
 * end every page of memory has to be back.
 *
 * The firmware's state is the process's, and a panic ends it: run a life in a
 * process of its own.
 */
#pragma once

#include "vmalloc_model.h"
#include "vmalloc_step.h"

struct vmalloc_life {
    enum vmalloc_model_generation generation;
    unsigned cpus; /* 1 or 2 */
    enum vmalloc_model_fault fault; /* of the model */
    bool loses_page; /* on purpose: one that was allocated is forgotten */
};

struct vmalloc_outcome {
    size_t steps; /* begun: the last of them is to blame */
    char text[200]; /* what differs; empty: nothing */
    uint64_t areas, reused, purges, refused; /* what the life met */
};

/* Keeps *outcome up to date while it runs, for whoever looks after a panic. */
void vmalloc_life_run(const struct vmalloc_life *life, const struct vmalloc_step *steps,
                      size_t count, struct vmalloc_outcome *outcome);
