/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power State Coordination Interface (Arm DEN 0022), called by HVC. */
#pragma once

#include <stdint.h>

#define PSCI_SUCCESS 0
#define PSCI_ALREADY_ON (-4)

/*
 * Starts the core with affinity `mpidr` at physical address `entry`, with
 * `context` in its x0. PSCI_SUCCESS or a negative PSCI error.
 */
int psci_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t context);
/* Returns only where there is no PSCI. */
void psci_system_off(void);
