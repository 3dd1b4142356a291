/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tlb_ipi.c: who does what in which order; the stand-in serves interrupts at once. */
#include "arch/ipi.h"
#include "arch/irq.h"
#include "arch/percpu.h"
#include "fake.h"
#include "mm/layout.h"
#include "mm/tlb_ipi.h"
#include "mm/tlbflush.h"
#include "unit.h"

#include <string.h>

#define VA VMALLOC_START
#define RAM_SIZE (UINT64_C(8) << 20)

static void start(unsigned cpus)
{
    fake_machine_start(RAM_SIZE, cpus);
    for (unsigned cpu = 0; cpu < cpus; cpu++) {
        fake_become_cpu(cpu);
        ipi_join();
    }
    fake_become_cpu(0);
    ck_assert_int_eq(tlbflush_set_strategy(TLBFLUSH_IPI), FW_OK);
    fake_trace_start();
}

START_TEST(others_are_asked_once_for_a_whole_range)
{
    start(3);
    flush_tlb_kernel_range(VA, VA + 2 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "sgi 0 to 0x6\n"
                                   "core 1:\n"
                                   "tlbi vaale1, 0xff800000000\n"
                                   "tlbi vaale1, 0xff800000001\n"
                                   "dsb nsh\n"
                                   "core 2:\n"
                                   "tlbi vaale1, 0xff800000000\n"
                                   "tlbi vaale1, 0xff800000001\n"
                                   "dsb nsh\n"
                                   "sev\n"
                                   "core 0:\n"
                                   "tlbi vaale1, 0xff800000000\n"
                                   "tlbi vaale1, 0xff800000001\n"
                                   "dsb nsh\n"
                                   "isb\n");
}
END_TEST

START_TEST(core_alone_asks_nobody)
{
    start(1);
    irqs_mask(); /* which is fine when there is nobody to wait for */
    flush_tlb_kernel_range(VA, VA + PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\ntlbi vaale1, 0xff800000000\ndsb nsh\nisb\n");
}
END_TEST

START_TEST(from_512_pages_on_each_core_drops_everything)
{
    start(2);
    flush_tlb_kernel_range(VA, VA + 512 * PAGE_SIZE);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "sgi 0 to 0x2\n"
                                   "core 1:\n"
                                   "tlbi vmalle1\n"
                                   "dsb nsh\n"
                                   "sev\n"
                                   "core 0:\n"
                                   "tlbi vmalle1\n"
                                   "dsb nsh\n"
                                   "isb\n");
}
END_TEST

START_TEST(table_flush_drops_cached_walks_of_each_core)
{
    start(2);
    flush_tlb_kernel_pgtable(VA);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "sgi 0 to 0x2\n"
                                   "core 1:\n"
                                   "tlbi vaae1, 0xff800000000\n"
                                   "dsb nsh\n"
                                   "sev\n"
                                   "core 0:\n"
                                   "tlbi vaae1, 0xff800000000\n"
                                   "dsb nsh\n"
                                   "isb\n");
}
END_TEST

START_TEST(waiting_with_interrupts_masked_panics)
{
    start(2);
    irqs_mask();
    flush_tlb_all();
}
END_TEST

START_TEST(interrupt_that_nobody_needs_any_more_does_nothing)
{
    start(2);
    tlb_ipi_serve();
    ck_assert_str_eq(fake_trace(), "");
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {others_are_asked_once_for_a_whole_range, 0},
        {core_alone_asks_nobody, 0},
        {from_512_pages_on_each_core_drops_everything, 0},
        {table_flush_drops_cached_walks_of_each_core, 0},
        {waiting_with_interrupts_masked_panics, SIGABRT},
        {interrupt_that_nobody_needs_any_more_does_nothing, 0},
    };
    return unit_run("tlb_ipi", tests, ARRAY_SIZE(tests));
}
