/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_map.h"

/* Keys are two words: multiplied apart and folded, so that neighbours spread. */
static unsigned hash_of(const struct trace_key *key)
{
    const uint64_t mixed = (key->a ^ key->b * 0xc2b2ae3d27d4eb4fULL) * 0x9e3779b97f4a7c15ULL;

    return (unsigned)(mixed >> 32);
}

#define HASH_FUNCTION(key, size, ret_hash) ((void)(size), (ret_hash) = hash_of(key))
/* A table that cannot grow is a longer search, no end of the program. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include <stdalign.h>
#include <stdlib.h>

struct item {
    struct trace_key key;
    UT_hash_handle hh;
    alignas(16) unsigned char value[];
};

struct trace_map {
    struct item *items;
    size_t value_bytes;
};

struct trace_map *trace_map_create(size_t value_bytes)
{
    struct trace_map *map = calloc(1, sizeof(*map));

    if (map != NULL) {
        map->value_bytes = value_bytes;
    }
    return map;
}

void trace_map_destroy(struct trace_map *map)
{
    struct item *item, *next;

    if (map == NULL) {
        return;
    }
    HASH_ITER(hh, map->items, item, next)
    {
        HASH_DEL(map->items, item);
        free(item);
    }
    free(map);
}

static struct item *find(const struct trace_map *map, struct trace_key key)
{
    struct item *item;

    HASH_FIND(hh, map->items, &key, sizeof(key), item);
    return item;
}

static struct item *item_of(const void *value)
{
    return (struct item *)((char *)(uintptr_t)value - offsetof(struct item, value));
}

void *trace_map_find(const struct trace_map *map, struct trace_key key)
{
    struct item *item = find(map, key);

    return item != NULL ? item->value : NULL;
}

void *trace_map_make(struct trace_map *map, struct trace_key key)
{
    struct item *item = find(map, key);

    if (item != NULL) {
        return item->value;
    }
    item = calloc(1, sizeof(*item) + map->value_bytes);
    if (item == NULL) {
        return NULL;
    }
    item->key = key;
    HASH_ADD(hh, map->items, key, sizeof(item->key), item);
    if (item->hh.tbl == NULL) { /* was not added */
        free(item);
        return NULL;
    }
    return item->value;
}

void trace_map_remove(struct trace_map *map, struct trace_key key)
{
    struct item *item = find(map, key);

    if (item != NULL) {
        HASH_DEL(map->items, item);
        free(item);
    }
}

size_t trace_map_count(const struct trace_map *map)
{
    return HASH_COUNT(map->items);
}

void *trace_map_next(const struct trace_map *map, const void *value)
{
    const struct item *next = value == NULL ? map->items : item_of(value)->hh.next;

    return next != NULL ? (void *)(uintptr_t)next->value : NULL;
}

struct trace_key trace_map_key(const void *value)
{
    return item_of(value)->key;
}
