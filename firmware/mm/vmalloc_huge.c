/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which blocks to try for, and what to do without them. */
#include "mm/vmalloc_huge.h"

#include "mm/buddy.h"

/* Blocks that the page allocator has, as log2 of their pages; 0: single pages. */
static unsigned order_for(uint64_t size)
{
    if (size >= PMD_SIZE && PMD_ORDER <= MAX_ORDER) {
        return PMD_ORDER;
    }
    return size >= CONT_PTE_SIZE ? CONT_PTE_SHIFT : 0;
}

/* What fails here is not worth a complaint, and not worth waiting for. */
static void *try_blocks(const struct vmalloc_request *request, unsigned order)
{
    struct vmalloc_request huge = *request;
    const uint64_t block = PAGE_SIZE << order;
    huge.order = order;
    huge.area.size = ALIGN(request->area.size, block);
    huge.area.align = max(request->area.align, block);
    huge.area.gfp = (request->area.gfp | __GFP_NOWARN) & ~__GFP_NOFAIL;
    huge.requested_size = request->area.size;
    return huge.area.size < request->area.size ? NULL : __vmalloc_node_range(&huge);
}

void *__vmalloc_huge(const struct vmalloc_request *request)
{
    struct vmalloc_request small = *request;
    const unsigned order = order_for(request->area.size);
    void *addr = order == 0 ? NULL : try_blocks(request, order);
    small.order = 0;
    return addr != NULL ? addr : __vmalloc_node_range(&small);
}

void *vmalloc_huge(uint64_t size)
{
    const struct vmalloc_request request = {
        .area = {size, 1, VMALLOC_START, VMALLOC_END, 0, GFP_KERNEL},
        .prot = PROT_KERNEL,
        .node = NUMA_NO_NODE,
    };
    return __vmalloc_huge(&request);
}
