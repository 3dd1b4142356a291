/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller, a GICv2 (Arm IHI 0048, "Programmers' model"), as far
 * as software generated interrupts need it: up to eight cores, one priority.
 */
#pragma once

#include "lib/types.h"

/* What must be mapped of each of its two frames. */
#define GIC_FRAME_SIZE 0x1000
#define GIC_MAX_CPUS 8u
#define GIC_SPURIOUS 1023u

/* Where the distributor and the CPU interface can be reached. */
void gic_init(uintptr_t distributor, uintptr_t interface);

/* Is there one, and can it interrupt `cpus` cores? */
bool gic_reaches(unsigned cpus);

/* The calling core, `cpu`, accepts interrupts. Without a GIC: nothing. */
void gic_start_core(unsigned cpu);

/* One interrupt, 0..15, to every core of the mask; they have started. */
void gic_send(uint64_t cpus, unsigned interrupt);

/* The interrupt that is taken, and its end; the value belongs to the pair. */
uint32_t gic_acknowledge(void);
void gic_end(uint32_t taken);

static inline unsigned gic_interrupt(uint32_t taken)
{
    return taken & 0x3ff;
}
