/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All vmap blocks by address. Linux has an xarray for each core, and the address
 * chooses which; here it is a hash table, chosen in the same way, so that two
 * cores seldom want the same lock. Reading takes none: a block that is removed
 * still leads on, until a grace period has passed.
 */
#pragma once

#include "mm/vmap_block.h"

void vmap_block_table_add(struct vmap_block *vb);
void vmap_block_table_remove(struct vmap_block *vb);

/* The block that contains the address, or NULL. */
struct vmap_block *vmap_block_table_find(uintptr_t addr);

/* Blocks that come or go meanwhile may be visited or not; visit() may remove `vb`. */
void vmap_block_table_for_each(void (*visit)(struct vmap_block *vb, void *ctx), void *ctx);
