/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the interrupt controller and those who are interested. */
#include "arch/ipi.h"

#include "arch/barrier.h"
#include "arch/percpu.h"
#include "dev/gic.h"
#include "lib/panic.h"
#include "mm/tlb_ipi.h"

static uint64_t online;

bool ipi_possible(void)
{
    return gic_reaches(nr_cpu_ids);
}

void ipi_join(void)
{
    const unsigned cpu = smp_processor_id();
    gic_start_core(cpu);
    __atomic_fetch_or(&online, UINT64_C(1) << cpu, __ATOMIC_SEQ_CST);
    dsb(ish);
}

uint64_t ipi_online(void)
{
    return __atomic_load_n(&online, __ATOMIC_ACQUIRE);
}

/* Stores before it are ordered before the store to the device. */
void ipi_send(uint64_t cpus, enum ipi ipi)
{
    dmb(ishst);
    gic_send(cpus, ipi);
}

void ipi_handle(void)
{
    static void (*const handlers[IPI_COUNT])(void) = {
        [IPI_SHOOTDOWN] = tlb_ipi_serve,
    };
    const uint32_t taken = gic_acknowledge();
    const unsigned interrupt = gic_interrupt(taken);
    if (interrupt == GIC_SPURIOUS) {
        return;
    }
    if (interrupt >= IPI_COUNT) {
        panic("interrupt %u: nobody asked for it", interrupt);
    }
    handlers[interrupt]();
    gic_end(taken);
}
