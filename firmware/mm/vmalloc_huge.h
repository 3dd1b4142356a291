/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc for large areas: memory in blocks, so that fewer TLB entries and
 * shorter walks reach all of it. The area is then as large and as aligned as
 * its blocks are.
 */
#pragma once

#include "mm/vmalloc_range.h"

/*
 * Blocks of level 2 (2 MiB with pages of 4K) for an area of at least that size,
 * contiguous runs (64K) for one of at least that; where memory is too
 * fragmented for either, and for anything smaller, single pages. request->order
 * is ignored.
 */
void *__vmalloc_huge(const struct vmalloc_request *request);

void *vmalloc_huge(uint64_t size);
