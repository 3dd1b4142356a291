/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A GICv2; registers by their names in its specification. */
#include "dev/gic.h"

#include "arch/percpu.h"

#define GICD_CTLR 0x000
#define GICD_ISENABLER 0x100
#define GICD_IPRIORITYR 0x400
#define GICD_ITARGETSR 0x800
#define GICD_SGIR 0xf00
#define GICC_CTLR 0x000
#define GICC_PMR 0x004
#define GICC_IAR 0x00c
#define GICC_EOIR 0x010

#define GIC_ENABLE 1u
#define SGI_COUNT 16u
#define SGI_PRIORITIES 0xa0a0a0a0 /* of four interrupts */
#define PRIORITY_MASK 0xf0 /* lets through what is more urgent, that is, lower */
#define SGIR_TARGETS_SHIFT 16
#define MAX_CPUS 8u

static uintptr_t distributor_base, interface_base;

/* Number of each core's CPU interface, as a bit. */
static uint8_t interface_of[NR_CPUS];

static inline volatile uint32_t *reg(uintptr_t base, unsigned offset)
{
    return (volatile uint32_t *)(base + offset);
}

/* The target registers of a core's own interrupts read as its own interface. */
static uint8_t own_interface(void)
{
    return (uint8_t)*reg(distributor_base, GICD_ITARGETSR);
}

static void start_core(unsigned cpu)
{
    if (cpu >= MAX_CPUS) {
        return; /* it has no interface here */
    }
    interface_of[cpu] = own_interface();
    for (unsigned i = 0; i < SGI_COUNT; i += 4) {
        *reg(distributor_base, GICD_IPRIORITYR + i) = SGI_PRIORITIES;
    }
    *reg(distributor_base, GICD_ISENABLER) = (1u << SGI_COUNT) - 1;
    *reg(interface_base, GICC_PMR) = PRIORITY_MASK;
    *reg(interface_base, GICC_CTLR) = GIC_ENABLE;
}

/* One store for all of them. */
static void send(uint64_t cpus, unsigned interrupt)
{
    uint32_t targets = 0;
    for (; cpus != 0; cpus &= cpus - 1) {
        targets |= interface_of[__builtin_ctzll(cpus)];
    }
    *reg(distributor_base, GICD_SGIR) = targets << SGIR_TARGETS_SHIFT | interrupt;
}

static uint32_t acknowledge(void)
{
    return *reg(interface_base, GICC_IAR);
}

static void end(uint32_t taken)
{
    *reg(interface_base, GICC_EOIR) = taken;
}

void gic_v2_init(uintptr_t distributor, uintptr_t interface)
{
    static const struct gic_driver driver = {MAX_CPUS, start_core, send, acknowledge, end};
    distributor_base = distributor;
    interface_base = interface;
    *reg(distributor, GICD_CTLR) = GIC_ENABLE;
    gic_use(&driver);
}
