/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/gic.c, gic_bank.c, gic_service.c, gic_v2.c, dev_gic.c: a GICv2, interrupts from line or store
 * to acknowledgement. */
#include "gic.h"
#include "dev_gic.h"
#include "suite.h"

enum {
    D_CTLR = 0x000,
    D_TYPER = 0x004,
    D_ISENABLER = 0x100,
    D_ICENABLER = 0x180,
    D_ISPENDR = 0x200,
    D_ICPENDR = 0x280,
    D_ISACTIVER = 0x300,
    D_IPRIORITYR = 0x400,
    D_ITARGETSR = 0x800,
    D_ICFGR = 0xc00,
    D_SGIR = 0xf00,
    D_CPENDSGIR = 0xf10,
    C_CTLR = 0x00,
    C_PMR = 0x04,
    C_IAR = 0x0c,
    C_EOIR = 0x10,
    C_RPR = 0x14,
    C_DIR = 0x1000,
};

static struct gic gic;

/* Four cores; distributor and interfaces on, every priority let through. */
static void start(void)
{
    gic_init(&gic, 2, 4);
    gic_distributor_write(&gic, 0, D_CTLR, 4, 1);
    for (unsigned core = 0; core < 4; core++) {
        gic_interface_write(&gic, core, C_CTLR, 1);
        gic_interface_write(&gic, core, C_PMR, 0xff);
    }
}

static void write_byte(uint32_t base, unsigned interrupt, uint8_t value)
{
    gic_distributor_write(&gic, 0, base + interrupt, 1, value);
}

/* Shared interrupt `interrupt`, enabled, to the cores in the mask. */
static void route(unsigned interrupt, uint8_t cores, uint8_t priority)
{
    gic_distributor_write(&gic, 0, D_ISENABLER + interrupt / 32 * 4, 4, 1u << interrupt % 32);
    write_byte(D_ITARGETSR, interrupt, cores);
    write_byte(D_IPRIORITYR, interrupt, priority);
}

START_TEST(level_line_asserts_input_of_its_target_only)
{
    start();
    route(40, 1 << 2, 0x80);
    gic_set_level(&gic, 0, 40, true);
    ck_assert(gic_irq(&gic, 2));
    ck_assert(!gic_irq(&gic, 0) && !gic_irq(&gic, 1) && !gic_irq(&gic, 3));
    gic_set_level(&gic, 0, 40, false);
    ck_assert(!gic_irq(&gic, 2));
}
END_TEST

START_TEST(level_interrupt_comes_again_after_its_end_while_the_line_is_high)
{
    start();
    route(40, 1, 0x80);
    gic_set_level(&gic, 0, 40, true);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), 40);
    ck_assert(!gic_irq(&gic, 0));
    gic_interface_write(&gic, 0, C_EOIR, 40);
    ck_assert(gic_irq(&gic, 0));
}
END_TEST

START_TEST(edge_interrupt_is_latched_once)
{
    start();
    route(40, 1, 0x80);
    gic_distributor_write(&gic, 0, D_ICFGR + 40 / 16 * 4, 4, 2u << 2 * (40 % 16));
    gic_set_level(&gic, 0, 40, true);
    gic_set_level(&gic, 0, 40, false);
    ck_assert(gic_irq(&gic, 0));
    gic_set_level(&gic, 0, 40, true);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), 40);
    gic_interface_write(&gic, 0, C_EOIR, 40);
    ck_assert(!gic_irq(&gic, 0));
}
END_TEST

START_TEST(disabled_parts_let_nothing_through)
{
    start();
    route(40, 1, 0x80);
    gic_set_level(&gic, 0, 40, true);
    gic_distributor_write(&gic, 0, D_CTLR, 4, 0);
    ck_assert(!gic_irq(&gic, 0));
    gic_distributor_write(&gic, 0, D_CTLR, 4, 1);
    gic_interface_write(&gic, 0, C_CTLR, 0);
    ck_assert(!gic_irq(&gic, 0));
    gic_interface_write(&gic, 0, C_CTLR, 1);
    gic_distributor_write(&gic, 0, D_ICENABLER + 4, 4, 1u << 8);
    ck_assert(!gic_irq(&gic, 0));
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), GIC_SPURIOUS);
}
END_TEST

START_TEST(priority_mask_admits_only_lower_values)
{
    start();
    route(40, 1, 0x80);
    gic_set_level(&gic, 0, 40, true);
    gic_interface_write(&gic, 0, C_PMR, 0x80);
    ck_assert(!gic_irq(&gic, 0));
    gic_interface_write(&gic, 0, C_PMR, 0x88);
    ck_assert(gic_irq(&gic, 0));
}
END_TEST

START_TEST(more_urgent_interrupt_preempts_less_urgent_waits)
{
    start();
    route(40, 1, 0x80);
    route(41, 1, 0x40);
    route(42, 1, 0xa0);
    gic_set_level(&gic, 0, 40, true);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), 40);
    gic_set_level(&gic, 0, 42, true);
    ck_assert(!gic_irq(&gic, 0));
    gic_set_level(&gic, 0, 41, true);
    ck_assert(gic_irq(&gic, 0));
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), 41);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_RPR), 0x40);
    gic_interface_write(&gic, 0, C_EOIR, 41);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_RPR), 0x80);
}
END_TEST

START_TEST(sgi_reaches_its_targets_and_names_its_sender)
{
    static const struct {
        uint32_t value;
        uint32_t targets;
    } cases[] = {
        {0u << 24 | 0xau << 16 | 5, 0xa}, /* a list */
        {1u << 24 | 5, 0xd}, /* all but the sender */
        {2u << 24 | 5, 0x2}, /* the sender */
        {0u << 24 | 0xf0u << 16 | 5, 0}, /* cores that do not exist */
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        start();
        ck_assert_uint_eq(gic_sgi_targets(&gic, 1, cases[i].value), cases[i].targets);
        gic_distributor_write(&gic, 1, D_SGIR, 4, cases[i].value);
        for (unsigned core = 0; core < 4; core++) {
            bool hit = (cases[i].targets >> core & 1) != 0;

            ck_assert_msg(gic_irq(&gic, core) == hit, "case %zu core %u", i, core);
            ck_assert_uint_eq(gic_interface_read(&gic, core, C_IAR),
                              hit ? 1u << 10 | 5 : GIC_SPURIOUS);
        }
    }
}
END_TEST

START_TEST(sgi_of_two_senders_is_taken_twice)
{
    start();
    gic_distributor_write(&gic, 1, D_SGIR, 4, 0x1u << 16 | 3);
    gic_distributor_write(&gic, 2, D_SGIR, 4, 0x1u << 16 | 3);
    ck_assert_uint_eq(gic_distributor_read(&gic, 0, D_CPENDSGIR, 4), 0x6u << 24);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), 1u << 10 | 3);
    gic_interface_write(&gic, 0, C_EOIR, 1u << 10 | 3);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), 2u << 10 | 3);
    gic_interface_write(&gic, 0, C_EOIR, 2u << 10 | 3);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_IAR), GIC_SPURIOUS);
}
END_TEST

START_TEST(private_interrupts_are_apart_for_each_core)
{
    start();
    for (unsigned core = 0; core < 4; core++) {
        gic_distributor_write(&gic, core, D_ISENABLER, 4, core == 3 ? 0 : 1u << 30);
    }
    gic_set_level(&gic, 1, 30, true);
    gic_set_level(&gic, 3, 30, true);
    ck_assert(gic_irq(&gic, 1));
    ck_assert(!gic_irq(&gic, 0) && !gic_irq(&gic, 3));
}
END_TEST

START_TEST(split_end_keeps_interrupt_active_until_deactivated)
{
    start();
    route(40, 1, 0x80);
    gic_interface_write(&gic, 0, C_CTLR, 1u << 9 | 1);
    gic_set_level(&gic, 0, 40, true);
    gic_interface_read(&gic, 0, C_IAR);
    gic_interface_write(&gic, 0, C_EOIR, 40);
    ck_assert_uint_eq(gic_interface_read(&gic, 0, C_RPR), 0xff);
    ck_assert(!gic_irq(&gic, 0));
    gic_interface_write(&gic, 0, C_DIR, 40);
    ck_assert(gic_irq(&gic, 0));
}
END_TEST

START_TEST(pending_can_be_set_and_cleared_by_store)
{
    start();
    route(40, 1, 0x80);
    gic_distributor_write(&gic, 0, D_ISPENDR + 4, 4, 1u << 8);
    ck_assert(gic_irq(&gic, 0));
    gic_distributor_write(&gic, 0, D_ICPENDR + 4, 4, 1u << 8);
    ck_assert(!gic_irq(&gic, 0));
    gic_distributor_write(&gic, 0, D_ISPENDR, 4, 0xffff); /* SGIs cannot be set this way */
    ck_assert(!gic_irq(&gic, 0));
}
END_TEST

START_TEST(type_register_tells_size)
{
    start();
    ck_assert_uint_eq(gic_distributor_read(&gic, 0, D_TYPER, 4), (GIC_WORDS - 1) | 3u << 5);
}
END_TEST

/* Offsets a guest may try: nothing outside is touched (sanitizers watch). */
START_TEST(any_offset_is_harmless)
{
    start();
    for (uint32_t offset = 0; offset < GIC_DISTRIBUTOR_SIZE; offset++) {
        gic_distributor_write(&gic, offset % 4, offset, offset % 2 ? 1 : 4, 0xffffffff);
        gic_distributor_read(&gic, offset % 4, offset, offset % 2 ? 1 : 4);
        gic_interface_write(&gic, offset % 4, offset, 0xffffffff);
        gic_interface_read(&gic, offset % 4, offset);
    }
}
END_TEST

START_TEST(bus_tells_which_core_asks)
{
    struct bus bus = {0};

    start();
    bus_attach(&bus, dev_gic_distributor(&gic, pa(0x8000000)));
    bus_attach(&bus, dev_gic_interface(&gic, pa(0x8010000)));
    bus_write(&bus, 2, pa(0x8000000 + D_SGIR), 4, 0x1u << 16 | 9);
    ck_assert_uint_eq(bus_read(&bus, 1, pa(0x8010000 + C_IAR), 4), GIC_SPURIOUS);
    ck_assert_uint_eq(bus_read(&bus, 0, pa(0x8010000 + C_IAR), 4), 2u << 10 | 9);
}
END_TEST

int main(void)
{
    return suite_run("gic", (const TTest *const[]){
                                level_line_asserts_input_of_its_target_only,
                                level_interrupt_comes_again_after_its_end_while_the_line_is_high,
                                edge_interrupt_is_latched_once,
                                disabled_parts_let_nothing_through,
                                priority_mask_admits_only_lower_values,
                                more_urgent_interrupt_preempts_less_urgent_waits,
                                sgi_reaches_its_targets_and_names_its_sender,
                                sgi_of_two_senders_is_taken_twice,
                                private_interrupts_are_apart_for_each_core,
                                split_end_keeps_interrupt_active_until_deactivated,
                                pending_can_be_set_and_cleared_by_store,
                                type_register_tells_size,
                                any_offset_is_harmless,
                                bus_tells_which_core_asks,
                                NULL,
                            });
}
