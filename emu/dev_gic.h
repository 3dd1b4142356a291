/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The GIC's two register blocks as devices on the bus. */
#pragma once

#include "bus.h"
#include "gic.h"

/* *gic must outlive the bus. */
struct bus_device dev_gic_distributor(struct gic *gic, pa_t base);
struct bus_device dev_gic_interface(struct gic *gic, pa_t base);
