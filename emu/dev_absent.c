/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dev_absent.h"

#include <stddef.h>

static uint64_t read_nothing(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    (void)ctx, (void)core, (void)offset, (void)access;
    return 0;
}

static void write_nothing(void *ctx, unsigned core, uint64_t offset, unsigned access,
                          uint64_t value)
{
    (void)ctx, (void)core, (void)offset, (void)access, (void)value;
}

struct bus_device dev_absent_device(pa_t base, uint64_t size)
{
    return (struct bus_device){
        .base = base, .size = size, .read = read_nothing, .write = write_nothing, .ctx = NULL};
}
