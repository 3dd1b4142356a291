/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two sorted tables of ranges: RAM, and what of it is taken. An allocation is
 * a reservation at the top of the highest gap that fits; it joins with the
 * range above it, so that many small ones use one entry.
 */
#include "mm/bootmem.h"

#include "arch/linear.h"
#include "lib/kernel.h"
#include "lib/string.h"
#include "mm/layout.h"

struct range_table {
    struct bootmem_range *ranges; /* ascending, neither overlapping nor touching */
    unsigned count;
    unsigned capacity;
};

static struct bootmem_range ram_ranges[BOOTMEM_MAX_RANGES];
static struct bootmem_range reserved_ranges[BOOTMEM_MAX_RESERVED];
static struct range_table ram = {ram_ranges, 0, BOOTMEM_MAX_RANGES};
static struct range_table reserved = {reserved_ranges, 0, BOOTMEM_MAX_RESERVED};
static bool closed;

/* Replaces entries [first, last) by one. */
static void table_replace(struct range_table *table, unsigned first, unsigned last,
                          struct bootmem_range range)
{
    memmove(&table->ranges[first + 1], &table->ranges[last],
            (table->count - last) * sizeof(table->ranges[0]));
    table->ranges[first] = range;
    table->count = table->count - (last - first) + 1;
}

/* Adds [start, end), joined with all that it overlaps or touches. */
static enum fw_status table_add(struct range_table *table, phys_addr_t start, phys_addr_t end)
{
    unsigned first = 0;
    while (first < table->count && table->ranges[first].end < start) {
        first++;
    }
    unsigned last = first;
    while (last < table->count && table->ranges[last].start <= end) {
        start = min(start, table->ranges[last].start);
        end = max(end, table->ranges[last].end);
        last++;
    }
    if (first == last && table->count == table->capacity) {
        return FW_NO_SPACE;
    }
    table_replace(table, first, last, (struct bootmem_range){start, end});
    return FW_OK;
}

void bootmem_init(void)
{
    ram.count = 0;
    reserved.count = 0;
    closed = false;
}

enum fw_status bootmem_add(phys_addr_t start, uint64_t size)
{
    phys_addr_t first = PAGE_ALIGN(start);
    phys_addr_t end = (start + size) & PAGE_MASK;
    return first < end ? table_add(&ram, first, end) : FW_OK;
}

enum fw_status bootmem_reserve(phys_addr_t start, uint64_t size)
{
    if (size == 0) {
        return FW_OK;
    }
    return table_add(&reserved, start & PAGE_MASK, PAGE_ALIGN(start + size));
}

static bool gap_fits(struct bootmem_range gap, uint64_t size, uint64_t align)
{
    return gap.start < gap.end && gap.end - gap.start >= size &&
           ALIGN_DOWN(gap.end - size, align) >= gap.start;
}

/* The highest gap of one RAM range that fits; an empty one when there is none. */
static struct bootmem_range find_gap_in(struct bootmem_range within, uint64_t size, uint64_t align)
{
    phys_addr_t limit = within.end;
    for (unsigned i = reserved.count; i > 0; i--) {
        const struct bootmem_range *taken = &reserved.ranges[i - 1];
        struct bootmem_range gap = {max(taken->end, within.start), limit};
        if (gap_fits(gap, size, align)) {
            return gap;
        }
        limit = min(limit, taken->start);
    }
    struct bootmem_range lowest = {within.start, limit};
    return gap_fits(lowest, size, align) ? lowest : (struct bootmem_range){0, 0};
}

static struct bootmem_range find_gap(uint64_t size, uint64_t align)
{
    struct bootmem_range gap = {0, 0};
    for (unsigned i = ram.count; i > 0 && gap.end == 0; i--) {
        gap = find_gap_in(ram.ranges[i - 1], size, align);
    }
    return gap;
}

void *bootmem_alloc(uint64_t size, uint64_t align)
{
    if (closed || size == 0) {
        return NULL;
    }
    struct bootmem_range gap = find_gap(size, align);
    if (gap.end == 0) {
        return NULL;
    }
    phys_addr_t start = ALIGN_DOWN(gap.end - size, align);
    if (table_add(&reserved, start, gap.end) != FW_OK) {
        return NULL;
    }
    return memset(__va(start), 0, size);
}

struct bootmem_range bootmem_span(void)
{
    if (ram.count == 0) {
        return (struct bootmem_range){0, 0};
    }
    return (struct bootmem_range){ram.ranges[0].start, ram.ranges[ram.count - 1].end};
}

static void visit_pages(phys_addr_t start, phys_addr_t end,
                        void (*fn)(phys_addr_t start, phys_addr_t end, void *ctx), void *ctx)
{
    start = PAGE_ALIGN(start);
    end &= PAGE_MASK;
    if (start < end) {
        fn(start, end, ctx);
    }
}

void bootmem_for_each_free(void (*fn)(phys_addr_t start, phys_addr_t end, void *ctx), void *ctx)
{
    for (unsigned i = 0; i < ram.count; i++) {
        phys_addr_t cursor = ram.ranges[i].start;
        phys_addr_t end = ram.ranges[i].end;
        for (unsigned j = 0; j < reserved.count; j++) {
            const struct bootmem_range *taken = &reserved.ranges[j];
            if (taken->end <= cursor || taken->start >= end) {
                continue;
            }
            visit_pages(cursor, taken->start, fn, ctx);
            cursor = taken->end;
        }
        visit_pages(cursor, end, fn, ctx);
    }
}

void bootmem_close(void)
{
    closed = true;
}
