/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interrupt controller, without the security extensions: a GICv2 of up to
 * eight cores (Arm IHI 0048B, "GIC architecture specification") or a GICv3 of
 * up to 64 (Arm IHI 0069, affinity routing always on).
 *
 * Interrupts 0 to 15 are software generated, 16 to 31 private to a core, the
 * rest shared. Priorities are compared whole: there is no sub-priority. Of a
 * GICv3 only group 1 is ever signalled, as IRQ; the FIQs of group 0 are not.
 *
 * gic.c decides what is pending for whom, gic_service.c takes interrupts into
 * service, gic_bank.c has the registers of both versions, gic_v2.c and gic_v3.c
 * those of one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GIC_MAX_CORES 64
#define GIC_V2_MAX_CORES 8
#define GIC_PRIVATE 32 /* SGIs and PPIs */
#define GIC_SGIS 16
#define GIC_INTERRUPTS 288
#define GIC_WORDS (GIC_INTERRUPTS / 32)
#define GIC_NESTING 32
#define GIC_SPURIOUS 1023u
#define GIC_DISTRIBUTOR_SIZE 0x10000
#define GIC_CPU_INTERFACE_SIZE 0x10000 /* version 2 */
#define GIC_REDISTRIBUTOR_SIZE 0x20000 /* version 3: of each core, one after another */
#define GIC_SGIR 0xf00 /* version 2: offset in the distributor of the register that sends SGIs */

/* Cores that share an affinity 1, as on the board: so many targets an SGI can name. */
#define GIC_V2_CLUSTER 8
#define GIC_V3_CLUSTER 16

/* One bit for each interrupt; word 0 is each core's own. */
struct gic_bits {
    uint32_t own[GIC_MAX_CORES];
    uint32_t shared[GIC_WORDS]; /* [0] unused */
};

struct gic_interface {
    uint32_t control;
    uint32_t group_enable; /* version 3: bit n, group n */
    uint8_t mask; /* priorities below this value get through */
    uint8_t binary_point[2]; /* of group 0 and 1; version 2 has one */
    uint16_t running[GIC_NESTING]; /* acknowledged and not ended, innermost last */
    unsigned depth;
    bool sleeps; /* version 3, GICR_WAKER: kept because guests read it back */
};

struct gic {
    unsigned version; /* 2 or 3 */
    unsigned core_count;
    uint32_t control;
    struct gic_bits enabled, latched, level, active, edge, group;
    uint8_t sgi_senders[GIC_V2_MAX_CORES][GIC_SGIS]; /* bit n: core n has it pending here */
    uint8_t own_priority[GIC_MAX_CORES][GIC_PRIVATE];
    uint8_t priority[GIC_INTERRUPTS];
    uint64_t targets[GIC_INTERRUPTS]; /* bit n: core n; shared ones */
    uint64_t route[GIC_INTERRUPTS]; /* version 3: GICD_IROUTER as written */
    struct gic_interface interface[GIC_MAX_CORES];
};

/* version: 2, with up to GIC_V2_MAX_CORES, or 3. */
void gic_init(struct gic *gic, unsigned version, unsigned core_count);

/* Affinity fields of core `id`, affinity 0 in bits [7:0] and so on; the inverse, or -1. */
uint64_t gic_affinity(const struct gic *gic, unsigned id);
int gic_find_affinity(const struct gic *gic, uint64_t affinity);

/* Version 2. 32-bit accesses by `core`; priorities and targets also take bytes (size 1). */
uint32_t gic_distributor_read(struct gic *gic, unsigned core, uint32_t offset, unsigned size);
void gic_distributor_write(struct gic *gic, unsigned core, uint32_t offset, unsigned size,
                           uint32_t value);
uint32_t gic_interface_read(struct gic *gic, unsigned core, uint32_t offset);
void gic_interface_write(struct gic *gic, unsigned core, uint32_t offset, uint32_t value);

/* Version 3. The same; routes are two words. Redistributors: offset from the first of them. */
uint32_t gic_v3_distributor_read(struct gic *gic, uint32_t offset, unsigned size);
void gic_v3_distributor_write(struct gic *gic, uint32_t offset, unsigned size, uint32_t value);
uint32_t gic_v3_redistributor_read(struct gic *gic, uint32_t offset, unsigned size);
void gic_v3_redistributor_write(struct gic *gic, uint32_t offset, unsigned size, uint32_t value);

/* Version 3: the system registers of the CPU interface, ICC_*_EL1. */
enum gic_register {
    GIC_PMR,
    GIC_BPR0,
    GIC_BPR1,
    GIC_IAR0,
    GIC_IAR1,
    GIC_EOIR0,
    GIC_EOIR1,
    GIC_HPPIR0,
    GIC_HPPIR1,
    GIC_AP0R0,
    GIC_AP1R0,
    GIC_DIR,
    GIC_RPR,
    GIC_SGI0R,
    GIC_SGI1R,
    GIC_ASGI1R,
    GIC_CTLR,
    GIC_SRE,
    GIC_IGRPEN0,
    GIC_IGRPEN1,
};

uint64_t gic_v3_read(struct gic *gic, unsigned core, enum gic_register reg);
void gic_v3_write(struct gic *gic, unsigned core, enum gic_register reg, uint64_t value);

/* The level of a device's line: a private one of `core`, or a shared one. */
void gic_set_level(struct gic *gic, unsigned core, unsigned interrupt, bool high);

bool gic_level(const struct gic *gic, unsigned core, unsigned interrupt);

/* Whether the core's IRQ input is asserted now. */
bool gic_irq(const struct gic *gic, unsigned core);

/*
 * Which cores a write of `value` by `core` reaches, to GICD_SGIR of a version 2
 * or to ICC_SGI1R_EL1 of a version 3; bit n: core n.
 */
uint64_t gic_sgi_targets(const struct gic *gic, unsigned core, uint64_t value);
