/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies the per-CPU template once for each core. */
#include "mm/percpu.h"

#include "lib/string.h"
#include "mm/bootmem.h"

/* The linker's bounds of the section `percpu`. */
extern char __start_percpu[];
extern char __stop_percpu[];

/* Copies start on lines of their own: no core shares one with another. */
#define PERCPU_ALIGN 64u

DEFINE_PER_CPU(unsigned, cpu_number);

unsigned nr_cpu_ids = 1;
uintptr_t percpu_offset[NR_CPUS];

enum fw_status percpu_init(unsigned cpus)
{
    if (cpus == 0 || cpus > NR_CPUS) {
        return FW_INVALID;
    }
    size_t size = (size_t)(__stop_percpu - __start_percpu);
    size_t unit = ALIGN(size, PERCPU_ALIGN);
    char *chunk = bootmem_alloc(unit * cpus, PERCPU_ALIGN);
    if (chunk == NULL) {
        return FW_NO_MEMORY;
    }
    for (unsigned cpu = 0; cpu < cpus; cpu++) {
        char *area = chunk + unit * cpu;
        memcpy(area, __start_percpu, size);
        percpu_offset[cpu] = (uintptr_t)area - (uintptr_t)__start_percpu;
        *per_cpu_ptr(&cpu_number, cpu) = cpu;
    }
    nr_cpu_ids = cpus;
    set_this_cpu_offset(percpu_offset[0]);
    return FW_OK;
}
