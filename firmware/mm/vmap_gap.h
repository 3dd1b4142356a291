/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For generations that know areas only, and no free ranges: what lies between
 * the areas of a list is free.
 */
#pragma once

#include "mm/vm_allocator.h"

/* Where a search has come to, and where the request must end. */
struct vmap_window {
    uint64_t size;
    uint64_t align;
    uintptr_t vend;
};

/*
 * The request within [start, end), and in *ret_addr the lowest address that it
 * may have. False: there is no room even if all were free.
 */
bool vmap_window_open(const struct vmap_request *request, uintptr_t start, uintptr_t end,
                      struct vmap_window *window, uintptr_t *ret_addr);

/* Moves *addr to the first aligned address from `from` on; false: the request
 * would wrap around or reach beyond vend, and *addr is as it was. */
static inline bool vmap_window_move(const struct vmap_window *window, uintptr_t from,
                                    uintptr_t *addr)
{
    uintptr_t aligned = ALIGN(from, window->align);
    if (aligned < from || aligned > window->vend || window->size > window->vend - aligned) {
        return false;
    }
    *addr = aligned;
    return true;
}

/* Visits what lies free in [start, end) between the areas of a sorted list. */
void vmap_gap_for_each(const struct list_head *areas, uintptr_t start, uintptr_t end,
                       vmap_visit_fn visit, void *ctx);
