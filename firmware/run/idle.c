/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One turn of a loop that waits. */
#include "run/idle.h"

#include "arch/barrier.h"
#include "mm/softirq.h"

void idle_turn(void)
{
    if (local_softirq_pending()) {
        rcu_idle_exit();
        do_softirq();
        rcu_idle_enter();
    }
    cpu_relax();
}
