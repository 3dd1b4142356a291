/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/gic_v3.c, gic_v3_interface.c: a GICv3 of 20 cores, two clusters, by its registers. */
#include "gic.h"
#include "dev_gic.h"
#include "suite.h"

enum {
    D_CTLR = 0x0000,
    D_TYPER = 0x0004,
    D_IGROUPR = 0x0080,
    D_ISENABLER = 0x0100,
    D_ITARGETSR = 0x0800,
    D_IROUTER = 0x6000,
    D_PIDR2 = 0xffe8,
    R_TYPER = 0x0008,
    R_WAKER = 0x0014,
    R_IGROUPR = 0x10080,
    R_ISENABLER = 0x10100,
    R_ICENABLER = 0x10180,
    R_ISPENDR = 0x10200,
    R_ISACTIVER = 0x10300,
    R_IPRIORITYR = 0x10400,
};

#define CORES 20
#define FRAME GIC_REDISTRIBUTOR_SIZE

static struct gic gic;

/* Everything in group 1 and enabled, every priority let through. */
static void start(void)
{
    gic_init(&gic, 3, CORES);
    gic_v3_distributor_write(&gic, D_CTLR, 4, 2);
    for (unsigned core = 0; core < CORES; core++) {
        gic_v3_redistributor_write(&gic, core * FRAME + R_IGROUPR, 4, UINT32_MAX);
        gic_v3_redistributor_write(&gic, core * FRAME + R_ISENABLER, 4, UINT32_MAX);
        gic_v3_write(&gic, core, GIC_PMR, 0xf0);
        gic_v3_write(&gic, core, GIC_IGRPEN1, 1);
    }
}

/* Cores whose input is high, bit n: core n. */
static uint32_t asserted(void)
{
    uint32_t cores = 0;

    for (unsigned core = 0; core < CORES; core++) {
        cores |= (uint32_t)gic_irq(&gic, core) << core;
    }
    return cores;
}

static void send(unsigned core, uint64_t value)
{
    gic_v3_write(&gic, core, GIC_SGI1R, value);
}

START_TEST(affinities_count_sixteen_to_a_cluster)
{
    start();
    ck_assert_uint_eq(gic_affinity(&gic, 15), 0x00f);
    ck_assert_uint_eq(gic_affinity(&gic, 16), 0x100);
    ck_assert_int_eq(gic_find_affinity(&gic, 0x103), 19);
    ck_assert_int_eq(gic_find_affinity(&gic, 0x104), -1);
    ck_assert_int_eq(gic_find_affinity(&gic, 0x010), -1);
}
END_TEST

/* SGI 5 to affinity 0 0, 2 and 3 of cluster 1: cores 16, 18 and 19. */
START_TEST(sgi_reaches_the_list_of_its_cluster)
{
    start();
    send(0, 5ULL << 24 | 1ULL << 16 | 0xd);
    ck_assert_uint_eq(asserted(), 0xd0000);
    ck_assert_uint_eq(gic_sgi_targets(&gic, 0, 5ULL << 24 | 1ULL << 16 | 0xd), 0xd0000);
    ck_assert_uint_eq(gic_v3_read(&gic, 18, GIC_HPPIR1), 5);
    ck_assert_uint_eq(gic_v3_read(&gic, 18, GIC_IAR1), 5);
    ck_assert_uint_eq(asserted(), 0x90000);
}
END_TEST

START_TEST(sgi_to_all_leaves_its_sender_out)
{
    start();
    send(3, 1ULL << 40 | 1ULL << 24);
    ck_assert_uint_eq(asserted(), 0xffff7);
}
END_TEST

START_TEST(sgi_to_clusters_that_are_not_there_reaches_nobody)
{
    start();
    send(0, 2ULL << 16 | 0xffff);
    send(0, 1ULL << 32 | 0xffff);
    send(0, 1ULL << 48 | 0xffff);
    ck_assert_uint_eq(asserted(), 0);
}
END_TEST

START_TEST(interrupt_is_signalled_only_from_enabled_group_1)
{
    start();
    send(0, 1ULL << 24 | 1);
    ck_assert_uint_eq(asserted(), 1);
    gic_v3_write(&gic, 0, GIC_IGRPEN1, 0);
    ck_assert_uint_eq(asserted(), 0);
    gic_v3_write(&gic, 0, GIC_IGRPEN1, 1);
    gic_v3_redistributor_write(&gic, R_IGROUPR, 4, 0);
    ck_assert_uint_eq(asserted(), 0);
    gic_v3_redistributor_write(&gic, R_IGROUPR, 4, UINT32_MAX);
    gic_v3_distributor_write(&gic, D_CTLR, 4, 1);
    ck_assert_uint_eq(asserted(), 0);
    gic_v3_distributor_write(&gic, D_CTLR, 4, 2);
    gic_v3_redistributor_write(&gic, R_ICENABLER, 4, 2);
    ck_assert_uint_eq(asserted(), 0);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_IAR1), GIC_SPURIOUS);
}
END_TEST

START_TEST(priorities_mask_and_nest)
{
    start();
    gic_v3_redistributor_write(&gic, R_IPRIORITYR + 1, 1, 0xa0);
    gic_v3_redistributor_write(&gic, R_IPRIORITYR + 2, 1, 0x80);
    gic_v3_write(&gic, 0, GIC_PMR, 0xa0);
    send(0, 1ULL << 24 | 1);
    ck_assert_uint_eq(asserted(), 0);
    gic_v3_write(&gic, 0, GIC_PMR, 0xf0);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_IAR1), 1);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_RPR), 0xa0);
    send(0, 2ULL << 24 | 1);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_IAR1), 2);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_AP1R0), 1u << (0xa0 >> 3) | 1u << (0x80 >> 3));
    gic_v3_write(&gic, 0, GIC_EOIR1, 2);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_RPR), 0xa0);
    gic_v3_write(&gic, 0, GIC_EOIR1, 1);
    ck_assert_uint_eq(gic_v3_read(&gic, 0, GIC_RPR), 0xff);
}
END_TEST

/* CTLR.EOImode: the end drops the priority, DIR the active state. */
START_TEST(split_end_deactivates_by_dir)
{
    start();
    gic_v3_write(&gic, 0, GIC_CTLR, 2);
    send(0, 1ULL << 24 | 1);
    gic_v3_read(&gic, 0, GIC_IAR1);
    gic_v3_write(&gic, 0, GIC_EOIR1, 1);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, R_ISACTIVER, 4), 2);
    gic_v3_write(&gic, 0, GIC_DIR, 1);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, R_ISACTIVER, 4), 0);
}
END_TEST

/* Interrupt 40, level, to core 17 by its affinity; then to any core. */
START_TEST(shared_interrupt_goes_where_it_is_routed)
{
    start();
    gic_v3_distributor_write(&gic, D_IGROUPR + 4, 4, UINT32_MAX);
    gic_v3_distributor_write(&gic, D_ISENABLER + 4, 4, 1u << 8);
    gic_v3_distributor_write(&gic, D_IROUTER + 8 * 40, 4, 0x101);
    gic_set_level(&gic, 0, 40, true);
    ck_assert_uint_eq(asserted(), 1u << 17);
    ck_assert_uint_eq(gic_v3_distributor_read(&gic, D_IROUTER + 8 * 40, 4), 0x101);
    gic_v3_distributor_write(&gic, D_IROUTER + 8 * 40 + 4, 4, 1);
    ck_assert_uint_eq(asserted(), 0);
    gic_v3_distributor_write(&gic, D_IROUTER + 8 * 40 + 4, 4, 0);
    gic_v3_distributor_write(&gic, D_IROUTER + 8 * 40, 4, 1u << 31);
    ck_assert_uint_eq(asserted(), 1);
}
END_TEST

START_TEST(private_interrupt_is_its_cores_own)
{
    start();
    gic_set_level(&gic, 18, 27, true);
    ck_assert_uint_eq(asserted(), 1u << 18);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, 18 * FRAME + R_ISPENDR, 4), 1u << 27);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, 17 * FRAME + R_ISPENDR, 4), 0);
}
END_TEST

START_TEST(sgi_can_be_made_pending_by_store)
{
    start();
    gic_v3_redistributor_write(&gic, 2 * FRAME + R_ISPENDR, 4, 1u << 3);
    ck_assert_uint_eq(asserted(), 1u << 2);
}
END_TEST

/* Affinity in the upper word; number and, for one of them, Last in the lower. */
START_TEST(redistributors_tell_affinity_number_and_the_last)
{
    start();
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, 17 * FRAME + R_TYPER, 4), 17 << 8);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, 17 * FRAME + R_TYPER + 4, 4), 0x101);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, 19 * FRAME + R_TYPER, 4), 19 << 8 | 1 << 4);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, 20 * FRAME + R_TYPER, 4), 0);
}
END_TEST

START_TEST(redistributor_wakes_when_it_is_told)
{
    start();
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, R_WAKER, 4), 6);
    gic_v3_redistributor_write(&gic, R_WAKER, 4, 0);
    ck_assert_uint_eq(gic_v3_redistributor_read(&gic, R_WAKER, 4), 0);
}
END_TEST

START_TEST(distributor_says_version_3_with_affinity_routing)
{
    start();
    ck_assert_uint_eq(gic_v3_distributor_read(&gic, D_PIDR2, 4), 0x3b);
    ck_assert_uint_eq(gic_v3_distributor_read(&gic, D_CTLR, 4), 1 << 6 | 1 << 4 | 2);
    ck_assert_uint_eq(gic_v3_distributor_read(&gic, D_TYPER, 4) & 0x1f, GIC_WORDS - 1);
    ck_assert_uint_eq(gic_v3_distributor_read(&gic, D_ITARGETSR + 40, 4), 0);
    ck_assert_uint_eq(gic_v3_distributor_read(&gic, D_ISENABLER, 4), 0);
}
END_TEST

/* By way of the bus: the distributor's registers are those of the version. */
START_TEST(devices_answer_for_their_version)
{
    struct bus bus = {0};

    start();
    bus_attach(&bus, dev_gic_distributor(&gic, pa(0x8000000)));
    bus_attach(&bus, dev_gic_redistributors(&gic, pa(0x80a0000)));
    ck_assert_uint_eq(bus_read(&bus, 5, pa(0x8000000 + D_PIDR2), 4), 0x3b);
    bus_write(&bus, 5, pa(0x8000000), 4, 0);
    ck_assert_uint_eq(gic.control, 0);
    bus_write(&bus, 5, pa(0x80a0000 + 19 * FRAME + R_ISPENDR), 4, 8);
    ck_assert_uint_eq(bus_read(&bus, 0, pa(0x80a0000 + 19 * FRAME + R_ISPENDR), 4), 8);
    ck_assert_ptr_null(bus_find(&bus, pa(0x80a0000 + CORES * FRAME)));
}
END_TEST

int main(void)
{
    return suite_run(
        "gic_v3",
        (const TTest *const[]){
            affinities_count_sixteen_to_a_cluster, sgi_reaches_the_list_of_its_cluster,
            sgi_to_all_leaves_its_sender_out, sgi_to_clusters_that_are_not_there_reaches_nobody,
            interrupt_is_signalled_only_from_enabled_group_1, priorities_mask_and_nest,
            split_end_deactivates_by_dir, shared_interrupt_goes_where_it_is_routed,
            private_interrupt_is_its_cores_own, sgi_can_be_made_pending_by_store,
            redistributors_tell_affinity_number_and_the_last, redistributor_wakes_when_it_is_told,
            distributor_says_version_3_with_affinity_routing, devices_answer_for_their_version,
            NULL});
}
