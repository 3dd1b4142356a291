/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Per-CPU variables. DEFINE_PER_CPU places the variable in the section
 * `percpu`, which is the template; each core has a copy of the section, and
 * TPIDR_EL1 holds the distance from the template to the core's copy. Until
 * percpu_init() it is 0, and the boot core uses the template itself.
 *
 * A core touches only its own copy, so these accesses need no lock.
 */
#pragma once

#include "arch/sysreg.h"
#include "lib/kernel.h"

/* As many as an op program can name. */
#define NR_CPUS 64

#define DEFINE_PER_CPU(type, name) __attribute__((section("percpu"))) __typeof__(type) name
#define DECLARE_PER_CPU(type, name) extern __attribute__((section("percpu"))) __typeof__(type) name

DECLARE_PER_CPU(unsigned, cpu_number);

/* The cores that this run has: 1 .. NR_CPUS. */
extern unsigned nr_cpu_ids;

/* Distance from the template to each core's copy. */
extern uintptr_t percpu_offset[NR_CPUS];

static inline uintptr_t this_cpu_offset(void)
{
    uintptr_t offset;
    __asm__("mrs %0, tpidr_el1" : "=r"(offset));
    return offset;
}

/* Each core calls it once, before anything else that is per-CPU. */
static inline void set_this_cpu_offset(uintptr_t offset)
{
    write_sysreg(tpidr_el1, offset);
}

#define percpu_at(ptr, offset) ((__typeof__(ptr))((uintptr_t)(ptr) + (offset)))
#define this_cpu_ptr(ptr) percpu_at(ptr, this_cpu_offset())
#define per_cpu_ptr(ptr, cpu) percpu_at(ptr, percpu_offset[cpu])

static inline unsigned smp_processor_id(void)
{
    return *this_cpu_ptr(&cpu_number);
}
