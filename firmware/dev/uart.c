/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PrimeCell UART (PL011), DDI 0183. The loader or the reset values set
 * speed and format; only data and flags are used here.
 */
#include "dev/uart.h"

#include "mm/layout.h"

#define UART_DR 0x00
#define UART_FR 0x18
#define UART_FR_BUSY (1u << 3)
#define UART_FR_TXFF (1u << 5)

static uint64_t uart_va = DEVICE_VADDR + UART_DEFAULT_PA;

static volatile uint32_t *reg(unsigned offset)
{
    return (volatile uint32_t *)(uart_va + offset);
}

void uart_init(uint64_t va)
{
    uart_va = va;
}

void uart_put(char c)
{
    while (*reg(UART_FR) & UART_FR_TXFF) {
    }
    *reg(UART_DR) = (uint8_t)c;
}

void uart_flush(void)
{
    while (*reg(UART_FR) & UART_FR_BUSY) {
    }
}
