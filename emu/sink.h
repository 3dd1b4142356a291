/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sinks receive events. They are passive: attaching, removing or reordering
 * them changes nothing that the guest can see and no other sink's result.
 */
#pragma once

#include <assert.h>

#include "event.h"

typedef void (*sink_emit_fn)(void *ctx, const struct event *ev);

struct sink {
    sink_emit_fn emit;
    void *ctx;
    uint64_t interest; /* EVENT_BIT()s it wants */
};

#define SINK_MAX 8

struct sink_list {
    struct sink sink[SINK_MAX];
    unsigned count;
    uint64_t interest; /* of all together */
};

static inline void sink_attach(struct sink_list *list, struct sink sink)
{
    assert(list->count < SINK_MAX);
    list->sink[list->count++] = sink;
    list->interest |= sink.interest;
}

/*
 * One core's mouth: what stamps its events. Whoever runs the core keeps cycle
 * and pc current before calling into the model.
 */
struct event_source {
    struct sink_list *sinks;
    uint64_t cycle;
    uint64_t pc;
    uint16_t core;
};

static inline bool source_wants(const struct event_source *src, enum event_kind kind)
{
    return (src->sinks->interest >> kind & 1) != 0;
}

/* Stamps *ev and hands it to every sink that wants its kind. */
void source_emit(const struct event_source *src, struct event *ev);
