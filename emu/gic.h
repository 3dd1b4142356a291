/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GICv2: the distributor and the CPU interfaces of up to eight cores, without
 * the security extensions (Arm IHI 0048B, "GIC architecture specification").
 *
 * Interrupts 0 to 15 are software generated (one latch for each sender), 16 to
 * 31 private to a core, the rest shared. Priorities are compared whole: there
 * is no sub-priority.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GIC_MAX_CORES 8
#define GIC_PRIVATE 32 /* SGIs and PPIs */
#define GIC_INTERRUPTS 288
#define GIC_WORDS (GIC_INTERRUPTS / 32)
#define GIC_NESTING 32
#define GIC_SPURIOUS 1023u
#define GIC_DISTRIBUTOR_SIZE 0x10000
#define GIC_CPU_INTERFACE_SIZE 0x10000
#define GIC_SGIR 0xf00 /* offset in the distributor of the register that sends SGIs */

/* One bit for each interrupt; word 0 is each core's own. */
struct gic_bits {
    uint32_t own[GIC_MAX_CORES];
    uint32_t shared[GIC_WORDS]; /* [0] unused */
};

struct gic_interface {
    uint32_t control;
    uint8_t mask; /* priorities below this value get through */
    uint8_t binary_point;
    uint16_t running[GIC_NESTING]; /* acknowledged and not ended, innermost last */
    unsigned depth;
};

struct gic {
    unsigned core_count;
    uint32_t control;
    struct gic_bits enabled, latched, level, active, edge, group;
    uint8_t sgi_senders[GIC_MAX_CORES][16]; /* bit n: core n has it pending here */
    uint8_t own_priority[GIC_MAX_CORES][GIC_PRIVATE];
    uint8_t priority[GIC_INTERRUPTS];
    uint8_t targets[GIC_INTERRUPTS]; /* bit n: core n; shared ones */
    struct gic_interface interface[GIC_MAX_CORES];
};

void gic_init(struct gic *gic, unsigned core_count);

/* 32-bit accesses by `core`; priorities and targets also take bytes (size 1). */
uint32_t gic_distributor_read(struct gic *gic, unsigned core, uint32_t offset, unsigned size);
void gic_distributor_write(struct gic *gic, unsigned core, uint32_t offset, unsigned size,
                           uint32_t value);
uint32_t gic_interface_read(struct gic *gic, unsigned core, uint32_t offset);
void gic_interface_write(struct gic *gic, unsigned core, uint32_t offset, uint32_t value);

/* The level of a device's line: a private one of `core`, or a shared one. */
void gic_set_level(struct gic *gic, unsigned core, unsigned interrupt, bool high);

bool gic_level(const struct gic *gic, unsigned core, unsigned interrupt);

/* Whether the core's IRQ input is asserted now. */
bool gic_irq(const struct gic *gic, unsigned core);

/* Which cores a write of `value` to GICD_SGIR by `core` reaches; bit n: core n. */
uint32_t gic_sgi_targets(const struct gic *gic, unsigned core, uint32_t value);
