/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a core does between its ops, when there is something to do: callbacks
 * after a grace period (rcu.h), work handed to it (workqueue.h). Others raise
 * it; only the core itself does it.
 */
#pragma once

#include "arch/percpu.h"

enum softirq { RCU_SOFTIRQ, WORK_SOFTIRQ };

/* Bit n: softirq n is raised. */
DECLARE_PER_CPU(uint32_t, softirq_pending);

static inline bool local_softirq_pending(void)
{
    return READ_ONCE(*this_cpu_ptr(&softirq_pending)) != 0;
}

/* Stores before it are visible to that core when it does what was raised. */
void raise_softirq_on(unsigned cpu, enum softirq softirq);

/* Does what is raised on this core, once. No lock is held. */
void do_softirq(void);

/* Does all that was put off on this core, waiting for grace periods: nothing of it is left. */
void drain_deferred(void);
