/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lies behind memory that was asked for, filled with a pattern and looked
 * at when it is freed, for debug builds. An object of the slab gets a trailer
 * that says how long it is and whether it is live:
 *
 *   | size bytes | pattern up to the trailer | size | state |
 *
 * A vmalloc area has the pattern from its requested size to the end of its
 * last page.
 */
#pragma once

#include "lib/types.h"

struct vm_struct;

/* Bytes that an object needs beside its own. */
#define REDZONE_TRAILER 16u

/* The object, of `room` bytes with its trailer, is given out: `size` of them
 * were asked for. Panics when it was written while it was free. */
void redzone_object_alloc(void *object, size_t size, size_t room);

/* It is freed. Panics when it is not live, or was written beyond its size. */
void redzone_object_free(void *object, size_t room);

/* The area is complete; it is about to go. */
void redzone_area_alloc(const struct vm_struct *area);
void redzone_area_free(const struct vm_struct *area);
