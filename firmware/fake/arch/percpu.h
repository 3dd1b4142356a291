/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: the register that finds a core's area is one of the thread. */
#pragma once

#include "lib/kernel.h"

#define NR_CPUS 64

#define DEFINE_PER_CPU(type, name) __attribute__((section("percpu"))) __typeof__(type) name
#define DECLARE_PER_CPU(type, name) extern __attribute__((section("percpu"))) __typeof__(type) name

DECLARE_PER_CPU(unsigned, cpu_number);

extern unsigned nr_cpu_ids;
extern uintptr_t percpu_offset[NR_CPUS];
extern _Thread_local uintptr_t fake_percpu_offset;

static inline uintptr_t this_cpu_offset(void)
{
    return fake_percpu_offset;
}

static inline void set_this_cpu_offset(uintptr_t offset)
{
    fake_percpu_offset = offset;
}

#define percpu_at(ptr, offset) ((__typeof__(ptr))((uintptr_t)(ptr) + (offset)))
#define this_cpu_ptr(ptr) percpu_at(ptr, this_cpu_offset())
#define per_cpu_ptr(ptr, cpu) percpu_at(ptr, percpu_offset[cpu])

static inline unsigned smp_processor_id(void)
{
    return *this_cpu_ptr(&cpu_number);
}
