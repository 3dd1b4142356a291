/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interrupts in service: from acknowledgement to end and deactivation. */
#include "gic.h"
#include "gic_state.h"

uint32_t gic_acknowledge(struct gic *gic, unsigned core)
{
    struct gic_interface *interface = &gic->interface[core];

    if (!gic_irq(gic, core) || interface->depth == GIC_NESTING) {
        return GIC_SPURIOUS;
    }
    unsigned interrupt = gic_highest_pending(gic, core);
    uint32_t value = interrupt;

    if (interrupt < GIC_SGIS && gic->version == 2) {
        unsigned sender = (unsigned)__builtin_ctz(gic->sgi_senders[core][interrupt]);

        gic->sgi_senders[core][interrupt] &= (uint8_t) ~(1u << sender);
        value |= sender << 10;
    }
    gic_set_bit(&gic->latched, core, interrupt, false);
    gic_set_bit(&gic->active, core, interrupt, true);
    interface->running[interface->depth++] = (uint16_t)interrupt;
    return value;
}

void gic_end_interrupt(struct gic *gic, unsigned core, unsigned interrupt, bool deactivate)
{
    struct gic_interface *interface = &gic->interface[core];
    unsigned at = interface->depth;

    while (at > 0 && interface->running[at - 1] != interrupt) {
        at--;
    }
    if (at == 0) {
        return;
    }
    for (; at < interface->depth; at++) {
        interface->running[at - 1] = interface->running[at];
    }
    interface->depth--;
    if (deactivate) {
        gic_set_bit(&gic->active, core, interrupt, false);
    }
}

void gic_deactivate(struct gic *gic, unsigned core, unsigned interrupt)
{
    if (interrupt < GIC_INTERRUPTS) {
        gic_set_bit(&gic->active, core, interrupt, false);
    }
}
