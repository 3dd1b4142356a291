/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of chunks, the newest first; a piece comes from the newest chunk or
 * opens another one. Pieces are never given back singly.
 */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_CHUNK 16384
#define ARENA_ALIGN _Alignof(max_align_t)

struct arena_chunk {
    struct arena_chunk *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct arena_chunk *chunks;
};

struct arena *arena_create(void)
{
    return calloc(1, sizeof(struct arena));
}

static struct arena_chunk *arena_grow(struct arena *arena, size_t size)
{
    const size_t room = size > ARENA_CHUNK ? size : ARENA_CHUNK;
    struct arena_chunk *chunk = calloc(1, sizeof(*chunk) + room);

    if (chunk == NULL) {
        return NULL;
    }
    chunk->size = room;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    const size_t need = (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct arena_chunk *chunk = arena->chunks;

    if (chunk == NULL || chunk->size - chunk->used < need) {
        chunk = arena_grow(arena, need);
    }
    if (chunk == NULL) {
        return NULL;
    }
    void *piece = chunk->bytes + chunk->used;
    chunk->used += need;
    return piece;
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    if (copy != NULL) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *arena_label(struct arena *arena, const char *first, const char *second)
{
    char *text = arena_alloc(arena, strlen(first) + strlen(second) + sizeof(": "));

    if (text != NULL) {
        stpcpy(stpcpy(stpcpy(text, first), ": "), second);
    }
    return text;
}

void arena_destroy(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (struct arena_chunk *chunk = arena->chunks; chunk != NULL;) {
        struct arena_chunk *next = chunk->next;

        free(chunk);
        chunk = next;
    }
    free(arena);
}
