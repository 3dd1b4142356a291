/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out whether the page at the probe's address is one. */
#include "dev/probe.h"

#include "lib/kernel.h"

static struct probe_page nowhere __aligned(64);
static volatile struct probe_page *page = &nowhere;

static uint32_t read32(const volatile struct probe_page *candidate, unsigned offset)
{
    return candidate->reg[offset / sizeof(uint32_t)];
}

bool probe_init(uint64_t va)
{
    volatile struct probe_page *candidate = (volatile struct probe_page *)va;
    if (read32(candidate, PROBE_REG_ID) != PROBE_MAGIC ||
        read32(candidate, PROBE_REG_VERSION) != PROBE_VERSION) {
        return false;
    }
    page = candidate;
    return true;
}

bool probe_present(void)
{
    return page != &nowhere;
}

volatile struct probe_page *probe_page(void)
{
    return page;
}

void probe_exit(uint32_t reason)
{
    probe_write32(page, PROBE_REG_EXIT, reason);
}
