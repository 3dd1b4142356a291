/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tables.h"

#include "bits.h"

#include <errno.h>
#include <stdlib.h>

#define FRAME_SHIFT 12
#define DESCRIPTOR_BYTES 8
#define DESCRIPTOR_TABLE 3 /* bits [1:0], at levels 0 to 2 */

int tables_init(struct tables *tables, uint64_t base, uint64_t size)
{
    *tables = (struct tables){.base = base, .frame_count = size >> FRAME_SHIFT};
    tables->frames = calloc(tables->frame_count, sizeof(*tables->frames));
    return tables->frames != NULL ? 0 : -ENOMEM;
}

void tables_finish(struct tables *tables)
{
    free(tables->frames);
    free(tables->list);
    *tables = (struct tables){0};
}

/* The place in `frames` of an address; frame_count: it is in none of them. */
static size_t frame_of(const struct tables *tables, uint64_t pa)
{
    const uint64_t frame = (pa - tables->base) >> FRAME_SHIFT;

    return frame < tables->frame_count ? (size_t)frame : tables->frame_count;
}

const struct table *tables_find(const struct tables *tables, uint64_t pa)
{
    const size_t frame = frame_of(tables, pa);

    if (frame == tables->frame_count || tables->frames[frame] == 0) {
        return NULL;
    }
    const struct table *table = &tables->list[tables->frames[frame] - 1];

    return pa - table->pa < (uint64_t)table->entry_count * DESCRIPTOR_BYTES ? table : NULL;
}

static int make_room(struct tables *tables)
{
    const size_t capacity = tables->capacity != 0 ? 2 * tables->capacity : 64;
    struct table *list;

    if (tables->count < tables->capacity) {
        return 0;
    }
    list = reallocarray(tables->list, capacity, sizeof(*list));
    if (list == NULL) {
        return -ENOMEM;
    }
    tables->list = list;
    tables->capacity = capacity;
    return 0;
}

/* What is known of the first frame is replaced, so that the list stays as long as memory is large.
 */
static int add(struct tables *tables, const struct table *table)
{
    const size_t first = frame_of(tables, table->pa);
    const uint64_t end = table->pa + (uint64_t)table->entry_count * DESCRIPTOR_BYTES;
    uint32_t place;

    if (first == tables->frame_count) {
        return 0;
    }
    place = tables->frames[first];
    if (place == 0) {
        if (make_room(tables) != 0) {
            return -ENOMEM;
        }
        place = (uint32_t)++tables->count;
    }
    tables->list[place - 1] = *table;
    for (size_t frame = first;
         frame < tables->frame_count && tables->base + ((uint64_t)frame << FRAME_SHIFT) < end;
         frame++) {
        tables->frames[frame] = place;
    }
    return 0;
}

/* The table that a step of a walk for va read, from the descriptor's address. */
static struct table of_step(va_t va, uint64_t pa, unsigned level, const struct regime_range *range)
{
    const enum granule granule = (enum granule)range->granule;
    const unsigned shift = granule_level_shift(granule, level);
    const unsigned whole = shift + granule_stride(granule);
    const unsigned top = whole < range->input_bits ? whole : range->input_bits;
    const uint64_t index = (va.v & bits_mask(top)) >> shift;

    return (struct table){.pa = pa - index * DESCRIPTOR_BYTES,
                          .va = va.v & ~bits_mask(top),
                          .entry_count = 1u << (top - shift),
                          .level = (uint8_t)level,
                          .granule = range->granule};
}

int tables_learn(struct tables *tables, const struct event_walk *walk,
                 const struct regime_range *range)
{
    int status = 0;

    for (unsigned i = 0; i < walk->step_count && status == 0; i++) {
        const uint64_t pa = walk->step[i].pa.v;
        const struct table *known = tables_find(tables, pa);
        const struct table table = of_step(walk->va, pa, walk->first_level + i, range);

        if (known == NULL || known->pa != table.pa || known->va != table.va ||
            known->level != table.level) {
            status = add(tables, &table);
        }
    }
    return status;
}

uint64_t table_va(const struct table *table, uint64_t pa)
{
    return table->va + ((pa - table->pa) / DESCRIPTOR_BYTES << table_shift(table));
}

unsigned table_shift(const struct table *table)
{
    return granule_level_shift((enum granule)table->granule, table->level);
}

/* Where a table descriptor leads; 48-bit addresses. */
static uint64_t next_table(uint64_t descriptor, enum granule granule)
{
    return descriptor & bits_mask(48) & ~bits_mask(granule_shift(granule));
}

static bool leads_on(const struct table *table, uint64_t descriptor)
{
    return table->level < 3 && (descriptor & 3) == DESCRIPTOR_TABLE;
}

static void forget(struct tables *tables, uint64_t pa)
{
    const size_t frame = frame_of(tables, pa);

    if (frame != tables->frame_count && tables->frames[frame] != 0) {
        tables->list[tables->frames[frame] - 1].entry_count = 0;
    }
}

int tables_change(struct tables *tables, uint64_t pa, uint64_t before, uint64_t value)
{
    const struct table *found = tables_find(tables, pa);

    if (found == NULL) {
        return 0;
    }
    const struct table parent = *found;
    const enum granule granule = (enum granule)parent.granule;

    if (leads_on(&parent, before)) {
        forget(tables, next_table(before, granule));
    }
    if (!leads_on(&parent, value)) {
        return 0;
    }
    const struct table child = {.pa = next_table(value, granule),
                                .va = table_va(&parent, pa),
                                .entry_count = 1u << granule_stride(granule),
                                .level = (uint8_t)(parent.level + 1),
                                .granule = parent.granule};

    return add(tables, &child);
}
