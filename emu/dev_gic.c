/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bus to GIC; see dev_gic.h. */
#include "dev_gic.h"

static uint64_t read_distributor(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    struct gic *gic = ctx;

    return gic->version == 2 ? gic_distributor_read(gic, core, (uint32_t)offset, access)
                             : gic_v3_distributor_read(gic, (uint32_t)offset, access);
}

static void write_distributor(void *ctx, unsigned core, uint64_t offset, unsigned access,
                              uint64_t value)
{
    struct gic *gic = ctx;

    if (gic->version == 2) {
        gic_distributor_write(gic, core, (uint32_t)offset, access, (uint32_t)value);
    } else {
        gic_v3_distributor_write(gic, (uint32_t)offset, access, (uint32_t)value);
    }
}

static uint64_t read_interface(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    (void)access;
    return gic_interface_read(ctx, core, (uint32_t)offset);
}

static void write_interface(void *ctx, unsigned core, uint64_t offset, unsigned access,
                            uint64_t value)
{
    (void)access;
    gic_interface_write(ctx, core, (uint32_t)offset, (uint32_t)value);
}

static uint64_t read_redistributors(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    (void)core;
    return gic_v3_redistributor_read(ctx, (uint32_t)offset, access);
}

static void write_redistributors(void *ctx, unsigned core, uint64_t offset, unsigned access,
                                 uint64_t value)
{
    (void)core;
    gic_v3_redistributor_write(ctx, (uint32_t)offset, access, (uint32_t)value);
}

struct bus_device dev_gic_distributor(struct gic *gic, pa_t base)
{
    return (struct bus_device){.base = base,
                               .size = GIC_DISTRIBUTOR_SIZE,
                               .read = read_distributor,
                               .write = write_distributor,
                               .ctx = gic};
}

struct bus_device dev_gic_interface(struct gic *gic, pa_t base)
{
    return (struct bus_device){.base = base,
                               .size = GIC_CPU_INTERFACE_SIZE,
                               .read = read_interface,
                               .write = write_interface,
                               .ctx = gic};
}

struct bus_device dev_gic_redistributors(struct gic *gic, pa_t base)
{
    return (struct bus_device){.base = base,
                               .size = (uint64_t)GIC_REDISTRIBUTOR_SIZE * gic->core_count,
                               .read = read_redistributors,
                               .write = write_redistributors,
                               .ctx = gic};
}
