/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which pages a chunk's events are about, so that a reader that looks for an
 * address skips most chunks: a Bloom filter of one hash. TLBIs are left out,
 * since many reach everything. docs/trace-format.md, "Pages of a chunk".
 */
#pragma once

#include "trace_reach.h"

#define TRACE_PAGES_BITS 8192
#define TRACE_PAGES_BYTES (24 + TRACE_PAGES_BITS / 8)

struct trace_pages {
    uint64_t first, last; /* lowest and highest address of any event; first > last: none */
    uint64_t shifts; /* bit n: some event's page has 2^n bytes */
    uint8_t bits[TRACE_PAGES_BITS / 8];
};

void trace_pages_clear(struct trace_pages *pages);
void trace_pages_add(struct trace_pages *pages, const struct event *ev);

/* False: no event that was added is about any of these addresses. */
bool trace_pages_may_hold(const struct trace_pages *pages, struct trace_span span);

/* As in the index. */
void trace_pages_write(const struct trace_pages *pages, uint8_t out[TRACE_PAGES_BYTES]);
void trace_pages_read(const uint8_t in[TRACE_PAGES_BYTES], struct trace_pages *ret);
