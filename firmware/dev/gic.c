/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the two it is. */
#include "dev/gic.h"

static const struct gic_driver *gic; /* NULL: there is none */

void gic_use(const struct gic_driver *driver)
{
    gic = driver;
}

bool gic_reaches(unsigned cpus)
{
    return gic != NULL && cpus <= gic->max_cpus;
}

void gic_start_core(unsigned cpu)
{
    if (gic != NULL) {
        gic->start_core(cpu);
    }
}

void gic_send(uint64_t cpus, unsigned interrupt)
{
    gic->send(cpus, interrupt);
}

uint32_t gic_acknowledge(void)
{
    return gic->acknowledge();
}

void gic_end(uint32_t taken)
{
    gic->end(taken);
}
