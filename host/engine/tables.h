/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which pages of memory hold translation tables: those that walks read, and
 * those that a descriptor in one of them leads to.
 */
#pragma once

#include <stddef.h>

#include "event.h"
#include "granule.h"
#include "regime.h"

/* One table; entry_count 0: it is none any more. */
struct table {
    uint64_t pa; /* of its first descriptor */
    uint64_t va; /* first address below it, canonical */
    uint32_t entry_count;
    uint8_t level;
    uint8_t granule; /* enum granule */
};

struct tables {
    uint64_t base; /* physical address of the first frame */
    size_t frame_count; /* of 4K */
    uint32_t *frames; /* 1 + the place in `list` of the table in each; 0: none */
    struct table *list;
    size_t count, capacity;
};

/* For memory of `size` bytes from base on. 0 or -ENOMEM. */
int tables_init(struct tables *tables, uint64_t base, uint64_t size);
void tables_finish(struct tables *tables);

/* The tables that a walk in the range read. 0 or -ENOMEM. */
int tables_learn(struct tables *tables, const struct event_walk *walk,
                 const struct regime_range *range);

/* The table with a descriptor at pa, or NULL. Valid until the next call of another function. */
const struct table *tables_find(const struct tables *tables, uint64_t pa);

/* First address below the descriptor at pa of a table, and log2 of the bytes below it. */
uint64_t table_va(const struct table *table, uint64_t pa);
unsigned table_shift(const struct table *table);

/*
 * The descriptor at pa of a known table changes: a table that it led to is none
 * any more, one that it leads to now is known. 0 or -ENOMEM.
 */
int tables_change(struct tables *tables, uint64_t pa, uint64_t before, uint64_t value);
