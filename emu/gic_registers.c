/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The register blocks (Arm IHI 0048B, "Distributor register map" and "CPU
 * interface register map").
 */
#include "gic.h"
#include "gic_state.h"

enum {
    GICD_CTLR = 0x000,
    GICD_TYPER = 0x004,
    GICD_IIDR = 0x008,
    GICD_IGROUPR = 0x080,
    GICD_ISENABLER = 0x100,
    GICD_ICENABLER = 0x180,
    GICD_ISPENDR = 0x200,
    GICD_ICPENDR = 0x280,
    GICD_ISACTIVER = 0x300,
    GICD_ICACTIVER = 0x380,
    GICD_IPRIORITYR = 0x400,
    GICD_ITARGETSR = 0x800,
    GICD_ICFGR = 0xc00,
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
#define PRIORITY_MASK 0xf8u /* 32 priorities */

static bool in_bank(uint32_t offset, uint32_t base)
{
    return offset >= base && offset < base + 4 * GIC_WORDS;
}

static unsigned word_at(uint32_t offset)
{
    return (offset & 0x7f) / 4;
}

static uint8_t target_of(const struct gic *gic, unsigned core, unsigned interrupt)
{
    return interrupt < GIC_PRIVATE ? (uint8_t)(1u << core) : gic->targets[interrupt];
}

/* Four interrupts a word, a byte each. */
static uint32_t read_bytes(struct gic *gic, unsigned core, uint32_t offset, unsigned size)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < size; i++) {
        unsigned interrupt = (offset & 0x3ff) + i;
        uint8_t byte = 0;

        if (interrupt < GIC_INTERRUPTS) {
            byte = offset < GICD_ITARGETSR ? *gic_priority(gic, core, interrupt)
                                           : target_of(gic, core, interrupt);
        }
        value |= (uint32_t)byte << 8 * i;
    }
    return value;
}

static void write_bytes(struct gic *gic, unsigned core, uint32_t offset, unsigned size,
                        uint32_t value)
{
    for (unsigned i = 0; i < size; i++) {
        unsigned interrupt = (offset & 0x3ff) + i;
        uint8_t byte = (uint8_t)(value >> 8 * i);

        if (interrupt >= GIC_INTERRUPTS) {
            continue;
        }
        if (offset < GICD_ITARGETSR) {
            *gic_priority(gic, core, interrupt) = byte & PRIORITY_MASK;
        } else if (interrupt >= GIC_PRIVATE) {
            gic->targets[interrupt] = (uint8_t)(byte & ((1u << gic->core_count) - 1));
        }
    }
}

/* Two bits an interrupt; bit 1 of each: edge triggered. */
static uint32_t read_config(struct gic *gic, unsigned core, uint32_t offset)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < 16; i++) {
        unsigned interrupt = (offset - GICD_ICFGR) * 4 + i;

        if (interrupt < GIC_INTERRUPTS && gic_bit(&gic->edge, core, interrupt)) {
            value |= 2u << 2 * i;
        }
    }
    return value;
}

static void write_config(struct gic *gic, unsigned core, uint32_t offset, uint32_t value)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned interrupt = (offset - GICD_ICFGR) * 4 + i;

        if (interrupt >= GIC_PRIVATE && interrupt < GIC_INTERRUPTS) {
            gic_set_bit(&gic->edge, core, interrupt, (value >> 2 * i & 2) != 0);
        }
    }
}

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
    uint32_t targets = gic_sgi_targets(gic, core, value);

    for (unsigned i = 0; i < GIC_MAX_CORES; i++) {
        if ((targets >> i & 1) != 0) {
            gic->sgi_senders[i][value & 0xf] |= (uint8_t)(1u << core);
        }
    }
}

static uint32_t read_bits(struct gic *gic, unsigned core, uint32_t offset)
{
    unsigned word = word_at(offset);

    if (in_bank(offset, GICD_IGROUPR)) {
        return *gic_word(&gic->group, core, word);
    }
    if (in_bank(offset, GICD_ISENABLER) || in_bank(offset, GICD_ICENABLER)) {
        return *gic_word(&gic->enabled, core, word);
    }
    if (in_bank(offset, GICD_ISPENDR) || in_bank(offset, GICD_ICPENDR)) {
        return gic_pending_word(gic, core, word);
    }
    if (in_bank(offset, GICD_ISACTIVER) || in_bank(offset, GICD_ICACTIVER)) {
        return *gic_word(&gic->active, core, word);
    }
    return 0;
}

static void write_bits(struct gic *gic, unsigned core, uint32_t offset, uint32_t value)
{
    unsigned word = word_at(offset);
    uint32_t sgis = word == 0 ? 0xffff : 0;

    if (in_bank(offset, GICD_IGROUPR)) {
        *gic_word(&gic->group, core, word) = value;
    } else if (in_bank(offset, GICD_ISENABLER)) {
        *gic_word(&gic->enabled, core, word) |= value;
    } else if (in_bank(offset, GICD_ICENABLER)) {
        *gic_word(&gic->enabled, core, word) &= ~value | sgis;
    } else if (in_bank(offset, GICD_ISPENDR)) {
        *gic_word(&gic->latched, core, word) |= value & ~sgis;
    } else if (in_bank(offset, GICD_ICPENDR)) {
        *gic_word(&gic->latched, core, word) &= ~value | sgis;
    } else if (in_bank(offset, GICD_ISACTIVER)) {
        *gic_word(&gic->active, core, word) |= value;
    } else if (in_bank(offset, GICD_ICACTIVER)) {
        *gic_word(&gic->active, core, word) &= ~value;
    }
}

uint32_t gic_distributor_read(struct gic *gic, unsigned core, uint32_t offset, unsigned size)
{
    if (offset >= GICD_IPRIORITYR && offset < GICD_ICFGR) {
        return read_bytes(gic, core, offset, size);
    }
    if (offset >= GICD_ICFGR && offset < GICD_ICFGR + GIC_INTERRUPTS / 4) {
        return read_config(gic, core, offset);
    }
    if (offset >= GICD_CPENDSGIR && offset < GICD_SPENDSGIR + 16) {
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
        return read_bits(gic, core, offset);
    }
}

void gic_distributor_write(struct gic *gic, unsigned core, uint32_t offset, unsigned size,
                           uint32_t value)
{
    if (offset >= GICD_IPRIORITYR && offset < GICD_ICFGR) {
        write_bytes(gic, core, offset, size, value);
    } else if (offset >= GICD_ICFGR && offset < GICD_ICFGR + GIC_INTERRUPTS / 4) {
        write_config(gic, core, offset, value);
    } else if (offset >= GICD_CPENDSGIR && offset < GICD_SPENDSGIR + 16) {
        write_senders(gic, core, offset & 0xc, value, offset >= GICD_SPENDSGIR);
    } else if (offset == GICD_CTLR) {
        gic->control = value & CONTROL_MASK;
    } else if (offset == GICD_SGIR) {
        send_sgi(gic, core, value);
    } else {
        write_bits(gic, core, offset, value);
    }
}

/* GICC_IAR: the interrupt goes into service; an SGI names its sender. */
static uint32_t acknowledge(struct gic *gic, unsigned core)
{
    struct gic_interface *interface = &gic->interface[core];

    if (!gic_irq(gic, core) || interface->depth == GIC_NESTING) {
        return GIC_SPURIOUS;
    }
    unsigned interrupt = gic_highest_pending(gic, core);
    uint32_t value = interrupt;

    if (interrupt < 16) {
        unsigned sender = (unsigned)__builtin_ctz(gic->sgi_senders[core][interrupt]);

        gic->sgi_senders[core][interrupt] &= (uint8_t) ~(1u << sender);
        value |= sender << 10;
    }
    gic_set_bit(&gic->latched, core, interrupt, false);
    gic_set_bit(&gic->active, core, interrupt, true);
    interface->running[interface->depth++] = (uint16_t)interrupt;
    return value;
}

/* GICC_EOIR: the innermost interrupt of that number ends. */
static void end_interrupt(struct gic *gic, unsigned core, uint32_t value)
{
    struct gic_interface *interface = &gic->interface[core];
    unsigned interrupt = value & 0x3ff;
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
    if ((interface->control & EOI_MODE) == 0) {
        gic_set_bit(&gic->active, core, interrupt, false);
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
        return interface->binary_point;
    case GICC_IAR:
        return acknowledge(gic, core);
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
        interface->mask = value & PRIORITY_MASK;
        break;
    case GICC_BPR:
        interface->binary_point = value & 7;
        break;
    case GICC_EOIR:
        end_interrupt(gic, core, value);
        break;
    case GICC_DIR:
        if ((value & 0x3ff) < GIC_INTERRUPTS) {
            gic_set_bit(&gic->active, core, value & 0x3ff, false);
        }
        break;
    default:
        break;
    }
}
