/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts from core to core, and who is there to take them. */
#pragma once

#include "lib/types.h"

/* The numbers are those of the software generated interrupts. */
enum ipi {
    IPI_SHOOTDOWN, /* TLB invalidations are asked of this core */
    IPI_COUNT,
};

/* Can every core of this machine be interrupted? False before the boot core joins. */
bool ipi_possible(void);

/*
 * The calling core takes interrupts from now on, as soon as it unmasks them:
 * its part of the interrupt controller is set up, and it counts as online.
 * Whoever joins drops its TLB afterwards (see mm/tlb_ipi.c).
 */
void ipi_join(void);

/* Bit n: core n has joined. */
uint64_t ipi_online(void);

/* Interrupts those cores. Stores before it are visible to them. */
void ipi_send(uint64_t cpus, enum ipi ipi);

/* An interrupt was taken: finds out which, and handles it. */
void ipi_handle(void);
