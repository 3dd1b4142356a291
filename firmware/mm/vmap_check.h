/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks of a generation's structures, for tests and debug firmware. A broken
 * rule panics and says which.
 */
#pragma once

#include "mm/vmap_area.h"

/* Tree order, colours, list against tree, and maxima of an augmented set. */
void vmap_check_set(const struct vmap_set *set, const char *name);

/* At most so many trees make up a range. */
#define VMAP_CHECK_MAX_TREES 80u

/* Every address of [start, end) is in exactly one area of the trees. */
void vmap_check_partition(uintptr_t start, uintptr_t end, const struct rb_root *const *trees,
                          unsigned count);

/* "free", "busy", "lazy", "pooled". */
const char *vmap_state_text(enum vmap_state state);

struct vmap_range {
    uintptr_t start;
    uintptr_t end;
    enum vmap_state state;
};

/*
 * Every address of [start, end) is in exactly one state, as the generation
 * itself tells it. Returns all ranges by address; they are valid until the next
 * call. Nobody else may allocate meanwhile.
 */
const struct vmap_range *vmap_check_states(const struct vm_allocator *allocator, uintptr_t start,
                                           uintptr_t end, uint32_t *ret_count);
