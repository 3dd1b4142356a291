/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The PL011 serial port, transmit side, by polling. */
#pragma once

#include <stdint.h>

/* Where it is on the virt board: used until the device tree has been read. */
#define UART_DEFAULT_PA 0x09000000
#define UART_SIZE 0x1000

/* Its registers are mapped at `va` from now on. */
void uart_init(uint64_t va);
void uart_put(char c);
/* Returns when the last character has left. */
void uart_flush(void);
