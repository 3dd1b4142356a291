/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last characters leave first; a machine without any way out sleeps. */
#include "dev/power.h"

#include "arch/barrier.h"
#include "dev/probe.h"
#include "dev/psci.h"
#include "dev/uart.h"

void power_exit(enum power_exit reason)
{
    uart_flush();
    if (probe_present()) {
        probe_exit(reason);
    } else {
        psci_system_off();
    }
    for (;;) {
        wfi();
    }
}
