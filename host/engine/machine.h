/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine: cores, RAM, bus and clock wired together, and the loop that
 * runs it. It follows QEMU's virt board where an image could tell.
 */
#pragma once

#include "bus.h"
#include "codeguard.h"
#include "core.h"
#include "dev_pl011.h"
#include "dev_pl031.h"
#include "dvm.h"
#include "gic.h"
#include "machine_config.h"
#include "sched.h"
#include "sink.h"
#include "tables.h"

#define MACHINE_RAM_BASE 0x40000000ULL
#define MACHINE_UART_BASE 0x09000000ULL
#define MACHINE_UART_INTERRUPT 33
#define MACHINE_CLOCK_BASE 0x09010000ULL
#define MACHINE_CLOCK_INTERRUPT 34
#define MACHINE_VIRTIO_BASE 0x0a000000ULL /* 32 slots of 512 bytes, all empty */
#define MACHINE_VIRTIO_SIZE 0x4000ULL
#define MACHINE_PHYSICAL_TIMER_INTERRUPT 30
#define MACHINE_VIRTUAL_TIMER_INTERRUPT 27
#define MACHINE_GIC_DISTRIBUTOR_BASE 0x08000000ULL
#define MACHINE_GIC_INTERFACE_BASE 0x08010000ULL /* version 2 */
#define MACHINE_GIC_REDISTRIBUTOR_BASE 0x080a0000ULL /* version 3 */

/* What becomes of the firmware's last words (abi/probe.h, PROBE_REG_REPORT). */
struct machine_report {
    uint32_t wanted; /* PROBE_WANTED_* */
    void (*begin)(void *ctx); /* NULL: nobody listens */
    void (*leak)(void *ctx, uint32_t site, uint64_t bytes);
    void (*text)(void *ctx, uint64_t characters); /* eight, the lowest byte first */
};

struct machine_setup {
    struct machine_config config; /* validated */
    unsigned cpus; /* 1..SCHED_MAX_CORES */
    uint64_t ram_size; /* bytes, a multiple of 2 MiB */
    uint64_t seed; /* of the schedule's jitter and of random replacement */
    uint64_t max_cycles; /* 0: unlimited */
    bool watchdog; /* stop when no op ends for MACHINE_WATCHDOG_CYCLES */
    /* Bytes the guest sends to the UART. */
    void (*console)(void *ctx, uint8_t byte);
    struct machine_report report; /* its functions get ctx */
    /* Asked now and then: true stops the run (SIGINT). */
    bool (*interrupted)(void *ctx);
    void *ctx;
};

#define MACHINE_WATCHDOG_CYCLES 2000000000ULL

enum machine_end {
    MACHINE_RUNNING,
    MACHINE_EXIT, /* the guest ended the run: exit_code */
    MACHINE_POWER_OFF, /* PSCI SYSTEM_OFF or SYSTEM_RESET */
    MACHINE_WATCHDOG, /* no op ended for too long */
    MACHINE_IDLE, /* every core sleeps and nothing is due */
    MACHINE_MAX_CYCLES,
    MACHINE_INTERRUPTED,
    MACHINE_LOST, /* a core takes exceptions without end */
    MACHINE_ENGINE_ERROR,
};

struct machine {
    struct machine_config config;
    struct sched sched;
    struct dvm dvm;
    struct sink_list sinks;
    struct bus bus;
    struct dev_pl011 uart;
    struct dev_pl031 clock;
    struct gic gic;
    struct block_cache *blocks;
    struct codeguard *guard;
    struct core *core;
    uint16_t lock_taker[LOCK_COUNT]; /* 1 + the core that took one of that name last; 0: nobody */
    struct tables tables; /* of a machine that watches them */
    unsigned core_count;
    uint64_t seed;
    uint8_t *ram;
    uint64_t ram_size;
    uint64_t max_cycles;
    bool watchdog;
    uint64_t last_progress; /* model time of the last op or phase mark */
    enum machine_end end;
    uint32_t exit_code; /* MACHINE_EXIT: what the guest wrote */
    unsigned end_core; /* the core that ended the run */
    bool (*interrupted)(void *ctx);
    struct machine_report report;
    void *ctx;
};

/*
 * What is wrong with the set-up that no machine key says alone, as static text
 * that begins with the key; NULL: nothing.
 */
const char *machine_setup_complaint(const struct machine_setup *setup);

/* NULL with *ret_reason (static text) on failure. Attach sinks before running. */
struct machine *machine_create(const struct machine_setup *setup, const char **ret_reason);
void machine_destroy(struct machine *machine);

/*
 * From now on PTE_WRITE events tell what stores change in translation tables.
 * After the sinks are attached, before running. 0, -ENOMEM, or -ENOTSUP.
 */
int machine_watch_tables(struct machine *machine);

/* Host memory of guest RAM [pa, pa + size), or NULL when it is not all RAM. */
void *machine_ram(struct machine *machine, uint64_t pa, uint64_t size);

/* Core `id` begins at pc with x0 = argument: the boot core, or PSCI CPU_ON. */
void machine_start_core(struct machine *machine, unsigned id, uint64_t pc, uint64_t argument);

/* Runs until something ends it, and says what. */
enum machine_end machine_run(struct machine *machine);

/* All cores report what they executed, so that counters are exact now. */
void machine_tell_executed(struct machine *machine);

/* The guest changed code (IC): nobody runs a translation of the old bytes. */
void machine_code_changed(struct machine *machine, const struct core *by);

/* Before a core executes a block: the engines forget code that is no longer kept apart. */
void machine_refresh_code(struct machine *machine);

/* An op ended, or a phase: the watchdog starts anew. */
void machine_progress(struct machine *machine);

/* The firmware's work is done: from here on nothing is counted, and no sink hears anything. */
void machine_silence(struct machine *machine);

/* The run ends here and now, whatever is still due. */
void machine_finish(struct machine *machine, struct core *by, enum machine_end end);

/* A device's interrupt line, of core `core` where it is private; the cores' inputs follow. */
void machine_set_line(struct machine *machine, unsigned core, unsigned interrupt, bool high);
/* The GIC's registers changed: the cores' inputs follow, or those in the mask. */
void machine_update_inputs(struct machine *machine);
void machine_update_inputs_of(struct machine *machine, uint64_t cores);
