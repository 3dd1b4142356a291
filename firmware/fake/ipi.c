/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts between cores that are taken at once: by the sender, as each target. */
#include "arch/ipi.h"

#include "arch/irq.h"
#include "arch/percpu.h"
#include "fake.h"
#include "mm/tlb_ipi.h"

#include <stdio.h>

_Thread_local bool fake_irqs_masked;

static uint64_t online;

bool ipi_possible(void)
{
    return nr_cpu_ids <= 8;
}

void ipi_join(void)
{
    online |= UINT64_C(1) << smp_processor_id();
}

uint64_t ipi_online(void)
{
    return online;
}

void ipi_send(uint64_t cpus, enum ipi ipi)
{
    const unsigned self = smp_processor_id();
    char line[64];
    snprintf(line, sizeof(line), "sgi %d to %#llx", (int)ipi, (unsigned long long)cpus);
    fake_record(line);
    for (; cpus != 0; cpus &= cpus - 1) {
        const unsigned cpu = (unsigned)__builtin_ctzll(cpus);
        fake_become_cpu(cpu);
        snprintf(line, sizeof(line), "core %u:", cpu);
        fake_record(line);
        ipi_handle();
    }
    fake_become_cpu(self);
    snprintf(line, sizeof(line), "core %u:", self);
    fake_record(line);
}

void ipi_handle(void)
{
    tlb_ipi_serve();
}
