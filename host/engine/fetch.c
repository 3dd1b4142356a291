/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instruction side: which decoded block is about to run, and whether the
 * core must give way before it.
 */
#include "core.h"
#include "hot.h"
#include "machine.h"

static struct core_fetch_page *fetch_page_of(struct core *core, uint64_t page)
{
    return &core->fetch_page[page >> 12 & (CORE_FETCH_PAGES - 1)];
}

void core_remember_fetch(struct core *core, uint64_t page, uint64_t physical)
{
    *fetch_page_of(core, page) = (struct core_fetch_page){page, physical & ~CORE_PAGE_MASK};
    core->last_block = NULL;
}

static bool fetch_physical(struct core *core, uint64_t pc, uint64_t *ret_pa)
{
    const struct core_fetch_page *known = fetch_page_of(core, pc & ~CORE_PAGE_MASK);

    if (known->va == (pc & ~CORE_PAGE_MASK)) {
        *ret_pa = known->pa | (pc & CORE_PAGE_MASK);
        return true;
    }
    struct mmu_reply reply = core_peek(core, pc, ACCESS_FETCH);

    *ret_pa = reply.pa.v;
    return reply.outcome == MMU_MAPPED;
}

static const struct block *find_block(struct core *core, uint64_t pc, uint32_t size)
{
    struct block_cache *blocks = core->machine->blocks;
    uint64_t address;

    if (!fetch_physical(core, pc, &address)) {
        return NULL;
    }
    const struct block *block = block_cache_find(blocks, address, size);

    if (block == NULL) {
        const void *code = machine_ram(core->machine, address, size);

        block = code == NULL ? NULL : block_cache_add(blocks, address, size, code);
    }
    core->last_block = block;
    core->last_pc = pc;
    core->last_size = size;
    return block;
}

/*
 * A slice ends where the program ends a block. Straight code does so with its
 * page; what goes on for longer runs a translation older than the code, which
 * another core changed without an IC, and is cut anywhere.
 */
static bool slice_is_over(struct core *core)
{
    if (*core->clock < core->machine->sched.deadline || core->resumed) {
        return false;
    }
    core->boundary |= ++core->overrun > CORE_PAGE_WORDS;
    return core->boundary;
}

/* Whether the core must give way before the block at hand. */
static bool must_stop(struct core *core)
{
    const struct machine *machine = core->machine;

    if (core->asleep || machine->end != MACHINE_RUNNING ||
        (core->irq && core_interrupt_due(core)) || codeguard_exhausted(machine->guard)) {
        return true;
    }
    return slice_is_over(core);
}

/*
 * The engine has more system registers than the machine, and its hooks cannot
 * make one UNDEFINED. So it stops before such an access: the instructions in
 * front of it run alone, then the exception is entered in its place.
 */
static void approach_forbidden(struct core *core, const struct block *block)
{
    core->limit = block->forbidden;
    core->at_forbidden = block->forbidden == 0;
    engine_stop(core->engine);
}

/*
 * The block that just ran is to run again, and nothing else is due: what most
 * blocks of a loop are. It comes to the same as the long way.
 */
static bool repeat_block(struct core *core, uint64_t pc, uint32_t size)
{
    const struct block *block = core->block;

    if (block == NULL || block != core->last_block || core->last_pc != pc ||
        core->last_size != size || core->charged != 0 || !block->plain || core->irq) {
        return false;
    }
    uint64_t clock = *core->clock + block->cost;

    if (clock >= core->machine->sched.deadline) {
        return false;
    }
    *core->clock = clock;
    core->pending.instructions += block->count;
    core->pending.data_accesses += block->accesses;
    core->block_sequence++;
    core->boundary = block->boundary;
    core->barren_exceptions = 0;
    return true;
}

HOT void core_block(void *ctx, uint64_t pc, uint32_t size)
{
    struct core *core = ctx;

    core_check_mirror(core);
    if (repeat_block(core, pc, size)) {
        return;
    }
    if (core->fault_pending) {
        /* The operation that aborted was the last of its block, and was not executed. */
        engine_stop(core->engine);
        return;
    }
    core_charge_rest(core);
    if (must_stop(core) || core_misaligned(pc)) {
        engine_stop(core->engine);
        return;
    }
    const struct block *block = core->last_block;

    if (block == NULL || core->last_pc != pc || core->last_size != size) {
        block = find_block(core, pc, size);
    }
    if (block != NULL && block->forbidden != BLOCK_NONE_FORBIDDEN && core->limit == 0) {
        approach_forbidden(core, block);
        return;
    }
    core->resumed = false;
    core->block_sequence++;
    core->block_pc = pc;
    core->charged = 0;
    core->block = block;
    core->view.known = core->view.known && block != NULL && !block->moves;
}
