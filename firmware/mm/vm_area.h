/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An area as such: addresses from the generation in use, with a vm_struct that
 * says what is behind them. vmalloc, vmap and ioremap begin and end with it;
 * pages and mappings are theirs.
 */
#pragma once

#include "mm/vmalloc.h"

struct vm_area_request {
    uint64_t size; /* bytes, without the guard; less than 2^63 */
    uint64_t align; /* a power of two; less than a page is a page */
    uintptr_t start; /* the area lies in [start, end) */
    uintptr_t end;
    uint32_t flags; /* VM_*: of the area, which gets a guard page unless VM_NO_GUARD */
    gfp_t gfp; /* for its vm_struct */
};

/*
 * A busy area with these and the request's flags, not mapped, without pages.
 * NULL: *ret_failure says why. When addresses run out, what only waits for a
 * flush is purged first.
 */
struct vm_struct *__get_vm_area_node(const struct vm_area_request *request, uint32_t flags,
                                     const char **ret_failure);

/*
 * The same anywhere in the vmalloc range, aligned to a page, or with VM_IOREMAP
 * to its size, up to that of a block of level 1; complains itself.
 */
struct vm_struct *get_vm_area(uint64_t size, uint32_t flags);

/* Bytes without the guard. */
static inline uint64_t get_vm_area_size(const struct vm_struct *area)
{
    return area->flags & VM_NO_GUARD ? area->size : area->size - PAGE_SIZE;
}

/*
 * Takes the area that starts at addr and has one of `flags` out of the busy set
 * and clears its entries; its addresses wait for a flush. NULL: there is none,
 * and nothing was changed. Pages and vm_struct are the caller's now.
 */
struct vm_struct *remove_vm_area(const void *addr, uint32_t flags);

/* An area that nothing was mapped in, which needs no flush: all of it is gone. */
void free_vm_area(struct vm_struct *area);

/* Gives the vm_struct of a removed area back. */
void vm_struct_free(struct vm_struct *area);

/*
 * The addresses alone, for those who need no vm_struct (VMAP_RAM). NULL: there
 * are none, even after what waits for a flush was purged, or no memory.
 */
struct vmap_area *alloc_vmap_area(const struct vmap_request *request, struct vm_struct *area);

/* Unlinked, and its entries cleared: waits for a flush, or is flushed at once. */
void free_vmap_area_noflush(struct vmap_area *va);

/* Whether each free flushes (vmalloc_set_lazy()). */
bool vmalloc_is_immediate(void);

/* The caller of vmalloc() may use so many bytes from now on. */
void vm_area_set_requested_size(struct vm_struct *area, uint64_t size);

/* The area is complete: readers that skip VM_UNINITIALIZED may look into it. */
void clear_vm_uninitialized_flag(struct vm_struct *area);
