/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For generations that know areas only, and no free ranges: what lies between
 * the areas of a list is free.
 */
#pragma once

#include "mm/vm_allocator.h"

/* A request, and where it may begin: [start, start + room], at multiples of align. */
struct vmap_window {
    uint64_t size;
    uint64_t align;
    uintptr_t start;
    uint64_t room;
};

/*
 * The window of the request within [start, end), and in *ret_addr its lowest
 * address. False: there is no room even if all were free.
 */
bool vmap_window_open(const struct vmap_request *request, uintptr_t start, uintptr_t end,
                      struct vmap_window *window, uintptr_t *ret_addr);

/*
 * Moves *addr to the first aligned address from `from` on, which is not below
 * the window; false: that is beyond it, and *addr is as it was. An address that
 * wraps around lies below the start, so one comparison finds both.
 */
static inline bool vmap_window_move(const struct vmap_window *window, uintptr_t from,
                                    uintptr_t *addr)
{
    uintptr_t aligned = ALIGN(from, window->align);
    if (aligned - window->start > window->room) {
        return false;
    }
    *addr = aligned;
    return true;
}

/* Visits what lies free in [start, end) between the areas of a sorted list. */
void vmap_gap_for_each(const struct list_head *areas, uintptr_t start, uintptr_t end,
                       vmap_visit_fn visit, void *ctx);
