/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who asked for an area: a number that only whoever runs the allocator can read. */
#pragma once

#include "lib/types.h"

#define VM_CALLER_NONE 0u

/* What the calling core is at; VM_CALLER_NONE while it boots. Defined where the
 * allocator is called from: the interpreter, or a test. */
uint32_t vm_caller(void);
