/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hint of Linux 2.6.39 to 5.1: where the search for a gap between areas
 * begins, so that requests of one kind need not pass all areas again. Its owner
 * holds a lock around every call.
 */
#pragma once

#include "mm/vmap_area.h"
#include "mm/vmap_gap.h"

struct vmap_hint {
    /* What was inserted last, or the one before what was removed below it: all
     * gaps up to here were too small. NULL: begin at vstart. */
    struct vmap_area *free_vmap_cache;
    /* The largest gap known to have been passed. It is not looked at again
     * when areas are freed, so the hint may pass by a gap that would fit. */
    uint64_t cached_hole_size;
    uintptr_t cached_vstart; /* of the last request */
    uint64_t cached_align;
};

/*
 * *addr is the lowest address allowed; it becomes one whose range, in the
 * window, no area of the set touches. False: there is none from the hint on.
 */
bool vmap_hint_search(struct vmap_hint *hint, const struct vmap_set *set,
                      const struct vmap_window *window, uintptr_t *addr);

/* `va` is about to leave the set: searches must find the gap. */
void vmap_hint_removing(struct vmap_hint *hint, const struct vmap_set *set,
                        const struct vmap_area *va);
