/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory before the buddy allocator: RAM ranges with reservations, and a bump
 * allocator that hands out from the top down, page by page or finer. Nothing
 * is ever freed; buddy_init() takes over whatever is left. Boot core only.
 */
#pragma once

#include "lib/status.h"
#include "lib/types.h"

#define BOOTMEM_MAX_RANGES 8
#define BOOTMEM_MAX_RESERVED 32

/* [start, end), physical. */
struct bootmem_range {
    phys_addr_t start;
    phys_addr_t end;
};

/* Forgets everything; bootmem starts without RAM. */
void bootmem_init(void);

/*
 * Tells of RAM, and of parts of it (image, device tree, initrd) to keep.
 * RAM shrinks to whole pages, a reservation grows to whole pages. Ranges may
 * come in any order; RAM must not overlap RAM. FW_NO_SPACE: table full.
 */
enum fw_status bootmem_add(phys_addr_t start, uint64_t size);
enum fw_status bootmem_reserve(phys_addr_t start, uint64_t size);

/*
 * Zeroed memory of `size` bytes at a multiple of `align` (a power of two), as
 * a linear-map address; NULL when none is left. The linear map must cover it.
 */
void *bootmem_alloc(uint64_t size, uint64_t align);

/* From lowest to highest frame of RAM. */
struct bootmem_range bootmem_span(void);

/* Calls fn for each free range in ascending order, whole pages only. */
void bootmem_for_each_free(void (*fn)(phys_addr_t start, phys_addr_t end, void *ctx), void *ctx);

/* Ends the early phase: bootmem_alloc() returns NULL from now on. */
void bootmem_close(void);
