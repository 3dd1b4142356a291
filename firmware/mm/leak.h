/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was allocated and is still there. An area that vmalloc made for an
 * array of its own is not counted: whoever frees the outer area frees it.
 */
#pragma once

#include "lib/types.h"

struct vm_struct;

typedef void (*leak_visit_fn)(const struct vm_struct *area, void *ctx);

/* Visits each live area that has a caller (vm_caller.h). Nothing in the range
 * changes meanwhile. */
void leak_for_each(leak_visit_fn visit, void *ctx);
