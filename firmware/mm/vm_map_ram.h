/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vm_map_ram: frames mapped for a short while. Up to VMAP_MAX_ALLOC pages come
 * from the blocks of the calling core (vmap_block.h); larger mappings are areas
 * of their own. Neither has a guard page or a vm_struct.
 */
#pragma once

#include "mm/page.h"
#include "mm/pte.h"

/* NULL: count is 0, or out of memory or addresses. */
void *vm_map_ram(struct page **pages, uint32_t count, enum pgprot prot);

/*
 * Ends it; `count` is that of vm_map_ram(). Stale translations stay until a
 * purge, for small ones until vm_unmap_aliases(). FW_MISALIGNED, FW_UNKNOWN:
 * no such mapping begins there; FW_INVALID: it has another count. Nothing was
 * changed then.
 */
enum fw_status vm_unmap_ram(const void *addr, uint32_t count);

/*
 * On return no core has a translation of anything unmapped before: all lazy
 * areas are purged, and what is dirty in blocks is flushed with them.
 */
void vm_unmap_aliases(void);
