/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The free tree: free ranges by address, each node knowing the largest range
 * of its subtree, so that the lowest range that fits is found in one descent.
 */
#pragma once

#include "mm/vmap_area.h"

/* For vmap_set_init(): keeps subtree_max_size. */
extern const struct rb_augment_callbacks vmap_tree_augment;

/*
 * Cuts the request out of the lowest free range that holds it and returns its
 * address, or 0. A range cut in the middle needs one more area: it comes from
 * *spare, which is then NULL; without it the request fails and nothing changed.
 */
uintptr_t vmap_tree_take(struct vmap_set *free, const struct vmap_request *request,
                         struct vmap_area **spare);

/* What subtree_max_size must be, from the node's range and its children. */
uint64_t vmap_tree_max_size(const struct vmap_area *va);
