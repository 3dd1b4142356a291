/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers with a field for each interrupt, laid out alike in the
 * distributors and redistributors of both versions (Arm IHI 0048B and 0069,
 * "Distributor register map").
 */
#include "gic.h"
#include "gic_state.h"

static bool in_bank(uint32_t offset, uint32_t base)
{
    return offset >= base && offset < base + 4 * GIC_WORDS;
}

static unsigned word_at(uint32_t offset)
{
    return (offset & 0x7f) / 4;
}

/* A version 3 routes by affinity instead: these are reserved. */
static uint8_t target_of(const struct gic *gic, unsigned core, unsigned interrupt)
{
    if (gic->version == 3) {
        return 0;
    }
    return (uint8_t)(interrupt < GIC_PRIVATE ? 1u << core : gic->targets[interrupt]);
}

/* Four interrupts a word, a byte each. */
static uint32_t read_bytes(struct gic *gic, unsigned core, uint32_t offset, unsigned size)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < size; i++) {
        unsigned interrupt = (offset & 0x3ff) + i;
        uint8_t byte = 0;

        if (interrupt < GIC_INTERRUPTS) {
            byte = offset < GIC_ITARGETSR ? *gic_priority(gic, core, interrupt)
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
        if (offset < GIC_ITARGETSR) {
            *gic_priority(gic, core, interrupt) = byte & GIC_PRIORITY_MASK;
        } else if (interrupt >= GIC_PRIVATE && gic->version == 2) {
            gic->targets[interrupt] = byte & ((1u << gic->core_count) - 1);
        }
    }
}

/* Two bits an interrupt; bit 1 of each: edge triggered. */
static uint32_t read_config(struct gic *gic, unsigned core, uint32_t offset)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < 16; i++) {
        unsigned interrupt = (offset - GIC_ICFGR) * 4 + i;

        if (interrupt < GIC_INTERRUPTS && gic_bit(&gic->edge, core, interrupt)) {
            value |= 2u << 2 * i;
        }
    }
    return value;
}

static void write_config(struct gic *gic, unsigned core, uint32_t offset, uint32_t value)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned interrupt = (offset - GIC_ICFGR) * 4 + i;

        if (interrupt >= GIC_PRIVATE && interrupt < GIC_INTERRUPTS) {
            gic_set_bit(&gic->edge, core, interrupt, (value >> 2 * i & 2) != 0);
        }
    }
}

static uint32_t read_bits(struct gic *gic, unsigned core, uint32_t offset)
{
    unsigned word = word_at(offset);

    if (in_bank(offset, GIC_IGROUPR)) {
        return *gic_word(&gic->group, core, word);
    }
    if (in_bank(offset, GIC_ISENABLER) || in_bank(offset, GIC_ICENABLER)) {
        return *gic_word(&gic->enabled, core, word);
    }
    if (in_bank(offset, GIC_ISPENDR) || in_bank(offset, GIC_ICPENDR)) {
        return gic_pending_word(gic, core, word);
    }
    if (in_bank(offset, GIC_ISACTIVER) || in_bank(offset, GIC_ICACTIVER)) {
        return *gic_word(&gic->active, core, word);
    }
    return 0;
}

static void write_bits(struct gic *gic, unsigned core, uint32_t offset, uint32_t value)
{
    unsigned word = word_at(offset);
    /* Of a version 2, SGIs are always enabled, and pending by sender alone. */
    uint32_t sgis = word == 0 && gic->version == 2 ? 0xffff : 0;

    if (in_bank(offset, GIC_IGROUPR)) {
        *gic_word(&gic->group, core, word) = value;
    } else if (in_bank(offset, GIC_ISENABLER)) {
        *gic_word(&gic->enabled, core, word) |= value;
    } else if (in_bank(offset, GIC_ICENABLER)) {
        *gic_word(&gic->enabled, core, word) &= ~value | sgis;
    } else if (in_bank(offset, GIC_ISPENDR)) {
        *gic_word(&gic->latched, core, word) |= value & ~sgis;
    } else if (in_bank(offset, GIC_ICPENDR)) {
        *gic_word(&gic->latched, core, word) &= ~value | sgis;
    } else if (in_bank(offset, GIC_ISACTIVER)) {
        *gic_word(&gic->active, core, word) |= value;
    } else if (in_bank(offset, GIC_ICACTIVER)) {
        *gic_word(&gic->active, core, word) &= ~value;
    }
}

uint32_t gic_bank_read(struct gic *gic, unsigned core, uint32_t offset, unsigned size)
{
    if (offset >= GIC_ICFGR) {
        return read_config(gic, core, offset);
    }
    return offset >= GIC_IPRIORITYR ? read_bytes(gic, core, offset, size)
                                    : read_bits(gic, core, offset);
}

void gic_bank_write(struct gic *gic, unsigned core, uint32_t offset, unsigned size, uint32_t value)
{
    if (offset >= GIC_ICFGR) {
        write_config(gic, core, offset, value);
    } else if (offset >= GIC_IPRIORITYR) {
        write_bytes(gic, core, offset, size, value);
    } else {
        write_bits(gic, core, offset, value);
    }
}
