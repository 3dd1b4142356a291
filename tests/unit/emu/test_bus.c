/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/bus.c: addresses to devices. */
#include "bus.h"
#include "suite.h"

struct memory {
    uint64_t last_offset, last_value;
    unsigned last_core;
};

static uint64_t read_offset(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    (void)ctx;
    return core * 0x10000 + offset * 16 + access;
}

static void write_memory(void *ctx, unsigned core, uint64_t offset, unsigned access, uint64_t value)
{
    struct memory *memory = ctx;

    (void)access;
    memory->last_core = core;
    memory->last_offset = offset;
    memory->last_value = value;
}

static struct memory low, high;

static struct bus two_devices(void)
{
    struct bus bus = {0};

    bus_attach(&bus, (struct bus_device){pa(0x1000), 0x1000, read_offset, write_memory, &low});
    bus_attach(&bus, (struct bus_device){pa(0x2000), 0x3000, read_offset, write_memory, &high});
    return bus;
}

START_TEST(find_at_edges_picks_the_right_device)
{
    struct bus bus = two_devices();

    ck_assert_ptr_null(bus_find(&bus, pa(0xfff)));
    ck_assert_ptr_eq(bus_find(&bus, pa(0x1000)), &bus.device[0]);
    ck_assert_ptr_eq(bus_find(&bus, pa(0x1fff)), &bus.device[0]);
    ck_assert_ptr_eq(bus_find(&bus, pa(0x2000)), &bus.device[1]);
    ck_assert_ptr_eq(bus_find(&bus, pa(0x4fff)), &bus.device[1]);
    ck_assert_ptr_null(bus_find(&bus, pa(0x5000)));
}
END_TEST

START_TEST(access_gets_offset_from_base)
{
    struct bus bus = two_devices();

    ck_assert_uint_eq(bus_read(&bus, 1, pa(0x2034), 4), 0x10344);
    bus_write(&bus, 3, pa(0x1008), 8, 77);
    ck_assert_uint_eq(low.last_core, 3);
    ck_assert_uint_eq(low.last_offset, 8);
    ck_assert_uint_eq(low.last_value, 77);
    ck_assert_uint_eq(high.last_value, 0);
}
END_TEST

START_TEST(access_to_nothing_reads_zero)
{
    struct bus bus = two_devices();

    ck_assert_uint_eq(bus_read(&bus, 0, pa(0x9000), 4), 0);
    bus_write(&bus, 0, pa(0x9000), 4, 1);
}
END_TEST

int main(void)
{
    return suite_run("bus", (const TTest *const[]){find_at_edges_picks_the_right_device,
                                                   access_gets_offset_from_base,
                                                   access_to_nothing_reads_zero, NULL});
}
