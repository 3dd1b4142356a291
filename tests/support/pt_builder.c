/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pt_builder.h"

#include <assert.h>

void pt_builder_init(struct pt_builder *b, struct fake_memory *mem, unsigned granule_shift)
{
    *b = (struct pt_builder){.mem = mem, .next = mem->base, .granule_shift = granule_shift};
}

uint64_t pt_new_table(struct pt_builder *b)
{
    uint64_t size = 1ULL << b->granule_shift;
    uint64_t table = (b->next + size - 1) & ~(size - 1);

    assert(table + size <= b->mem->base + b->mem->size);
    b->next = table + size;
    return table;
}

uint64_t pt_entry(struct pt_builder *b, uint64_t root, unsigned start_level, uint64_t va,
                  unsigned level)
{
    const uint64_t address_bits = (1ULL << 48) - (1ULL << b->granule_shift);
    unsigned stride = b->granule_shift - 3;
    uint64_t table = root;

    for (unsigned at = start_level;; at++) {
        unsigned shift = b->granule_shift + stride * (3 - at);
        uint64_t index = (va & ((1ULL << 48) - 1)) >> shift & ((1ULL << stride) - 1);
        uint64_t entry = table + index * 8;

        if (at == level) {
            return entry;
        }
        uint64_t *raw = fake_memory_at(b->mem, entry);
        if ((*raw & PT_VALID) == 0) {
            *raw = pt_new_table(b) | PT_TABLE | b->table_bits;
        }
        assert((*raw & 3) == PT_TABLE);
        table = *raw & address_bits;
    }
}

void pt_set(struct pt_builder *b, uint64_t root, unsigned start_level, uint64_t va, unsigned level,
            uint64_t descriptor)
{
    *fake_memory_at(b->mem, pt_entry(b, root, start_level, va, level)) = descriptor;
}
