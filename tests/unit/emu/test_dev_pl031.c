/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/dev_pl031.c: the date, setting it, and the alarm. */
#include "dev_pl031.h"
#include "suite.h"

enum {
    DR = 0x00,
    MR = 0x04,
    LR = 0x08,
    CR = 0x0c,
    IMSC = 0x10,
    RIS = 0x14,
    MIS = 0x18,
    ICR = 0x1c
};

static struct dev_pl031 rtc;
static struct bus bus;
static uint64_t passed[2]; /* of two cores */

static uint64_t seconds(void *ctx, unsigned core)
{
    (void)ctx;
    return passed[core];
}

static void start(void)
{
    bus = (struct bus){0};
    passed[0] = passed[1] = 0;
    dev_pl031_init(&rtc, seconds, NULL);
    bus_attach(&bus, dev_pl031_device(&rtc, pa(0x9010000)));
}

static uint64_t load(unsigned offset)
{
    return bus_read(&bus, 0, pa(0x9010000 + offset), 4);
}

static void store(unsigned offset, uint64_t value)
{
    bus_write(&bus, 0, pa(0x9010000 + offset), 4, value);
}

START_TEST(clock_starts_at_the_fixed_date_and_follows_the_core)
{
    start();
    ck_assert_uint_eq(load(DR), DEV_PL031_START);
    ck_assert_uint_eq(load(CR), 1);
    passed[0] = 90;
    ck_assert_uint_eq(load(DR), DEV_PL031_START + 90);
    ck_assert_uint_eq(bus_read(&bus, 1, pa(0x9010000), 4), DEV_PL031_START);
}
END_TEST

START_TEST(load_sets_the_date)
{
    start();
    passed[0] = 10;
    store(LR, 1000);
    passed[0] = 15;
    ck_assert_uint_eq(load(DR), 1005);
    ck_assert_uint_eq(load(LR), 1000);
}
END_TEST

START_TEST(alarm_is_raised_at_the_match_until_cleared)
{
    start();
    store(MR, DEV_PL031_START + 5);
    ck_assert_uint_eq(load(RIS), 0);
    passed[0] = 5;
    ck_assert_uint_eq(load(RIS), 1);
    ck_assert_uint_eq(load(MIS), 0);
    store(IMSC, 1);
    ck_assert_uint_eq(load(MIS), 1);
    store(ICR, 1);
    ck_assert_uint_eq(load(RIS), 0);
    ck_assert_uint_eq(load(MIS), 0);
}
END_TEST

START_TEST(alarm_that_was_never_set_is_not_raised)
{
    start();
    passed[0] = 100;
    ck_assert_uint_eq(load(RIS), 0);
}
END_TEST

START_TEST(identification_is_a_pl031s_and_read_only)
{
    static const uint8_t id[] = {0x31, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

    start();
    for (unsigned i = 0; i < 8; i++) {
        store(0xfe0 + 4 * i, 0xff);
        ck_assert_uint_eq(load(0xfe0 + 4 * i), id[i]);
    }
}
END_TEST

int main(void)
{
    return suite_run("dev_pl031",
                     (const TTest *const[]){clock_starts_at_the_fixed_date_and_follows_the_core,
                                            load_sets_the_date,
                                            alarm_is_raised_at_the_match_until_cleared,
                                            alarm_that_was_never_set_is_not_raised,
                                            identification_is_a_pl031s_and_read_only, NULL});
}
