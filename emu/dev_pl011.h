/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PL011 UART, transmit side: what the guest writes goes out at once, the
 * receiver is always empty (Arm DDI 0183, "Programmers model").
 */
#pragma once

#include "bus.h"

struct dev_pl011 {
    void (*put)(void *ctx, uint8_t byte);
    void *ctx;
    uint32_t ibrd, fbrd, lcr_h, cr, ifls, imsc, ris;
};

void dev_pl011_init(struct dev_pl011 *uart, void (*put)(void *ctx, uint8_t byte), void *ctx);
/* The device at base; *uart must outlive the bus. */
struct bus_device dev_pl011_device(struct dev_pl011 *uart, pa_t base);
/* Whether its interrupt line is high. */
bool dev_pl011_irq(const struct dev_pl011 *uart);
