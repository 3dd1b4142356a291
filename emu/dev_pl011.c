/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PL011 registers; see dev_pl011.h. */
#include "dev_pl011.h"

#include <string.h>

enum {
    REG_DR = 0x00,
    REG_FR = 0x18,
    REG_IBRD = 0x24,
    REG_FBRD = 0x28,
    REG_LCR_H = 0x2c,
    REG_CR = 0x30,
    REG_IFLS = 0x34,
    REG_IMSC = 0x38,
    REG_RIS = 0x3c,
    REG_MIS = 0x40,
    REG_ICR = 0x44,
    REG_PERIPH_ID = 0xfe0,
};

#define FR_TXFE (1u << 7) /* transmit FIFO empty */
#define FR_RXFE (1u << 4) /* receive FIFO empty */
#define CR_RESET 0x300u /* TXE and RXE */
#define IFLS_RESET 0x12u
#define INTERRUPT_TX (1u << 5)
#define INTERRUPT_MASK 0x7ffu

/* PeriphID0..3 and PCellID0..3: an Arm PL011, revision 1. */
static const uint8_t identification[8] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

static uint64_t pl011_read(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    const struct dev_pl011 *uart = ctx;

    (void)core;
    (void)access;
    switch (offset) {
    case REG_FR:
        return FR_TXFE | FR_RXFE;
    case REG_IBRD:
        return uart->ibrd;
    case REG_FBRD:
        return uart->fbrd;
    case REG_LCR_H:
        return uart->lcr_h;
    case REG_CR:
        return uart->cr;
    case REG_IFLS:
        return uart->ifls;
    case REG_IMSC:
        return uart->imsc;
    case REG_RIS:
        return uart->ris;
    case REG_MIS:
        return uart->ris & uart->imsc;
    default:
        if (offset >= REG_PERIPH_ID && offset < 0x1000) {
            return identification[(offset - REG_PERIPH_ID) / 4];
        }
        return 0;
    }
}

static void pl011_write(void *ctx, unsigned core, uint64_t offset, unsigned access, uint64_t value)
{
    struct dev_pl011 *uart = ctx;
    uint32_t word = (uint32_t)value;

    (void)core;
    (void)access;
    switch (offset) {
    case REG_DR:
        uart->put(uart->ctx, (uint8_t)word);
        uart->ris |= INTERRUPT_TX;
        break;
    case REG_IBRD:
        uart->ibrd = word & 0xffff;
        break;
    case REG_FBRD:
        uart->fbrd = word & 0x3f;
        break;
    case REG_LCR_H:
        uart->lcr_h = word & 0xff;
        break;
    case REG_CR:
        uart->cr = word & 0xffff;
        break;
    case REG_IFLS:
        uart->ifls = word & 0x3f;
        break;
    case REG_IMSC:
        uart->imsc = word & INTERRUPT_MASK;
        break;
    case REG_ICR:
        uart->ris &= ~word;
        break;
    default:
        break;
    }
}

void dev_pl011_init(struct dev_pl011 *uart, void (*put)(void *ctx, uint8_t byte), void *ctx)
{
    memset(uart, 0, sizeof(*uart));
    uart->put = put;
    uart->ctx = ctx;
    uart->cr = CR_RESET;
    uart->ifls = IFLS_RESET;
}

struct bus_device dev_pl011_device(struct dev_pl011 *uart, pa_t base)
{
    return (struct bus_device){
        .base = base, .size = 0x1000, .read = pl011_read, .write = pl011_write, .ctx = uart};
}

bool dev_pl011_irq(const struct dev_pl011 *uart)
{
    return (uart->ris & uart->imsc) != 0;
}
