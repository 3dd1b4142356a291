/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A GICv3 with one security state and affinity routing; registers by their
 * names in its specification. Cores are addressed by the affinity fields of
 * their MPIDR_EL1, sixteen of one affinity 1 by one store.
 */
#include "dev/gic.h"

#include "arch/barrier.h"
#include "arch/percpu.h"
#include "arch/sysreg.h"
#include "lib/panic.h"

#define GICD_CTLR 0x000
#define GICR_TYPER 0x008
#define GICR_WAKER 0x014
#define GICR_SGI_FRAME 0x10000 /* second of a redistributor's two frames */
#define GICR_IGROUPR0 0x080
#define GICR_ISENABLER0 0x100
#define GICR_IPRIORITYR 0x400
#define GICR_SIZE 0x20000

#define CTLR_ENABLE_GROUP1 (1u << 1)
#define CTLR_AFFINITY_ROUTING (1u << 4)
#define CTLR_WRITE_PENDING (1u << 31)
#define TYPER_VLPIS (UINT64_C(1) << 1) /* two more frames follow */
#define TYPER_LAST (UINT64_C(1) << 4)
#define WAKER_SLEEP (1u << 1)
#define WAKER_CHILDREN_ASLEEP (1u << 2)

#define ICC_PMR_EL1 s3_0_c4_c6_0
#define ICC_SGI1R_EL1 s3_0_c12_c11_5
#define ICC_IAR1_EL1 s3_0_c12_c12_0
#define ICC_EOIR1_EL1 s3_0_c12_c12_1
#define ICC_SRE_EL1 s3_0_c12_c12_5
#define ICC_IGRPEN1_EL1 s3_0_c12_c12_7

/* The names above are expanded before the accessors spell them. */
#define read_icc(name) read_sysreg(name)
#define write_icc(name, value) write_sysreg(name, value)

#define SGI_COUNT 16u
#define SGI_PRIORITIES 0xa0a0a0a0 /* of four interrupts */
#define PRIORITY_MASK 0xf0 /* lets through what is more urgent, that is, lower */
#define SGI_TARGETS 16u /* cores that one store can name */

static uintptr_t redistributors_start, redistributors_end;

/* Affinity of each core: 3, 2, 1 and 0 in a byte each, from the top. */
static uint32_t affinity_of[NR_CPUS];

static inline volatile uint32_t *reg(uintptr_t base, unsigned offset)
{
    return (volatile uint32_t *)(base + offset);
}

static uint32_t own_affinity(void)
{
    const uint64_t mpidr = read_sysreg(mpidr_el1);
    return (uint32_t)(mpidr >> 32 & 0xff) << 24 | (uint32_t)(mpidr & 0xffffff);
}

/* Each names the core that it belongs to. */
static uintptr_t find_redistributor(uint32_t affinity)
{
    for (uintptr_t at = redistributors_start; at < redistributors_end;) {
        const uint64_t type = *(volatile uint64_t *)(at + GICR_TYPER);
        if (type >> 32 == affinity) {
            return at;
        }
        if (type & TYPER_LAST) {
            break;
        }
        at += type & TYPER_VLPIS ? 2 * GICR_SIZE : GICR_SIZE;
    }
    panic("the interrupt controller has no part for the core of affinity %x", affinity);
}

static void wake(uintptr_t redistributor)
{
    volatile uint32_t *waker = reg(redistributor, GICR_WAKER);
    *waker &= ~WAKER_SLEEP;
    while (*waker & WAKER_CHILDREN_ASLEEP) {
    }
}

static void start_interface(void)
{
    write_icc(ICC_SRE_EL1, read_icc(ICC_SRE_EL1) | 1);
    isb();
    write_icc(ICC_PMR_EL1, PRIORITY_MASK);
    write_icc(ICC_IGRPEN1_EL1, 1);
    isb();
}

static void start_core(unsigned cpu)
{
    affinity_of[cpu] = own_affinity();
    const uintptr_t redistributor = find_redistributor(affinity_of[cpu]);
    const uintptr_t frame = redistributor + GICR_SGI_FRAME;
    wake(redistributor);
    *reg(frame, GICR_IGROUPR0) = ~0u;
    for (unsigned i = 0; i < SGI_COUNT; i += 4) {
        *reg(frame, GICR_IPRIORITYR + i) = SGI_PRIORITIES;
    }
    *reg(frame, GICR_ISENABLER0) = (1u << SGI_COUNT) - 1;
    start_interface();
}

/* All but affinity 0 of a target, and which sixteen of those, as ICC_SGI1R_EL1 has them. */
static inline uint64_t group_of(unsigned cpu)
{
    const uint64_t affinity = affinity_of[cpu];
    return (affinity >> 24) << 48 | (affinity & 0xff) / SGI_TARGETS << 44 |
           (affinity >> 16 & 0xff) << 32 | (affinity >> 8 & 0xff) << 16;
}

/* One store for each group; cores of a group need not be neighbours in the mask. */
static void send(uint64_t cpus, unsigned interrupt)
{
    while (cpus != 0) {
        const uint64_t group = group_of((unsigned)__builtin_ctzll(cpus));
        uint64_t targets = 0;
        for (uint64_t left = cpus; left != 0; left &= left - 1) {
            const unsigned cpu = (unsigned)__builtin_ctzll(left);
            if (group_of(cpu) == group) {
                targets |= UINT64_C(1) << affinity_of[cpu] % SGI_TARGETS;
                cpus &= ~(UINT64_C(1) << cpu);
            }
        }
        write_icc(ICC_SGI1R_EL1, group | (uint64_t)interrupt << 24 | targets);
    }
    isb();
}

static uint32_t acknowledge(void)
{
    return (uint32_t)read_icc(ICC_IAR1_EL1);
}

static void end(uint32_t taken)
{
    write_icc(ICC_EOIR1_EL1, taken);
}

void gic_v3_init(uintptr_t distributor, uintptr_t redistributors, uint64_t size)
{
    static const struct gic_driver driver = {NR_CPUS, start_core, send, acknowledge, end};
    redistributors_start = redistributors;
    redistributors_end = redistributors + size;
    *reg(distributor, GICD_CTLR) = CTLR_AFFINITY_ROUTING;
    *reg(distributor, GICD_CTLR) = CTLR_AFFINITY_ROUTING | CTLR_ENABLE_GROUP1;
    while (*reg(distributor, GICD_CTLR) & CTLR_WRITE_PENDING) {
    }
    gic_use(&driver);
}
