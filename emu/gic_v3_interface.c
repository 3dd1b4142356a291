/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Version 3: the CPU interface as system registers (Arm IHI 0069, "AArch64
 * System register descriptions"). Group 0 has registers and no interrupts.
 */
#include "gic.h"
#include "gic_state.h"

#define CONTROL_EOI_MODE (1u << 1) /* EOIR only drops the priority, DIR deactivates */
#define CONTROL_MASK 3u /* EOImode, CBPR */
#define CONTROL_PRIORITY_BITS (4u << 8) /* five of them */
#define SRE_VALUE 7u /* system registers, no bypass: nothing else is implemented */
#define BINARY_POINT_MIN 2u /* of group 0: below it there are no priority bits */

static uint32_t active_priorities(const struct gic *gic, unsigned core)
{
    const struct gic_interface *interface = &gic->interface[core];
    uint32_t value = 0;

    for (unsigned i = 0; i < interface->depth; i++) {
        unsigned interrupt = interface->running[i];
        unsigned priority =
            interrupt < GIC_PRIVATE ? gic->own_priority[core][interrupt] : gic->priority[interrupt];

        value |= 1u << (priority >> 3);
    }
    return value;
}

uint64_t gic_v3_read(struct gic *gic, unsigned core, enum gic_register reg)
{
    const struct gic_interface *interface = &gic->interface[core];

    switch (reg) {
    case GIC_PMR:
        return interface->mask;
    case GIC_BPR0:
    case GIC_BPR1:
        return interface->binary_point[reg == GIC_BPR1];
    case GIC_IAR1:
        return gic_acknowledge(gic, core);
    case GIC_HPPIR1:
        return gic_highest_pending(gic, core);
    case GIC_IAR0:
    case GIC_HPPIR0:
        return GIC_SPURIOUS;
    case GIC_AP1R0:
        return active_priorities(gic, core);
    case GIC_RPR:
        return gic_running_priority(gic, core);
    case GIC_CTLR:
        return interface->control | CONTROL_PRIORITY_BITS;
    case GIC_SRE:
        return SRE_VALUE;
    case GIC_IGRPEN0:
        return interface->group_enable & 1;
    case GIC_IGRPEN1:
        return interface->group_enable >> 1 & 1;
    case GIC_AP0R0:
    case GIC_EOIR0:
    case GIC_EOIR1:
    case GIC_DIR:
    case GIC_SGI0R:
    case GIC_SGI1R:
    case GIC_ASGI1R:
        break;
    }
    return 0;
}

static void send_sgi(struct gic *gic, unsigned core, uint64_t value)
{
    uint64_t targets = gic_sgi_targets(gic, core, value);

    for (; targets != 0; targets &= targets - 1) {
        gic_set_bit(&gic->latched, (unsigned)__builtin_ctzll(targets), value >> 24 & 0xf, true);
    }
}

/* The binary point of group 1 is one higher than group 0's at the least. */
static void set_binary_point(struct gic_interface *interface, unsigned group, uint64_t value)
{
    uint8_t least = (uint8_t)(BINARY_POINT_MIN + group);
    uint8_t point = value & 7;

    interface->binary_point[group] = point < least ? least : point;
}

static void set_group_enable(struct gic_interface *interface, unsigned group, uint64_t value)
{
    uint32_t rest = interface->group_enable & ~(1u << group);

    interface->group_enable = rest | (uint32_t)(value & 1) << group;
}

void gic_v3_write(struct gic *gic, unsigned core, enum gic_register reg, uint64_t value)
{
    struct gic_interface *interface = &gic->interface[core];

    switch (reg) {
    case GIC_PMR:
        interface->mask = value & GIC_PRIORITY_MASK;
        break;
    case GIC_BPR0:
    case GIC_BPR1:
        set_binary_point(interface, reg == GIC_BPR1, value);
        break;
    case GIC_EOIR1:
        gic_end_interrupt(gic, core, value & 0xffffff,
                          (interface->control & CONTROL_EOI_MODE) == 0);
        break;
    case GIC_DIR:
        gic_deactivate(gic, core, value & 0xffffff);
        break;
    case GIC_SGI1R:
        send_sgi(gic, core, value);
        break;
    case GIC_CTLR:
        interface->control = value & CONTROL_MASK;
        break;
    case GIC_IGRPEN0:
    case GIC_IGRPEN1:
        set_group_enable(interface, reg == GIC_IGRPEN1, value);
        break;
    case GIC_AP1R0:
        /* Guests clear what a boot loader left; anything else has no meaning they could know. */
        interface->depth = value == 0 ? 0 : interface->depth;
        break;
    case GIC_AP0R0:
    case GIC_EOIR0:
    case GIC_IAR0:
    case GIC_IAR1:
    case GIC_HPPIR0:
    case GIC_HPPIR1:
    case GIC_RPR:
    case GIC_SGI0R: /* group 0, and the other security state, which is not there */
    case GIC_ASGI1R:
    case GIC_SRE:
        break;
    }
}
