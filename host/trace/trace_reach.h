/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which virtual addresses an event is about. */
#pragma once

#include "event.h"

/* Addresses from first to last, both included. */
struct trace_span {
    uint64_t first, last;
};

static inline bool trace_span_meets(struct trace_span a, struct trace_span b)
{
    return a.first <= b.last && b.first <= a.last;
}

static inline bool trace_span_holds(struct trace_span span, uint64_t address)
{
    return address >= span.first && address <= span.last;
}

/*
 * The page of a miss, a walk or a fault (4K), the whole of a TLB entry, what a
 * TLBI reaches, what lies below a descriptor. False when the event is about no address.
 */
bool trace_reach(const struct event *ev, struct trace_span *ret);

/* The addresses of an entry of 2^shift bytes; shifts beyond the address space reach its end. */
struct trace_span trace_reach_of_entry(const struct event_entry *entry);
