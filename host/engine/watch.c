/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watching the translation tables: walks tell where they are, and every store
 * is compared with that. The guest cannot tell that it is watched: nothing but
 * the host's time is spent.
 */
#include "machine.h"

#include <errno.h>
#include <string.h>

/* Of a sink; what cannot be remembered for want of memory is not told. */
static void on_walk(void *ctx, const struct event *ev)
{
    struct machine *machine = ctx;
    const struct core *core = &machine->core[ev->core];
    const struct regime regime =
        regime_decode(&core->registers, machine->config.pa_bits, machine->config.asid_bits);

    (void)tables_learn(&machine->tables, &ev->walk, regime_range_of(&regime, ev->walk.va));
}

int machine_watch_tables(struct machine *machine)
{
    const struct sink sink = {.emit = on_walk, .ctx = machine, .interest = EVENT_BIT(WALK)};

    for (unsigned i = 0; i < machine->core_count; i++) {
        if (!engine_watch_stores(machine->core[i].engine)) {
            return -ENOTSUP;
        }
    }
    sink_attach(&machine->sinks, sink);
    return tables_init(&machine->tables, MACHINE_RAM_BASE, machine->ram_size);
}

/* The eight bytes at `word` as the store to pa will leave them. */
static uint64_t merged(uint64_t before, uint64_t word, uint64_t pa, unsigned size, uint64_t value)
{
    unsigned char bytes[8];

    memcpy(bytes, &before, sizeof(bytes));
    for (unsigned i = 0; i < size && i < sizeof(value); i++) {
        const uint64_t at = pa + i - word;

        if (at < sizeof(bytes)) {
            bytes[at] = (unsigned char)(value >> (8 * i));
        }
    }
    memcpy(&before, bytes, sizeof(bytes));
    return before;
}

static void tell(struct core *core, const struct table *table, uint64_t pa, uint64_t before,
                 uint64_t value)
{
    const uint64_t pc = engine_pc(core->engine);

    if (core->block != NULL) {
        core_charge_to(core, core_block_index(core, pc));
    }
    core->source.pc = pc;
    core->source.cycle = *core->clock;
    source_emit(&core->source, &(struct event){.kind = EVENT_PTE_WRITE,
                                               .pte = {.va = va(table_va(table, pa)),
                                                       .pa = {pa},
                                                       .before = before,
                                                       .value = value,
                                                       .level = table->level,
                                                       .size_shift = (uint8_t)table_shift(table)}});
}

void core_store(void *ctx, uint64_t pa, unsigned size, uint64_t value)
{
    struct core *core = ctx;
    struct machine *machine = core->machine;

    for (uint64_t word = pa & ~7ULL; word < pa + size; word += 8) {
        const struct table *table = tables_find(&machine->tables, word);
        uint64_t before, after;

        if (table == NULL) {
            continue;
        }
        memcpy(&before, machine_ram(machine, word, sizeof(before)), sizeof(before));
        after = merged(before, word, pa, size, value);
        if (after != before) {
            tell(core, table, word, before, after);
            (void)tables_change(&machine->tables, word, before, after);
        }
    }
}
