/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ioremap: addresses for registers of a device, with Device attributes. */
#pragma once

#include "lib/status.h"
#include "lib/types.h"

/*
 * Maps [phys, phys + size) as Device-nGnRE, in blocks where phys and size allow
 * it; returns the address of phys itself. NULL: size is 0, the range wraps or
 * holds memory of the page allocator's (whose attributes must not differ
 * between mappings), or out of memory or addresses.
 */
void *ioremap(phys_addr_t phys, uint64_t size);

/* Any address in the first page of the mapping will do. FW_UNKNOWN: no such mapping. */
enum fw_status iounmap(const void *addr);
