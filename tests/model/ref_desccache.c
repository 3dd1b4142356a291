/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One array in replacement order; the set comes from the low bits of the line's number. */
#include "ref_desccache.h"

#include <assert.h>
#include <string.h>

void ref_desccache_init(struct ref_desccache *dc, const struct ref_tlb_shape *shape, unsigned line)
{
    assert(shape->entries <= REF_TLB_MAX);
    assert(line != 0 && (line & (line - 1)) == 0);
    dc->shape = *shape;
    dc->line_shift = (unsigned)__builtin_ctz(line);
    dc->count = 0;
    ref_ways_init(&dc->ways, shape->policy, shape->entries, shape->ways);
}

static void remove_at(struct ref_desccache *dc, unsigned i)
{
    dc->count--;
    memmove(&dc->line[i], &dc->line[i + 1], (dc->count - i) * sizeof(dc->line[0]));
}

static void make_room(struct ref_desccache *dc, uint64_t line)
{
    unsigned ways = dc->shape.ways == 0 ? dc->shape.entries : dc->shape.ways;
    unsigned sets = dc->shape.entries / ways, first = 0, used = 0;

    for (unsigned i = dc->count; i-- > 0;) {
        if (dc->line[i] % sets == line % sets) {
            first = i;
            used++;
        }
    }
    if (used == ways) {
        remove_at(dc, first);
    }
}

/* Nothing ever empties a slot here: a line takes that of another, or a new one. */
static void fill_slot(struct ref_desccache *dc, uint64_t line)
{
    unsigned slot = ref_ways_take(&dc->ways, (unsigned)(line % dc->ways.sets));

    for (unsigned i = 0; i < dc->count; i++) {
        if (dc->slot[i] == slot) {
            dc->line[i] = line;
            return;
        }
    }
    dc->slot[dc->count] = slot;
    dc->line[dc->count++] = line;
}

bool ref_desccache_fetch(struct ref_desccache *dc, uint64_t pa)
{
    uint64_t line = pa >> dc->line_shift;

    for (unsigned i = 0; i < dc->count; i++) {
        if (dc->line[i] != line) {
            continue;
        }
        if (ref_ways_matter(&dc->ways)) {
            ref_ways_use(&dc->ways, dc->slot[i]);
        }
        if (dc->shape.policy == REF_LRU) {
            remove_at(dc, i);
            dc->line[dc->count++] = line;
        }
        return true;
    }
    if (ref_ways_matter(&dc->ways)) {
        fill_slot(dc, line);
        return false;
    }
    make_room(dc, line);
    dc->line[dc->count++] = line;
    return false;
}
