/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A map from a pair of numbers to a value of fixed size. Values stay where they
 * are; going through them follows the order in which they came, never a hash.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct trace_key {
    uint64_t a, b;
};

struct trace_map;

/* NULL when out of memory. */
struct trace_map *trace_map_create(size_t value_bytes);
void trace_map_destroy(struct trace_map *map);

/* The value, or NULL. */
void *trace_map_find(const struct trace_map *map, struct trace_key key);
/* The value, zeroed when it is new; NULL when out of memory. */
void *trace_map_make(struct trace_map *map, struct trace_key key);
void trace_map_remove(struct trace_map *map, struct trace_key key);

size_t trace_map_count(const struct trace_map *map);
/* The value after another one; NULL for the first; NULL at the end. */
void *trace_map_next(const struct trace_map *map, const void *value);
struct trace_key trace_map_key(const void *value);
