/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A core is started with the MMU off and knows its number only; everything else
 * it reads here after its MMU is on, so that no cache has to be cleaned for it.
 */
#include "boot/smp.h"

#include "arch/barrier.h"
#include "arch/ipi.h"
#include "arch/percpu.h"
#include "boot/early_mmu.h"
#include "boot/image.h"
#include "dev/psci.h"
#include "lib/panic.h"
#include "mm/bootmem.h"
#include "mm/percpu.h"

#define STACK_SIZE 16384

_Static_assert(BOARD_MAX_CPUS <= NR_CPUS, "every core has a per-CPU area");

/* start.S loads its stack pointer from here, by core number. */
uint64_t smp_stack_end[NR_CPUS];

static uint64_t mpidr_of[NR_CPUS];
static unsigned cpu_count;
static bool online[NR_CPUS];
static smp_entry_fn entry_fn;

static uint64_t own_mpidr(void)
{
    return read_sysreg(mpidr_el1) & 0xff00ffffff;
}

static void number_cores(const struct board *board)
{
    mpidr_of[0] = own_mpidr();
    cpu_count = 1;
    for (unsigned i = 0; i < board->cpu_count && board->psci_hvc; i++) {
        if (board->mpidr[i] != mpidr_of[0] && cpu_count < NR_CPUS) {
            mpidr_of[cpu_count++] = board->mpidr[i];
        }
    }
}

void smp_prepare(const struct board *board)
{
    number_cores(board);
    if (percpu_init(cpu_count) != FW_OK) {
        panic("no memory for the per-CPU areas of %u cores", cpu_count);
    }
    for (unsigned cpu = 1; cpu < cpu_count; cpu++) {
        char *stack = bootmem_alloc(STACK_SIZE, 16);
        if (stack == NULL) {
            panic("no memory for the stack of core %u", cpu);
        }
        smp_stack_end[cpu] = (uintptr_t)stack + STACK_SIZE;
    }
    online[0] = true;
    ipi_join();
}

void smp_start(smp_entry_fn entry)
{
    entry_fn = entry;
    for (unsigned cpu = 1; cpu < cpu_count; cpu++) {
        dsb(ish);
        const int error = psci_cpu_on(mpidr_of[cpu], early_mmu_image_pa(start_secondary), cpu);
        if (error != PSCI_SUCCESS) {
            panic("core %u does not start: PSCI error %d", cpu, error);
        }
        while (!__atomic_load_n(&online[cpu], __ATOMIC_ACQUIRE)) {
            cpu_relax();
        }
    }
}

void smp_secondary_main(unsigned cpu)
{
    set_this_cpu_offset(percpu_offset[cpu]);
    ipi_join(); /* before the TLB is dropped: no shootdown may pass this core by */
    early_mmu_drop_identity();
    __atomic_store_n(&online[cpu], true, __ATOMIC_RELEASE);
    dsb(ish);
    sev();
    entry_fn(cpu);
}
