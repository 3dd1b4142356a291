/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Wiring and the run loop; see machine.h. */
#include "machine.h"
#include "dev_absent.h"
#include "dev_gic.h"

#include <stdlib.h>
#include <sys/mman.h>

static uint8_t *map_ram(uint64_t size)
{
    void *ram = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return ram == MAP_FAILED ? NULL : ram;
}

static void drop_page(void *ctx, unsigned core, uint64_t va)
{
    struct machine *machine = ctx;

    engine_drop_page(machine->core[core].engine, va);
}

static void drop_all(void *ctx)
{
    struct machine *machine = ctx;

    for (unsigned i = 0; i < machine->core_count; i++) {
        engine_drop_all(machine->core[i].engine);
    }
}

/* Whether or not the guest says so by an IC: what was decoded there holds no more. */
static void written(void *ctx, uint64_t page)
{
    struct machine *machine = ctx;

    block_cache_forget(machine->blocks, MACHINE_RAM_BASE + page);
    for (unsigned i = 0; i < machine->core_count; i++) {
        machine->core[i].last_block = NULL;
    }
}

static const struct codeguard_ops guard_ops = {
    .drop_page = drop_page,
    .drop_all = drop_all,
    .written = written,
};

static bool add_cores(struct machine *machine, unsigned count, const char **ret_reason)
{
    machine->core = calloc(count, sizeof(*machine->core));
    if (machine->core == NULL) {
        *ret_reason = "out of memory";
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        if (!core_init(&machine->core[i], machine, i, ret_reason)) {
            return false;
        }
        machine->core_count = i + 1;
    }
    return true;
}

static unsigned gic_version(const struct machine_setup *setup)
{
    if (setup->config.gic_version == GIC_VERSION_AUTO) {
        return setup->cpus <= GIC_V2_MAX_CORES ? 2 : 3;
    }
    return setup->config.gic_version == GIC_VERSION_2 ? 2 : 3;
}

static void attach_gic(struct machine *machine, const struct machine_setup *setup)
{
    struct gic *gic = &machine->gic;

    gic_init(gic, gic_version(setup), setup->cpus);
    bus_attach(&machine->bus, dev_gic_distributor(gic, pa(MACHINE_GIC_DISTRIBUTOR_BASE)));
    bus_attach(&machine->bus,
               gic->version == 2 ? dev_gic_interface(gic, pa(MACHINE_GIC_INTERFACE_BASE))
                                 : dev_gic_redistributors(gic, pa(MACHINE_GIC_REDISTRIBUTOR_BASE)));
}

const char *machine_setup_complaint(const struct machine_setup *setup)
{
    if (gic_version(setup) == 2 && setup->cpus > GIC_V2_MAX_CORES) {
        return "gic.version: a GICv2 serves at most eight cores";
    }
    return NULL;
}

/* For the real time clock. */
static uint64_t seconds(void *ctx, unsigned core)
{
    const struct machine *machine = ctx;

    return machine->sched.core[core].clock / CORE_COUNTER_DIVIDER / CORE_COUNTER_HZ;
}

static void attach_devices(struct machine *machine, const struct machine_setup *setup)
{
    dev_pl011_init(&machine->uart, setup->console, setup->ctx);
    bus_attach(&machine->bus, dev_pl011_device(&machine->uart, pa(MACHINE_UART_BASE)));
    dev_pl031_init(&machine->clock, seconds, machine);
    bus_attach(&machine->bus, dev_pl031_device(&machine->clock, pa(MACHINE_CLOCK_BASE)));
    bus_attach(&machine->bus, dev_absent_device(pa(MACHINE_VIRTIO_BASE), MACHINE_VIRTIO_SIZE));
    attach_gic(machine, setup);
}

struct machine *machine_create(const struct machine_setup *setup, const char **ret_reason)
{
    struct machine *machine = calloc(1, sizeof(*machine));

    *ret_reason = "out of memory";
    if (machine == NULL) {
        return NULL;
    }
    machine->config = setup->config;
    machine->max_cycles = setup->max_cycles == 0 ? UINT64_MAX : setup->max_cycles;
    machine->watchdog = setup->watchdog;
    machine->interrupted = setup->interrupted;
    machine->report = setup->report;
    machine->ctx = setup->ctx;
    machine->seed = setup->seed;
    machine->ram_size = setup->ram_size;
    machine->ram = map_ram(setup->ram_size);
    sched_init(&machine->sched, &machine->config.sched, setup->cpus, setup->seed);
    attach_devices(machine, setup);
    machine->blocks = block_cache_create(&machine->config.cost, machine->gic.version == 3
                                                                    ? core_sysreg_exists_with_gic
                                                                    : core_sysreg_exists);
    if (machine->ram != NULL) {
        machine->guard = codeguard_create(&guard_ops, machine, machine->ram, machine->ram_size);
    }
    if (machine->guard == NULL || machine->blocks == NULL ||
        !add_cores(machine, setup->cpus, ret_reason)) {
        machine_destroy(machine);
        return NULL;
    }
    return machine;
}

void machine_destroy(struct machine *machine)
{
    if (machine == NULL) {
        return;
    }
    for (unsigned i = 0; i < machine->core_count; i++) {
        core_finish(&machine->core[i]);
    }
    free(machine->core);
    tables_finish(&machine->tables);
    block_cache_destroy(machine->blocks);
    codeguard_destroy(machine->guard);
    if (machine->ram != NULL) {
        munmap(machine->ram, machine->ram_size);
    }
    free(machine);
}

void *machine_ram(struct machine *machine, uint64_t pa, uint64_t size)
{
    uint64_t offset = pa - MACHINE_RAM_BASE;

    if (offset >= machine->ram_size || size > machine->ram_size - offset) {
        return NULL;
    }
    return machine->ram + offset;
}

void machine_start_core(struct machine *machine, unsigned id, uint64_t pc, uint64_t argument)
{
    struct core *core = &machine->core[id];

    engine_set_x(core->engine, 0, argument);
    engine_set_pc(core->engine, pc);
    core->boundary = true;
    sched_start(&machine->sched, id, *machine->core[machine->sched.running].clock);
    core->told_clock = *core->clock;
}

void machine_tell_executed(struct machine *machine)
{
    for (unsigned i = 0; i < machine->core_count; i++) {
        core_tell_executed(&machine->core[i]);
    }
}

void machine_silence(struct machine *machine)
{
    machine_tell_executed(machine);
    machine->sinks = (struct sink_list){0};
}

void machine_code_changed(struct machine *machine, const struct core *by)
{
    block_cache_invalidate(machine->blocks);
    for (unsigned i = 0; i < machine->core_count; i++) {
        struct core *core = &machine->core[i];

        core->last_block = NULL;
        core->code_stale |= core != by;
    }
}

void machine_refresh_code(struct machine *machine)
{
    if (!codeguard_exhausted(machine->guard)) {
        return;
    }
    codeguard_recycle(machine->guard);
    for (unsigned i = 0; i < machine->core_count; i++) {
        machine->core[i].code_stale = true;
    }
}

void machine_progress(struct machine *machine)
{
    machine->last_progress = sched_elapsed(&machine->sched);
}

void machine_finish(struct machine *machine, struct core *by, enum machine_end end)
{
    if (machine->end == MACHINE_RUNNING) {
        machine->end = end;
        machine->end_core = by->id;
        /* What the engine still runs of the block is no part of the run. */
        by->block = NULL;
    }
}

static void update_input(struct machine *machine, unsigned id)
{
    bool irq = gic_irq(&machine->gic, id);

    machine->core[id].irq = irq;
    if (irq) {
        sched_wake(&machine->sched, id, machine->sched.core[machine->sched.running].clock);
    }
}

void machine_update_inputs(struct machine *machine)
{
    for (unsigned i = 0; i < machine->core_count; i++) {
        update_input(machine, i);
    }
}

void machine_update_inputs_of(struct machine *machine, uint64_t cores)
{
    for (; cores != 0; cores &= cores - 1) {
        update_input(machine, (unsigned)__builtin_ctzll(cores));
    }
}

void machine_set_line(struct machine *machine, unsigned core, unsigned interrupt, bool high)
{
    if (gic_level(&machine->gic, core, interrupt) == high) {
        return;
    }
    gic_set_level(&machine->gic, core, interrupt, high);
    machine_update_inputs(machine);
}

/* What only the loop can see: limits on time, and the person at the keyboard. */
static void check_limits(struct machine *machine)
{
    uint64_t now = machine->sched.core[machine->sched.running].clock;
    struct core *core = &machine->core[machine->sched.running];

    if (now >= machine->max_cycles) {
        machine_finish(machine, core, MACHINE_MAX_CYCLES);
    } else if (machine->watchdog && now > machine->last_progress &&
               now - machine->last_progress > MACHINE_WATCHDOG_CYCLES) {
        machine_finish(machine, core, MACHINE_WATCHDOG);
    } else if (machine->interrupted != NULL && machine->interrupted(machine->ctx)) {
        machine_finish(machine, core, MACHINE_INTERRUPTED);
    }
}

static void run_slice(struct machine *machine, struct core *core)
{
    core_sync_timers(core);
    core_serve_broadcasts(core);
    if (machine->sched.deadline > core_next_timer(core)) {
        machine->sched.deadline = core_next_timer(core);
    }
    if (machine->sched.deadline > machine->max_cycles) {
        machine->sched.deadline = machine->max_cycles;
    }
    switch (core_run(core)) {
    case CORE_STOP_SLICE:
        break;
    case CORE_STOP_ERROR:
        machine_finish(machine, core, MACHINE_ENGINE_ERROR);
        break;
    case CORE_STOP_LOST:
        machine_finish(machine, core, MACHINE_LOST);
        break;
    }
    block_cache_reclaim(machine->blocks);
}

enum machine_end machine_run(struct machine *machine)
{
    while (machine->end == MACHINE_RUNNING) {
        int next = sched_next(&machine->sched);

        if (next < 0) {
            machine_finish(machine, &machine->core[machine->sched.running], MACHINE_IDLE);
            break;
        }
        run_slice(machine, &machine->core[next]);
        if (machine->end == MACHINE_RUNNING) {
            check_limits(machine);
        }
    }
    machine_tell_executed(machine);
    return machine->end;
}
