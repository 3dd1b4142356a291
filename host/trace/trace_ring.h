/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last chunks of a recording, kept in memory up to a number of bytes. */
#pragma once

#include <stddef.h>

#include "trace_block.h"
#include "trace_pages.h"

/* A chunk with its frame. */
struct trace_ring_chunk {
    struct trace_ring_chunk *next;
    struct trace_block block;
    struct trace_pages pages;
    uint8_t frame[]; /* block.stored bytes */
};

struct trace_ring {
    uint64_t limit; /* bytes of frames; 0: this is no ring */
    uint64_t size;
    uint64_t lost; /* events of chunks that had to go */
    struct trace_ring_chunk *oldest, *newest;
};

/* Adds a copy; the oldest go while there are more bytes than the limit. 0 or -ENOMEM. */
int trace_ring_add(struct trace_ring *ring, const struct trace_block *block,
                   const struct trace_pages *pages, const uint8_t *frame);
void trace_ring_finish(struct trace_ring *ring);
