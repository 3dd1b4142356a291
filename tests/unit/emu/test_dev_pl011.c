/* SPDX-License-Identifier: GPL-2.0-or-later */
/* emu/dev_pl011.c: what a driver sees and what goes out. */
#include "dev_pl011.h"
#include "suite.h"
#include <string.h>

static char sent[16];
static size_t sent_count;

static void put(void *ctx, uint8_t byte)
{
    (void)ctx;
    sent[sent_count++] = (char)byte;
}

static struct dev_pl011 uart;
static struct bus bus;

static void create_bus(void)
{
    bus = (struct bus){0};
    sent_count = 0;
    dev_pl011_init(&uart, put, NULL);
    bus_attach(&bus, dev_pl011_device(&uart, pa(0x9000000)));
}

static uint64_t get(uint64_t offset)
{
    return bus_read(&bus, 0, pa(0x9000000 + offset), 4);
}

static void set(uint64_t offset, uint64_t value)
{
    bus_write(&bus, 0, pa(0x9000000 + offset), 4, value);
}

START_TEST(data_register_sends_low_byte)
{
    create_bus();
    set(0x00, 'o');
    set(0x00, 0x100 + 'k');
    ck_assert_int_eq(memcmp(sent, "ok", 2), 0);
    ck_assert_uint_eq(sent_count, 2);
}
END_TEST

START_TEST(flag_register_is_always_ready)
{
    create_bus();
    ck_assert_uint_eq(get(0x18), 0x90);
}
END_TEST

START_TEST(identification_names_pl011)
{
    create_bus();
    static const uint8_t expected[] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

    for (unsigned i = 0; i < 8; i++) {
        ck_assert_uint_eq(get(0xfe0 + 4 * i), expected[i]);
    }
}
END_TEST

START_TEST(masked_interrupt_shows_only_raw)
{
    create_bus();
    set(0x00, 'x');
    ck_assert_uint_eq(get(0x3c), 0x20);
    ck_assert_uint_eq(get(0x40), 0);
    ck_assert(!dev_pl011_irq(&uart));
    set(0x38, 0x20);
    ck_assert(dev_pl011_irq(&uart));
    ck_assert_uint_eq(get(0x40), 0x20);
    set(0x44, 0x20);
    ck_assert_uint_eq(get(0x3c), 0);
}
END_TEST

START_TEST(control_registers_keep_their_bits)
{
    create_bus();
    set(0x24, 0x12345);
    set(0x28, 0xff);
    set(0x2c, 0x170);
    set(0x30, 0x301);
    ck_assert_uint_eq(get(0x24), 0x2345);
    ck_assert_uint_eq(get(0x28), 0x3f);
    ck_assert_uint_eq(get(0x2c), 0x70);
    ck_assert_uint_eq(get(0x30), 0x301);
}
END_TEST

int main(void)
{
    return suite_run("dev_pl011", (const TTest *const[]){
                                      data_register_sends_low_byte, flag_register_is_always_ready,
                                      identification_names_pl011, masked_interrupt_shows_only_raw,
                                      control_registers_keep_their_bits, NULL});
}
