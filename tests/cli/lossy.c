/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmulator with an interrupt controller that loses one thing: the tenth software
 * generated interrupt reaches nobody. The linker wraps the function below.
 */
#include "gic.h"

#define LOST 10

uint64_t __real_gic_sgi_targets(const struct gic *gic, unsigned core, uint64_t value);
uint64_t __wrap_gic_sgi_targets(const struct gic *gic, unsigned core, uint64_t value);

/* Asked twice for each: for the event that tells it, and to send it. */
uint64_t __wrap_gic_sgi_targets(const struct gic *gic, unsigned core, uint64_t value)
{
    static unsigned asked;

    return ++asked == 2 * LOST ? 0 : __real_gic_sgi_targets(gic, core, value);
}
