/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller, as far as software generated interrupts need it:
 * a GICv2 (Arm IHI 0048, up to eight cores) or a GICv3 (Arm IHI 0069), one
 * priority. gic_v2.c and gic_v3.c know the registers.
 */
#pragma once

#include "lib/types.h"

#define GIC_SPURIOUS 1023u

/* What must be mapped of a frame of registers of a GICv2, and of a distributor. */
#define GIC_FRAME_SIZE 0x1000

struct gic_driver {
    unsigned max_cpus; /* that it can interrupt */
    void (*start_core)(unsigned cpu); /* runs on that core */
    void (*send)(uint64_t cpus, unsigned interrupt);
    uint32_t (*acknowledge)(void);
    void (*end)(uint32_t taken);
};

/* The machine has this one: its distributor and its CPU interface can be reached there. */
void gic_v2_init(uintptr_t distributor, uintptr_t interface);

/* The same: its distributor, and the redistributors of all cores, `size` bytes. */
void gic_v3_init(uintptr_t distributor, uintptr_t redistributors, uint64_t size);

/* What the two call. */
void gic_use(const struct gic_driver *driver);

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
