/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmap: other people's frames at contiguous addresses of the vmalloc range.
 * Unmapping leaves the frames alone and flushes nothing: the addresses wait for
 * a purge, like those of vfree().
 */
#pragma once

#include "mm/page.h"
#include "mm/vm_area.h"

/*
 * Maps `count` frames; the area is VM_MAP. `flags` may add VM_MAP_PUT_PAGES:
 * the array, from kmalloc() or vmalloc(), and the frames, from the page
 * allocator, then belong to the area, which vfree() frees. NULL: count is 0 or
 * more than there is, a flag that does not belong here, a mapping nobody may
 * have (executable), or out of memory or addresses; the frames stay the
 * caller's then.
 */
void *vmap(struct page **pages, uint32_t count, uint32_t flags, enum pgprot prot);

/* Ends a mapping of vmap() or vmap_pfn(). FW_MISALIGNED, FW_UNKNOWN: nothing was changed. */
enum fw_status vunmap(const void *addr);

/*
 * Maps `count` frames by number: device memory and the like. NULL as for vmap(),
 * or one of them is memory of the page allocator's.
 */
void *vmap_pfn(const pfn_t *pfns, uint32_t count, enum pgprot prot);

/*
 * Maps the frames of an array, which may be contiguous in virtual addresses
 * only, from va on. What was mapped before a failure stays, for the caller to
 * unmap.
 */
enum fw_status vmap_pages_range(uintptr_t va, struct page **pages, uint32_t count,
                                enum pgprot prot);
