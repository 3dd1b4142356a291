/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Version 2: the distributor and the CPU interfaces (Arm IHI 0048B,
 * "Distributor register map" and "CPU interface register map").
 */
#include "gic.h"
#include "gic_state.h"

enum {
    GICD_CTLR = 0x000,
    GICD_TYPER = 0x004,
    GICD_IIDR = 0x008,
    GICD_SGIR = GIC_SGIR,
    GICD_CPENDSGIR = 0xf10,
    GICD_SPENDSGIR = 0xf20,
    GICD_ICPIDR2 = 0xfe8,
};

enum {
    GICC_CTLR = 0x00,
    GICC_PMR = 0x04,
    GICC_BPR = 0x08,
    GICC_IAR = 0x0c,
    GICC_EOIR = 0x10,
    GICC_RPR = 0x14,
    GICC_HPPIR = 0x18,
    GICC_IIDR = 0xfc,
    GICC_DIR = 0x1000,
};

#define IMPLEMENTER 0x0200143bu /* GIC-400, as on the board */
#define INTERFACE_IMPLEMENTER 0x0202143bu
#define ARCHITECTURE_REVISION_2 0x2bu
#define CONTROL_MASK 0x3u
#define INTERFACE_CONTROL_MASK 0x61fu
#define EOI_MODE (1u << 9) /* EOIR only drops the priority, DIR deactivates */

/* GICD_CPENDSGIR and GICD_SPENDSGIR: the senders of four SGIs a word. */
static uint32_t read_senders(const struct gic *gic, unsigned core, unsigned first)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < 4; i++) {
        value |= (uint32_t)gic->sgi_senders[core][first + i] << 8 * i;
    }
    return value;
}

static void write_senders(struct gic *gic, unsigned core, unsigned first, uint32_t value, bool set)
{
    for (unsigned i = 0; i < 4; i++) {
        uint8_t *senders = &gic->sgi_senders[core][first + i];
        uint8_t bits = (uint8_t)(value >> 8 * i);

        *senders = (uint8_t)(set ? *senders | bits : *senders & ~bits);
    }
}

static void send_sgi(struct gic *gic, unsigned core, uint32_t value)
{
    uint64_t targets = gic_sgi_targets(gic, core, value);

    for (unsigned i = 0; i < GIC_V2_MAX_CORES; i++) {
        if ((targets >> i & 1) != 0) {
            gic->sgi_senders[i][value & 0xf] |= (uint8_t)(1u << core);
        }
    }
}

uint32_t gic_distributor_read(struct gic *gic, unsigned core, uint32_t offset, unsigned size)
{
    if (offset >= GICD_CPENDSGIR && offset < GICD_SPENDSGIR + GIC_SGIS) {
        return read_senders(gic, core, offset & 0xc);
    }
    switch (offset) {
    case GICD_CTLR:
        return gic->control;
    case GICD_TYPER:
        return (GIC_WORDS - 1) | (gic->core_count - 1) << 5;
    case GICD_IIDR:
        return IMPLEMENTER;
    case GICD_ICPIDR2:
        return ARCHITECTURE_REVISION_2;
    default:
        return offset >= GIC_IGROUPR && offset < GIC_BANK_END
                   ? gic_bank_read(gic, core, offset, size)
                   : 0;
    }
}

void gic_distributor_write(struct gic *gic, unsigned core, uint32_t offset, unsigned size,
                           uint32_t value)
{
    if (offset >= GICD_CPENDSGIR && offset < GICD_SPENDSGIR + GIC_SGIS) {
        write_senders(gic, core, offset & 0xc, value, offset >= GICD_SPENDSGIR);
    } else if (offset == GICD_CTLR) {
        gic->control = value & CONTROL_MASK;
    } else if (offset == GICD_SGIR) {
        send_sgi(gic, core, value);
    } else if (offset >= GIC_IGROUPR && offset < GIC_BANK_END) {
        gic_bank_write(gic, core, offset, size, value);
    }
}

uint32_t gic_interface_read(struct gic *gic, unsigned core, uint32_t offset)
{
    const struct gic_interface *interface = &gic->interface[core];

    switch (offset) {
    case GICC_CTLR:
        return interface->control;
    case GICC_PMR:
        return interface->mask;
    case GICC_BPR:
        return interface->binary_point[0];
    case GICC_IAR:
        return gic_acknowledge(gic, core);
    case GICC_RPR:
        return gic_running_priority(gic, core);
    case GICC_HPPIR:
        return gic_highest_pending(gic, core);
    case GICC_IIDR:
        return INTERFACE_IMPLEMENTER;
    default:
        return 0;
    }
}

void gic_interface_write(struct gic *gic, unsigned core, uint32_t offset, uint32_t value)
{
    struct gic_interface *interface = &gic->interface[core];

    switch (offset) {
    case GICC_CTLR:
        interface->control = value & INTERFACE_CONTROL_MASK;
        break;
    case GICC_PMR:
        interface->mask = value & GIC_PRIORITY_MASK;
        break;
    case GICC_BPR:
        interface->binary_point[0] = value & 7;
        break;
    case GICC_EOIR:
        gic_end_interrupt(gic, core, value & 0x3ff, (interface->control & EOI_MODE) == 0);
        break;
    case GICC_DIR:
        gic_deactivate(gic, core, value & 0x3ff);
        break;
    default:
        break;
    }
}
