/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out whether the page at the probe's address is one. */
#include "dev/probe.h"

#include "lib/kernel.h"
#include "mm/layout.h"

volatile struct probe_page probe_window __attribute__((section(".bss.window"), aligned(PAGE_SIZE)));
static bool present;

bool probe_init(uint64_t va)
{
    const volatile struct probe_page *candidate = (volatile struct probe_page *)va;
    present = probe_read32(candidate, PROBE_REG_ID) == PROBE_MAGIC &&
              probe_read32(candidate, PROBE_REG_VERSION) == PROBE_VERSION;
    return present;
}

bool probe_present(void)
{
    return present;
}

volatile struct probe_page *probe_page(void)
{
    return &probe_window;
}

void probe_exit(uint32_t reason)
{
    probe_write32(&probe_window, PROBE_REG_EXIT, reason);
}
