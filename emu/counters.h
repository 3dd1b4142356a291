/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters: events to numbers. One struct for each core, phase or op. */
#pragma once

#include "event.h"
#include "tlbi.h"

enum counter_id {
#define COUNTER(ID, name, unit, meaning) COUNTER_##ID,
#include "counters.def"
#undef COUNTER
    COUNTER_TLBI_OP, /* + enum tlbi_op_id */
    COUNTER_LOCK = COUNTER_TLBI_OP + TLBI_OP_COUNT, /* + 3 * enum lock_id + enum counter_lock */
    COUNTER_COUNT = COUNTER_LOCK + 3 * LOCK_COUNT
};

enum counter_lock { COUNTER_LOCK_ACQUIRE, COUNTER_LOCK_CONTENDED, COUNTER_LOCK_SPIN_CYCLES };

struct counters {
    uint64_t value[COUNTER_COUNT];
};

struct counter_info {
    const char *name; /* "tlb.l1d.miss" */
    const char *unit;
    const char *meaning;
};

/* Name, unit and meaning of a counter below COUNTER_COUNT. */
struct counter_info counter_info(unsigned id);

/* The counter of that name, or -1. */
int counter_find(const char *name);

/* Adds what one event stands for. */
void counters_apply(struct counters *c, const struct event *ev);

/* sum += c; and: difference a - b of two readings, a the later one. */
void counters_add(struct counters *sum, const struct counters *c);
struct counters counters_diff(const struct counters *a, const struct counters *b);
