/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between gic.c, which decides what is pending, and gic_registers.c. */
#pragma once

#include "gic.h"

/* GICD_CTLR and GICC_CTLR: either group enabled; there is one group in effect. */
#define GIC_ENABLE 3u

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
