/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fully associative TLB of as many entries as a real one, beside it: what it
 * would still hold the real one lost to a conflict, the rest to its capacity.
 */
#pragma once

#include <stdbool.h>

/* Part of whatever stands for a translation. Zeroed: not held. */
struct trace_ideal_node {
    struct trace_ideal_node *prev, *next;
    bool held;
};

struct trace_ideal {
    struct trace_ideal_node *oldest; /* first of a list */
    unsigned count, capacity;
    bool follows_use; /* LRU; otherwise FIFO */
};

/* A translation came, or was used. */
void trace_ideal_use(struct trace_ideal *ideal, struct trace_ideal_node *node);
/* It was invalidated. */
void trace_ideal_drop(struct trace_ideal *ideal, struct trace_ideal_node *node);
