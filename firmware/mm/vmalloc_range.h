/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * __vmalloc_node_range(): where all of vmalloc ends up. Addresses first, then
 * the array that lists the pages, the pages, their mapping; what fails on the
 * way gives everything back.
 */
#pragma once

#include "mm/vmalloc.h"

struct vmalloc_request {
    uint64_t size; /* bytes */
    uint64_t align; /* a power of two; less than a page is a page */
    uintptr_t start; /* the area lies in [start, end) */
    uintptr_t end;
    gfp_t gfp;
    enum pgprot prot;
    uint32_t flags; /* VM_* beside VM_ALLOC */
    int node; /* where pages are taken first, or NUMA_NO_NODE */
};

/*
 * NULL, with a message: size is 0 or more than there is memory, align is no
 * power of two, or something ran out. With __GFP_NOFAIL only for the former:
 * what ran out is waited for, which ends a run if nobody gives any back.
 */
void *__vmalloc_node_range(const struct vmalloc_request *request);
