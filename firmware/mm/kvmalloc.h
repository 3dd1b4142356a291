/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of any size: contiguous when that can be had, else by vmalloc(). For
 * those who do not care which.
 */
#pragma once

#include "lib/types.h"
#include "mm/gfp.h"
#include "mm/node.h"

/* NULL: size is 0, or there is not that much. Up to a page it is never vmalloc(). */
void *kvmalloc_node(uint64_t size, gfp_t gfp, int node);

static inline void *kvmalloc(uint64_t size, gfp_t gfp)
{
    return kvmalloc_node(size, gfp, NUMA_NO_NODE);
}

/* What kvmalloc(), kmalloc() or vmalloc() gave; NULL is fine. */
void kvfree(const void *addr);
