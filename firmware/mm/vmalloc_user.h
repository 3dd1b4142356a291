/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that the kernel and EL0 share. vmalloc_user() gives an area
 * (VM_USERMAP), remap_vmalloc_range() maps its pages once more, with access for
 * EL0. The second mapping stands in the vmalloc range, too: this firmware has no
 * other address space. Like the pages of a process, those of the area stay
 * until the area and all its mappings are gone.
 */
#pragma once

#include "mm/vmalloc.h"

/* Zeroed. NULL as vmalloc(). */
void *vmalloc_user(uint64_t size);

/*
 * Maps `size` bytes, whole pages, from `offset` of the VM_USERMAP area that
 * starts at `addr`. NULL, with a message: there is no such area, the range does
 * not lie in it, or something ran out.
 */
void *remap_vmalloc_range(const void *addr, uint64_t offset, uint64_t size);

/* Removes such a mapping. FW_UNKNOWN: none starts there. */
enum fw_status unmap_vmalloc_range(const void *addr);

/* For vfree(): an area's pages and vm_struct, now or with its last mapping. */
void vmalloc_user_release(struct vm_struct *area);
