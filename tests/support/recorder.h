/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sink that keeps what it hears. */
#pragma once

#include <stddef.h>

#include "sink.h"

#define RECORDER_MAX 4096

struct recorder {
    struct event event[RECORDER_MAX];
    size_t count;
    char text[4096];
};

/* The sink; it wants the kinds of `interest`. */
struct sink recorder_sink(struct recorder *r, uint64_t interest);

void recorder_clear(struct recorder *r);

/* The kinds heard, in order: "l1-miss l2-hit l1-fill". Valid until the next call. */
const char *recorder_kinds(struct recorder *r);

/* The last event of a kind; the test fails when there is none. */
const struct event *recorder_last(const struct recorder *r, enum event_kind kind);

/* How many of a kind. */
size_t recorder_count(const struct recorder *r, enum event_kind kind);
