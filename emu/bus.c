/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Address to device; see bus.h. */
#include "bus.h"

#include <assert.h>
#include <stddef.h>

void bus_attach(struct bus *bus, struct bus_device device)
{
    assert(bus->count < BUS_MAX_DEVICES);
    assert(bus_find(bus, device.base) == NULL);
    bus->device[bus->count++] = device;
}

const struct bus_device *bus_find(const struct bus *bus, pa_t pa)
{
    for (unsigned i = 0; i < bus->count; i++) {
        const struct bus_device *device = &bus->device[i];

        if (pa.v - device->base.v < device->size) {
            return device;
        }
    }
    return NULL;
}

uint64_t bus_read(const struct bus *bus, unsigned core, pa_t pa, unsigned access)
{
    const struct bus_device *device = bus_find(bus, pa);

    return device == NULL ? 0 : device->read(device->ctx, core, pa.v - device->base.v, access);
}

void bus_write(const struct bus *bus, unsigned core, pa_t pa, unsigned access, uint64_t value)
{
    const struct bus_device *device = bus_find(bus, pa);

    if (device != NULL) {
        device->write(device->ctx, core, pa.v - device->base.v, access, value);
    }
}
