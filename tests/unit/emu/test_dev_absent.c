/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/dev_absent.c: an empty window answers, with nothing. */
#include "dev_absent.h"
#include "suite.h"

START_TEST(empty_window_reads_zero_and_takes_writes)
{
    struct bus bus = {0};

    bus_attach(&bus, dev_absent_device(pa(0xa000000), 0x4000));
    bus_write(&bus, 0, pa(0xa000000), 4, 0x74726976);
    ck_assert_uint_eq(bus_read(&bus, 0, pa(0xa000000), 4), 0);
    ck_assert_uint_eq(bus_read(&bus, 0, pa(0xa003ff8), 8), 0);
    ck_assert_ptr_null(bus_find(&bus, pa(0xa004000)));
}
END_TEST

int main(void)
{
    return suite_run("dev_absent",
                     (const TTest *const[]){empty_window_reads_zero_and_takes_writes, NULL});
}
