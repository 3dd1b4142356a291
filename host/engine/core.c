/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The core's life: set-up, reset, and running it until it has to give way. */
#include "core.h"
#include "hot.h"
#include "machine.h"
#include "probe.h"
#include "random.h"

#include <assert.h>
#include <string.h>

/* Exceptions in a row without an instruction executed: the vectors are lost. */
#define BARREN_EXCEPTIONS_MAX 8

bool core_is_probe(uint64_t address)
{
    return address - PROBE_BASE < PROBE_SIZE;
}

unsigned core_level(struct core *core)
{
    return core_level_of(engine_pstate(core->engine));
}

struct mmu_reply core_peek(struct core *core, uint64_t address, enum access access)
{
    struct mmu_request request = {
        .va = va(address), .access = access, .el = (uint8_t)core_level(core)};

    return mmu_peek(core->mmu, &request);
}

/* What the MMU asks of the machine. */

HOT static bool read64(void *ctx, pa_t address, uint64_t *ret_value)
{
    struct core *core = ctx;
    const void *host = machine_ram(core->machine, address.v, sizeof(*ret_value));

    if (host == NULL) {
        return false;
    }
    memcpy(ret_value, host, sizeof(*ret_value));
    return true;
}

/* One host thread runs every core: nothing comes between the two. */
static bool cas64(void *ctx, pa_t address, uint64_t expected, uint64_t desired)
{
    struct core *core = ctx;
    void *host = machine_ram(core->machine, address.v, sizeof(desired));

    if (host == NULL || memcmp(host, &expected, sizeof(expected)) != 0) {
        return false;
    }
    codeguard_changed(core->machine->guard,
                      (address.v - MACHINE_RAM_BASE) & ~(uint64_t)CORE_PAGE_MASK);
    memcpy(host, &desired, sizeof(desired));
    return true;
}

HOT static bool bypass(void *ctx, pa_t address)
{
    (void)ctx;
    return core_is_probe(address.v);
}

HOT static void l1_removed(void *ctx, enum tlb_side side, unsigned slot)
{
    struct core *core = ctx;
    struct mirror_slot *pages = mirror_slot(&core->mirror, side, slot);

    if (pages->many) {
        engine_drop_all(core->engine);
        mirror_clear(&core->mirror);
        return;
    }
    for (unsigned i = 0; i < pages->count; i++) {
        engine_drop_page(core->engine, pages->page[i]);
    }
    pages->count = 0;
}

void core_update_translation(struct core *core)
{
    mmu_set_registers(core->mmu, &core->registers);
    engine_drop_all(core->engine);
    mirror_clear(&core->mirror);
    core->last_block = NULL;
    for (unsigned i = 0; i < CORE_FETCH_PAGES; i++) {
        core->fetch_page[i].va = UINT64_MAX;
    }
}

unsigned core_invalidate(struct core *core, const struct tlbi *op)
{
    return mmu_invalidate(core->mmu, op);
}

/* What the engine asks of the core. */

static enum engine_verdict on_sys(void *ctx, struct engine_sysreg reg, uint64_t xt)
{
    return core_system_operation(ctx, reg, xt);
}

static enum engine_verdict on_msr(void *ctx, struct engine_sysreg reg, uint64_t value)
{
    return core_sysreg_write(ctx, reg, value);
}

static enum engine_verdict on_mrs(void *ctx, struct engine_sysreg reg, uint64_t *ret_value)
{
    return core_sysreg_read(ctx, reg, ret_value);
}

static uint64_t on_mmio_read(void *ctx, uint64_t address, unsigned size)
{
    return core_device_read(ctx, address, size);
}

static void on_mmio_write(void *ctx, uint64_t address, unsigned size, uint64_t value)
{
    core_device_write(ctx, address, size, value);
}

static const struct engine_ops core_ops = {
    .block = core_block,
    .fill = core_fill,
    .sys = on_sys,
    .msr = on_msr,
    .mrs = on_mrs,
    .trap = core_trap,
    .mmio_read = on_mmio_read,
    .mmio_write = on_mmio_write,
    .store = core_store,
};

static struct engine *create_engine(struct core *core, const char **ret_reason)
{
    const struct machine *machine = core->machine;
    struct engine_region regions[BUS_MAX_DEVICES + 3];
    size_t count = 0;

    regions[count++] = (struct engine_region){MACHINE_RAM_BASE, machine->ram_size, machine->ram};
    regions[count++] = (struct engine_region){CODEGUARD_BASE, CODEGUARD_SIZE,
                                              codeguard_substitutes(machine->guard)};
    regions[count++] = (struct engine_region){PROBE_BASE, PROBE_SIZE, NULL};
    for (unsigned i = 0; i < machine->bus.count; i++) {
        const struct bus_device *device = &machine->bus.device[i];

        regions[count++] = (struct engine_region){device->base.v, device->size, NULL};
    }
    return engine_create(&core_ops, core, regions, count, ret_reason);
}

/* SCTLR_EL1 out of reset: MMU and caches off, the RES1 bits of Armv8.0. */
#define SCTLR_RESET 0x30d00800ULL
#define PSTATE_RESET 0x3c5u /* EL1h, DAIF masked */

bool core_init(struct core *core, struct machine *machine, unsigned id, const char **ret_reason)
{
    const struct mmu_env env = {.read64 = read64,
                                .cas64 = cas64,
                                .bypass = bypass,
                                .l1_removed = l1_removed,
                                .exact_address = core_exact_address,
                                .ctx = core,
                                .seed = random_part(machine->seed, id)};

    core->machine = machine;
    core->id = id;
    core->clock = &machine->sched.core[id].clock;
    core->oslsr = 0x8;
    core->source = (struct event_source){.sinks = &machine->sinks, .core = (uint16_t)id};
    core->mmu = mmu_create(&machine->config, &env, &core->source);
    if (core->mmu == NULL ||
        !mirror_init(&core->mirror, machine->config.l1i.entries, machine->config.l1d.entries)) {
        mmu_destroy(core->mmu);
        core->mmu = NULL;
        *ret_reason = "out of memory";
        return false;
    }
    core->engine = create_engine(core, ret_reason);
    if (core->engine == NULL) {
        core_finish(core);
        return false;
    }
    shootdown_init(&core->shootdown, &machine->config.dvm, random_part(~machine->seed, id));
    core->registers.sctlr_el1 = SCTLR_RESET;
    core_update_translation(core);
    return true;
}

void core_reset(struct core *core)
{
    struct tlbi all;
    bool known = tlbi_decode(0, 7, 0, 0, &all); /* VMALLE1 */

    assert(known);
    (void)known;
    core->source.cycle = *core->clock;
    core->source.pc = 0;
    core_invalidate(core, &all);
    core->registers = (struct mmu_registers){.sctlr_el1 = SCTLR_RESET};
    core_update_translation(core);
    engine_enter(core->engine, PSTATE_RESET, 0);
    core->view.known = false;
}

void core_finish(struct core *core)
{
    engine_destroy(core->engine);
    mmu_destroy(core->mmu);
    mirror_finish(&core->mirror);
    core->engine = NULL;
    core->mmu = NULL;
}

/* Vectors that take exceptions without executing an instruction never end. */
static enum core_stop slice_end(const struct core *core)
{
    return core->barren_exceptions > BARREN_EXCEPTIONS_MAX ? CORE_STOP_LOST : CORE_STOP_SLICE;
}

/* After the engine came back: what ran is charged, what happened is served. */
static enum core_stop after_run(struct core *core, enum engine_exit exit)
{
    uint64_t pc = engine_pc(core->engine);

    if (exit == ENGINE_EXIT_FAULT && core->fault_pending) {
        core->fault_pending = false;
        if (core->fault.access != ACCESS_FETCH) {
            core_charge_attempt(core, pc);
        }
        core_charge_interrupted(core, pc);
        core_enter_abort(core, &core->fault, pc);
        return slice_end(core);
    }
    if (core->fault_pending) {
        core->fault_pending = false;
        core_charge_interrupted(core, core->fault_pc);
        core_enter_abort(core, &core->fault, core->fault_pc);
        return slice_end(core);
    }
    core_charge_interrupted(core, pc);
    if (core_misaligned(pc)) {
        core_enter_pc_alignment(core, pc);
        return slice_end(core);
    }
    if (core->at_forbidden) {
        core->at_forbidden = false;
        core_enter_exception(core, core_undefined_syndrome(), pc);
    }
    return exit == ENGINE_EXIT_STOPPED ? slice_end(core) : CORE_STOP_ERROR;
}

enum core_stop core_run(struct core *core)
{
    struct machine *machine = core->machine;
    enum core_stop stop = CORE_STOP_SLICE;

    core->asleep = false;
    core->resumed = true;
    core->overrun = 0;
    do {
        machine_refresh_code(machine);
        if (core->code_stale) {
            engine_drop_code(core->engine);
            core->code_stale = false;
        }
        core_take_interrupt(core);
        uint32_t limit = core->limit;
        enum engine_exit exit = engine_run(core->engine, limit);

        if (limit != 0) {
            core->limit = 0;
        }
        stop = after_run(core, exit);
    } while (stop == CORE_STOP_SLICE && !core->asleep && machine->end == MACHINE_RUNNING &&
             (*core->clock < machine->sched.deadline || !core->boundary || core->resumed));
    return stop;
}
