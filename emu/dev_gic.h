/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The GIC's register blocks as devices on the bus. */
#pragma once

#include "bus.h"
#include "gic.h"

/* The distributor, of either version. *gic must outlive the bus. */
struct bus_device dev_gic_distributor(struct gic *gic, pa_t base);
/* Version 2: the CPU interface of the core that asks. */
struct bus_device dev_gic_interface(struct gic *gic, pa_t base);
/* Version 3: the redistributors of all cores. */
struct bus_device dev_gic_redistributors(struct gic *gic, pa_t base);
