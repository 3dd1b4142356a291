/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages of one vmalloc area: the array that lists them, the frames, their
 * mapping. Large arrays are vmalloc areas themselves.
 */
#pragma once

#include "mm/vmalloc.h"

/* Gets an array and `count` frames. Failed: false, and the area has no pages. */
bool vm_pages_alloc(struct vm_struct *area, uint32_t count, gfp_t gfp);

/* Gives frames and array back; they must be unmapped. */
void vm_pages_free(struct vm_struct *area);

/* Maps all pages at the start of the area, or as many as it can. */
enum fw_status vm_pages_map(const struct vm_struct *area, enum pgprot prot);
