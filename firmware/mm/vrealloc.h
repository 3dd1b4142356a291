/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vrealloc(): another size for an area of vmalloc(), in place where it can be. */
#pragma once

#include "mm/vmalloc.h"

/*
 * The area at `addr` with room for `size` bytes, its contents kept as far as
 * both sizes reach. It stays where it is while its pages suffice: they are
 * kept when it shrinks. With __GFP_ZERO bytes beyond the smaller size are 0;
 * else they are undefined. addr NULL: vmalloc(); size 0: vfree(), and NULL.
 *
 * NULL, with a message, and the old area as it was: no area of vmalloc()
 * starts there, it lies at no multiple of `align`, or a new one cannot be had.
 */
void *vrealloc_node_align(const void *addr, uint64_t size, uint64_t align, gfp_t gfp, int node);

void *vrealloc(const void *addr, uint64_t size, gfp_t gfp);
