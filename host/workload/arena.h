/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An arena: memory that is taken piece by piece and given back all at once. */
#pragma once

#include <stddef.h>

struct arena;

/* NULL when there is no memory. */
struct arena *arena_create(void);
/* Zeroed and aligned for any object; NULL when there is no memory. */
void *arena_alloc(struct arena *arena, size_t size);
/* A NUL-terminated copy; NULL when there is no memory. */
char *arena_copy(struct arena *arena, const char *text, size_t length);
/* "FIRST: SECOND"; NULL when there is no memory. */
char *arena_label(struct arena *arena, const char *first, const char *second);
/* Frees everything taken from it. Accepts NULL. */
void arena_destroy(struct arena *arena);
