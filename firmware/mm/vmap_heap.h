/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The global heap: all free ranges, in one augmented tree under one lock, as
 * Linux has it since 5.2. The generations `augmented` and `nodes` take
 * addresses from it and give them back here.
 */
#pragma once

#include "mm/vmap_area.h"

/* [start, end) is free, except the early areas (sorted by address). */
enum fw_status vmap_heap_init(uintptr_t start, uintptr_t end, struct vm_struct *early);

/* The lowest addresses for the request, or 0. */
uintptr_t vmap_heap_take(const struct vmap_request *request);

/* The range is free now; the heap owns `va`. */
void vmap_heap_free(struct vmap_area *va);

/* The same for a list of areas, which ends empty. Others are let in at times. */
void vmap_heap_free_list(struct list_head *areas);

void vmap_heap_for_each(vmap_visit_fn visit, void *ctx);

/* For checks, while no core is in the allocator. */
const struct vmap_set *vmap_heap_set(void);
