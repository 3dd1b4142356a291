/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of one vmalloc area: the array that lists them, the frames, their
 * mapping. Large arrays are vmalloc areas themselves.
 */
#pragma once

#include "mm/vmalloc.h"

struct vm_pages_request {
    uint32_t count; /* a multiple of 1 << order */
    gfp_t gfp;
    int node;
    unsigned order; /* frames come in blocks of 1 << order, never smaller */
};

/*
 * Gets an array, unless the area has one, and as many frames as are missing.
 * Failed: what went wrong; area->nr_pages are there, and another call goes on
 * from there.
 */
const char *vm_pages_alloc(struct vm_struct *area, const struct vm_pages_request *request);

/* Gives frames and array back, as many as there are; they must be unmapped. */
void vm_pages_free(struct vm_struct *area);

/* Maps all pages at the start of the area, or as many as it can. */
enum fw_status vm_pages_map(const struct vm_struct *area, enum pgprot prot);

/* The same for pages that came in blocks of 1 << order, by blocks. */
enum fw_status vm_pages_map_blocks(const struct vm_struct *area, unsigned order, enum pgprot prot);
