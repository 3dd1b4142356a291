/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Version 3: the distributor and the redistributors (Arm IHI 0069,
 * "Distributor register map" and "Redistributor register map"); one security
 * state, affinity routing, no LPIs.
 */
#include "gic.h"
#include "gic_state.h"

enum {
    GICD_CTLR = 0x0000,
    GICD_TYPER = 0x0004,
    GICD_IIDR = 0x0008,
    GICD_IROUTER = 0x6000, /* of interrupt 0, which has none; 64 bits each */
    GICD_PIDR2 = 0xffe8,
};

/* Of the first frame; the second, behind it, has the banks of the private interrupts. */
enum {
    GICR_CTLR = 0x0000,
    GICR_IIDR = 0x0004,
    GICR_TYPER = 0x0008, /* 64 bits */
    GICR_WAKER = 0x0014,
    GICR_PIDR2 = 0xffe8,
    GICR_SGI_FRAME = 0x10000,
};

#define IMPLEMENTER 0x0000043bu
#define ARCHITECTURE_REVISION_3 0x3bu
#define CONTROL_GROUPS 0x3u
#define CONTROL_ARE (1u << 4)
#define CONTROL_DS (1u << 6) /* one security state */
#define TYPER_ID_BITS (9u << 19) /* ten bits of interrupt number */
#define ROUTE_ANY (1ULL << 31) /* IROUTER.Interrupt_Routing_Mode */
#define ROUTE_MASK 0xff80ffffffULL
#define WAKER_SLEEPS 2u
#define WAKER_ASLEEP 4u

/* A word of a register of two, at offset 0 or 4 in it. */
static uint32_t half(uint64_t value, uint32_t offset)
{
    return (uint32_t)(value >> 8 * (offset & 4));
}

static bool is_route(uint32_t offset)
{
    return offset >= GICD_IROUTER + 8 * GIC_PRIVATE && offset < GICD_IROUTER + 8 * GIC_INTERRUPTS;
}

static void write_route(struct gic *gic, uint32_t offset, uint32_t value)
{
    unsigned interrupt = (offset - GICD_IROUTER) / 8;
    unsigned shift = 8 * (offset & 4);
    uint64_t route = gic->route[interrupt] & ~(0xffffffffULL << shift);

    route = (route | (uint64_t)value << shift) & ROUTE_MASK;
    /* Any core will do: the first. */
    int core = (route & ROUTE_ANY) != 0 ? 0 : gic_find_affinity(gic, route);

    gic->route[interrupt] = route;
    gic->targets[interrupt] = core < 0 ? 0 : 1ULL << core;
}

/* The banks; what is private belongs to the redistributors. */
static bool is_shared_bank(uint32_t offset)
{
    if (offset >= GIC_IPRIORITYR) {
        unsigned first =
            offset >= GIC_ICFGR ? GIC_ICFGR + GIC_PRIVATE / 4 : GIC_IPRIORITYR + GIC_PRIVATE;

        return offset >= first && offset < GIC_BANK_END;
    }
    return offset >= GIC_IGROUPR && (offset & 0x7c) != 0;
}

uint32_t gic_v3_distributor_read(struct gic *gic, uint32_t offset, unsigned size)
{
    switch (offset) {
    case GICD_CTLR:
        return gic->control | CONTROL_ARE | CONTROL_DS;
    case GICD_TYPER:
        return (GIC_WORDS - 1) | TYPER_ID_BITS;
    case GICD_IIDR:
        return IMPLEMENTER;
    case GICD_PIDR2:
        return ARCHITECTURE_REVISION_3;
    default:
        break;
    }
    if (is_route(offset)) {
        return half(gic->route[(offset - GICD_IROUTER) / 8], offset);
    }
    return is_shared_bank(offset) ? gic_bank_read(gic, 0, offset, size) : 0;
}

void gic_v3_distributor_write(struct gic *gic, uint32_t offset, unsigned size, uint32_t value)
{
    if (offset == GICD_CTLR) {
        gic->control = value & CONTROL_GROUPS;
    } else if (is_route(offset)) {
        write_route(gic, offset, value);
    } else if (is_shared_bank(offset)) {
        gic_bank_write(gic, 0, offset, size, value);
    }
}

/* Affinity [63:32], number [23:8], whether it is the last one [4]. */
static uint64_t redistributor_type(const struct gic *gic, unsigned core)
{
    uint64_t affinity = gic_affinity(gic, core);

    return (affinity & 0xffffff) << 32 | (affinity >> 32) << 56 | (uint64_t)core << 8 |
           (uint64_t)(core == gic->core_count - 1) << 4;
}

static bool is_private_bank(uint32_t offset)
{
    return offset >= GIC_IGROUPR && (offset & 0x7f) < 4 && offset < GIC_IPRIORITYR;
}

static bool is_private(uint32_t offset)
{
    return is_private_bank(offset) ||
           (offset >= GIC_IPRIORITYR && offset < GIC_IPRIORITYR + GIC_PRIVATE) ||
           (offset >= GIC_ICFGR && offset < GIC_ICFGR + GIC_PRIVATE / 4);
}

uint32_t gic_v3_redistributor_read(struct gic *gic, uint32_t offset, unsigned size)
{
    unsigned core = offset / GIC_REDISTRIBUTOR_SIZE;

    offset %= GIC_REDISTRIBUTOR_SIZE;
    if (core >= gic->core_count) {
        return 0;
    }
    if (offset >= GICR_SGI_FRAME) {
        offset -= GICR_SGI_FRAME;
        return is_private(offset) ? gic_bank_read(gic, core, offset, size) : 0;
    }
    switch (offset) {
    case GICR_IIDR:
        return IMPLEMENTER;
    case GICR_TYPER:
    case GICR_TYPER + 4:
        return half(redistributor_type(gic, core), offset - GICR_TYPER);
    case GICR_WAKER:
        return gic->interface[core].sleeps ? WAKER_SLEEPS | WAKER_ASLEEP : 0;
    case GICR_PIDR2:
        return ARCHITECTURE_REVISION_3;
    default:
        return 0;
    }
}

void gic_v3_redistributor_write(struct gic *gic, uint32_t offset, unsigned size, uint32_t value)
{
    unsigned core = offset / GIC_REDISTRIBUTOR_SIZE;

    offset %= GIC_REDISTRIBUTOR_SIZE;
    if (core >= gic->core_count) {
        return;
    }
    if (offset == GICR_WAKER) {
        gic->interface[core].sleeps = (value & WAKER_SLEEPS) != 0;
    } else if (offset >= GICR_SGI_FRAME && is_private(offset - GICR_SGI_FRAME)) {
        gic_bank_write(gic, core, offset - GICR_SGI_FRAME, size, value);
    }
}
