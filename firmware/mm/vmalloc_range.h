/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * __vmalloc_node_range(): where all of vmalloc ends up. Addresses first, then
 * the array that lists the pages, the pages, their mapping; what fails on the
 * way gives everything back.
 */
#pragma once

#include "mm/vm_area.h"

struct vmalloc_request {
    struct vm_area_request area; /* its flags: beside VM_ALLOC */
    enum pgprot prot;
    int node; /* where pages are taken first, or NUMA_NO_NODE */
    unsigned order; /* pages come in blocks of 1 << order; size and align fit them */
    uint64_t requested_size; /* with an order: the size before it was made to fit */
};

/*
 * NULL, with a message: size is 0 or more than there is memory, align is no
 * power of two, or something ran out. With __GFP_NOFAIL only for the former:
 * what ran out is waited for, which ends a run if nobody gives any back.
 */
void *__vmalloc_node_range(const struct vmalloc_request *request);
