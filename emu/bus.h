/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Physical addresses of devices: who answers a load or store that is not RAM. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

#define BUS_MAX_DEVICES 16

struct bus_device {
    pa_t base;
    uint64_t size; /* bytes, a multiple of 4K */
    /* By core number `core`; offset is below size; access is of 1, 2, 4 or 8 bytes. */
    uint64_t (*read)(void *ctx, unsigned core, uint64_t offset, unsigned access);
    void (*write)(void *ctx, unsigned core, uint64_t offset, unsigned access, uint64_t value);
    void *ctx;
};

struct bus {
    struct bus_device device[BUS_MAX_DEVICES];
    unsigned count;
};

/* Devices must not overlap. */
void bus_attach(struct bus *bus, struct bus_device device);
/* The device at that address, or NULL. */
const struct bus_device *bus_find(const struct bus *bus, pa_t pa);
uint64_t bus_read(const struct bus *bus, unsigned core, pa_t pa, unsigned access);
void bus_write(const struct bus *bus, unsigned core, pa_t pa, unsigned access, uint64_t value);
