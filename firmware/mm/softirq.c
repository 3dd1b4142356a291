/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The word that says what to do, and who does it. */
#include "mm/softirq.h"

#include "arch/barrier.h"
#include "mm/rcu.h"
#include "mm/workqueue.h"

DEFINE_PER_CPU(uint32_t, softirq_pending);

void raise_softirq_on(unsigned cpu, enum softirq softirq)
{
    __atomic_fetch_or(per_cpu_ptr(&softirq_pending, cpu), 1u << softirq, __ATOMIC_RELEASE);
    if (cpu != smp_processor_id()) {
        dsb(ish);
        sev(); /* it may be asleep, waiting for others */
    }
}

void do_softirq(void)
{
    const uint32_t raised =
        __atomic_exchange_n(this_cpu_ptr(&softirq_pending), 0, __ATOMIC_ACQUIRE);
    if (raised & 1u << WORK_SOFTIRQ) {
        run_workqueue();
    }
    if (raised & 1u << RCU_SOFTIRQ) {
        rcu_process_callbacks();
    }
}

/* Work may queue callbacks, and they may queue work. */
void drain_deferred(void)
{
    do {
        run_workqueue();
        rcu_barrier();
    } while (workqueue_is_due());
}
