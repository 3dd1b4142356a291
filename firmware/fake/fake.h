/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of the native build. firmware/fake/arch/ stands in for
 * firmware/arch/, so that lib/ and mm/ run as ordinary code: RAM is a block of
 * host memory, barriers and TLB invalidations are written down instead of
 * executed, a panic ends the process with SIGABRT.
 *
 * The state is the process's; each test runs in a process of its own.
 */
#pragma once

#include "lib/status.h"
#include "lib/types.h"

#define FAKE_RAM_START UINT64_C(0x40000000)

/* RAM of the given size, known to bootmem; no more than that. */
void fake_ram_start(uint64_t size);

/* The same at another physical address; both are multiples of 4 MiB. */
void fake_ram_start_at(uint64_t start, uint64_t size);

/* RAM, per-CPU areas for `cpus` cores, buddy, slab and an empty root table. */
void fake_machine_start(uint64_t ram_size, unsigned cpus);

/* The same on RAM that has been started. */
void fake_machine_start_on_ram(unsigned cpus);

/* The calling thread becomes core `cpu`. */
void fake_become_cpu(unsigned cpu);

/*
 * From now on the calling thread's barriers and invalidations are recorded, as
 * the assembler spells them, one a line: "dsb ishst", "tlbi vaale1is, 0x12345".
 * fake_trace() returns what there is and starts afresh.
 */
void fake_trace_start(void);
const char *fake_trace(void);

/* Whether the machine has FEAT_TLBIRANGE; it begins without. */
extern bool fake_has_tlbi_range;

/* Called for each TLBI with its name and operand; NULL: nobody listens. */
typedef void (*fake_tlbi_fn)(const char *name, uint64_t operand);
void fake_on_tlbi(fake_tlbi_fn fn);

/* What vm_caller() says from now on. */
void fake_set_caller(uint32_t caller);

/* The last message of pr_warn(), and how many there were. */
const char *fake_last_warning(void);
unsigned fake_warning_count(void);

/* What the stand-ins call. */
void fake_record(const char *instruction);
void fake_record_tlbi(const char *name, bool has_operand, uint64_t operand);
