/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads and stores that are not RAM. The engine's PC is stale in these
 * callbacks: what counts is the PC of the page fill that precedes every access,
 * which is why the page is dropped again each time.
 */
#include "core.h"
#include "machine.h"
#include "probe.h"

static void begin_access(struct core *core)
{
    if (!core->device.valid) {
        return;
    }
    if (core->block != NULL) {
        core_charge_to(core, core_block_index(core, core->device.pc));
    }
    core->source.pc = core->device.pc;
    core->source.cycle = *core->clock;
    engine_drop_page(core->engine, core->device.page);
}

/* The storing instruction is no instruction, cycle or access: step over it. */
static void leave_out(struct core *core)
{
    if (core->block != NULL && core->device.valid) {
        uint32_t next = core_block_index(core, core->device.pc) + 1;

        if (next > core->charged && next <= core->block->count) {
            core->charged = next;
        }
    }
}

static void mark(struct core *core, struct event *ev)
{
    core_tell_executed(core);
    core->source.pc = core->device.pc;
    core->source.cycle = *core->clock;
    source_emit(&core->source, ev);
    machine_progress(core->machine);
}

static void mark_phase(struct core *core, enum event_kind kind, uint32_t phase)
{
    /* A phase's counters are all cores'. */
    machine_tell_executed(core->machine);
    mark(core, &(struct event){.kind = (uint16_t)kind, .phase = {.phase = phase}});
}

static void end_op(struct core *core, enum op_outcome outcome, uint64_t result, uint32_t esr)
{
    mark(core,
         &(struct event){
             .kind = EVENT_OP_END,
             .op = {.site = core->probe_site, .outcome = outcome, .result = result, .esr = esr}});
}

/* The firmware's last words. True: the word was one of them. */
static bool report_word(struct core *core, uint64_t offset, uint32_t word)
{
    struct machine *machine = core->machine;
    const struct machine_report *report = &machine->report;
    uint64_t pair = (uint64_t)word << 32 | (uint32_t)core->probe_low;

    switch (offset) {
    case PROBE_REG_REPORT:
        machine_silence(machine);
        if (report->begin != NULL) {
            report->begin(machine->ctx);
        }
        return true;
    case PROBE_REG_LEAK_BYTES:
    case PROBE_REG_TEXT:
        core->probe_low = word;
        return true;
    case PROBE_REG_LEAK_BYTES + 4:
        core->probe_actual = pair;
        return true;
    case PROBE_REG_LEAK_SITE:
        if (report->leak != NULL) {
            report->leak(machine->ctx, word, core->probe_actual);
        }
        return true;
    case PROBE_REG_TEXT + 4:
        if (report->text != NULL) {
            report->text(machine->ctx, pair);
        }
        return true;
    default:
        return false;
    }
}

static void probe_word(struct core *core, uint64_t offset, uint32_t word)
{
    uint64_t pair = (uint64_t)word << 32 | (uint32_t)core->probe_low;

    switch (offset) {
    case PROBE_REG_OP_BEGIN:
        core->probe_site = word;
        mark(core, &(struct event){.kind = EVENT_OP_BEGIN, .op = {.site = word}});
        break;
    case PROBE_REG_PHASE_BEGIN:
        mark_phase(core, EVENT_PHASE_BEGIN, word);
        break;
    case PROBE_REG_PHASE_END:
        mark_phase(core, EVENT_PHASE_END, word);
        break;
    case PROBE_REG_EXIT:
        core->machine->exit_code = word;
        machine_finish(core->machine, core, MACHINE_EXIT);
        break;
    case PROBE_REG_OP_END:
    case PROBE_REG_ACTUAL:
        core->probe_low = word;
        break;
    case PROBE_REG_OP_END + 4:
        end_op(core, OP_DONE, pair, 0);
        break;
    case PROBE_REG_ACTUAL + 4:
        core->probe_actual = pair;
        break;
    case PROBE_REG_LOCK_WAIT:
        core_mark_lock_wait(core, word);
        break;
    case PROBE_REG_LOCK:
        core_mark_lock(core, word);
        break;
    case PROBE_REG_SHOOTDOWN:
        core_mark_round(core, word);
        break;
    case PROBE_REG_MISMATCH:
        end_op(core, OP_MISMATCH, core->probe_actual, word);
        break;
    default:
        if (report_word(core, offset, word)) {
            machine_progress(core->machine);
        }
        break;
    }
}

/* Nothing is charged once the run has ended: what is left of the block is the engine's. */
static bool is_over(const struct core *core)
{
    return core->machine->end != MACHINE_RUNNING;
}

static void write_probe(struct core *core, uint64_t offset, unsigned size, uint64_t value)
{
    leave_out(core);
    if (is_over(core)) {
        return;
    }
    if (size == 4 || size == 8) {
        probe_word(core, offset, (uint32_t)value);
    }
    if (size == 8) {
        probe_word(core, offset + 4, (uint32_t)(value >> 32));
    }
}

static void access_event(struct core *core, uint64_t address, unsigned size, uint64_t value,
                         bool write)
{
    core_stall(core, core->machine->config.cost.mmio);
    source_emit(
        &core->source,
        &(struct event){
            .kind = EVENT_MMIO,
            .mmio = {.pa = pa(address), .value = value, .size = (uint8_t)size, .write = write}});
}

/* A device access may have changed what interrupts whom. */
static void follow_lines(struct machine *machine)
{
    machine_set_line(machine, 0, MACHINE_UART_INTERRUPT, dev_pl011_irq(&machine->uart));
    machine_update_inputs(machine);
}

static bool is_sgir(const struct core *core, uint64_t address)
{
    return core->machine->gic.version == 2 && address == MACHINE_GIC_DISTRIBUTOR_BASE + GIC_SGIR;
}

uint64_t core_device_read(struct core *core, uint64_t address, unsigned size)
{
    begin_access(core);
    if (address - PROBE_BASE < PROBE_SIZE) {
        leave_out(core);
        switch (address - PROBE_BASE) {
        case PROBE_REG_ID:
            return PROBE_MAGIC;
        case PROBE_REG_VERSION:
            return PROBE_VERSION;
        case PROBE_REG_WANTED:
            return core->machine->report.wanted;
        default:
            return 0;
        }
    }
    uint64_t value = bus_read(&core->machine->bus, core->id, pa(address), size);

    access_event(core, address, size, value, false);
    follow_lines(core->machine);
    return value;
}

void core_device_write(struct core *core, uint64_t address, unsigned size, uint64_t value)
{
    begin_access(core);
    if (address - PROBE_BASE < PROBE_SIZE) {
        write_probe(core, address - PROBE_BASE, size, value);
        return;
    }
    access_event(core, address, size, value, true);
    if (is_sgir(core, address)) {
        core_tell_ipi(core, value);
    }
    bus_write(&core->machine->bus, core->id, pa(address), size, value);
    follow_lines(core->machine);
}
