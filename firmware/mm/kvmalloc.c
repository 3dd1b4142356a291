/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kmalloc() first. */
#include "mm/kvmalloc.h"

#include "mm/slab.h"
#include "mm/vmalloc.h"

void *kvmalloc_node(uint64_t size, gfp_t gfp, int node)
{
    void *object = kmalloc_node(size, gfp & ~__GFP_NOFAIL, node);
    if (object != NULL || size <= PAGE_SIZE) {
        return object;
    }
    return __vmalloc_node(size, 1, gfp, node);
}

void kvfree(const void *addr)
{
    if (is_vmalloc_addr(addr)) {
        vfree(addr);
    } else {
        kfree((void *)addr);
    }
}
