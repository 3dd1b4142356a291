/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between gic.c, which decides what is pending, and the register files. */
#pragma once

#include "gic.h"

/* GICD_CTLR and GICC_CTLR of a version 2: either group enabled; there is one group in effect. */
#define GIC_ENABLE 3u
/* GICD_CTLR and the group enables of a version 3: group 1. */
#define GIC_ENABLE_GROUP1 2u

#define GIC_PRIORITY_MASK 0xf8u /* 32 priorities */

/* The word of bits for interrupts 32 * word and up, as `core` sees it. */
uint32_t *gic_word(struct gic_bits *bits, unsigned core, unsigned word);
bool gic_bit(const struct gic_bits *bits, unsigned core, unsigned interrupt);
void gic_set_bit(struct gic_bits *bits, unsigned core, unsigned interrupt, bool value);
uint8_t *gic_priority(struct gic *gic, unsigned core, unsigned interrupt);
uint32_t gic_pending_word(const struct gic *gic, unsigned core, unsigned word);
/* What the core would acknowledge, or GIC_SPURIOUS. */
unsigned gic_highest_pending(const struct gic *gic, unsigned core);
/* Of the innermost interrupt in service; 0xff: none. */
unsigned gic_running_priority(const struct gic *gic, unsigned core);

/* gic_service.c */

/* The interrupt goes into service; an SGI of a version 2 names its sender in bits [12:10]. */
uint32_t gic_acknowledge(struct gic *gic, unsigned core);
/* The innermost interrupt of that number ends; with `deactivate` it is active no more. */
void gic_end_interrupt(struct gic *gic, unsigned core, unsigned interrupt, bool deactivate);
void gic_deactivate(struct gic *gic, unsigned core, unsigned interrupt);

/* gic_bank.c: registers of one bit, two bits or a byte for each interrupt. */

/* Offsets, in the distributor as in the second frame of a redistributor. */
enum {
    GIC_IGROUPR = 0x080,
    GIC_ISENABLER = 0x100,
    GIC_ICENABLER = 0x180,
    GIC_ISPENDR = 0x200,
    GIC_ICPENDR = 0x280,
    GIC_ISACTIVER = 0x300,
    GIC_ICACTIVER = 0x380,
    GIC_IPRIORITYR = 0x400,
    GIC_ITARGETSR = 0x800,
    GIC_ICFGR = 0xc00,
    GIC_BANK_END = GIC_ICFGR + GIC_INTERRUPTS / 4,
};

/* offset from GIC_IGROUPR to GIC_BANK_END; word 0 is `core`'s. */
uint32_t gic_bank_read(struct gic *gic, unsigned core, uint32_t offset, unsigned size);
void gic_bank_write(struct gic *gic, unsigned core, uint32_t offset, unsigned size, uint32_t value);
