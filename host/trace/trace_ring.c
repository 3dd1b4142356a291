/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void drop_oldest(struct trace_ring *ring)
{
    struct trace_ring_chunk *chunk = ring->oldest;

    ring->oldest = chunk->next;
    ring->newest = chunk->next != NULL ? ring->newest : NULL;
    ring->size -= chunk->block.stored;
    ring->lost += chunk->block.event_count;
    free(chunk);
}

/* The newest stays whatever it takes. */
int trace_ring_add(struct trace_ring *ring, const struct trace_block *block,
                   const struct trace_pages *pages, const uint8_t *frame)
{
    struct trace_ring_chunk *chunk = malloc(sizeof(*chunk) + block->stored);

    if (chunk == NULL) {
        return -ENOMEM;
    }
    chunk->next = NULL;
    chunk->block = *block;
    chunk->pages = *pages;
    memcpy(chunk->frame, frame, block->stored);
    if (ring->newest != NULL) {
        ring->newest->next = chunk;
    } else {
        ring->oldest = chunk;
    }
    ring->newest = chunk;
    ring->size += block->stored;
    while (ring->size > ring->limit && ring->oldest != ring->newest) {
        drop_oldest(ring);
    }
    return 0;
}

void trace_ring_finish(struct trace_ring *ring)
{
    while (ring->oldest != NULL) {
        drop_oldest(ring);
    }
}
