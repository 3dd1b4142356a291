/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The generations, for tests that hold all of them to the same. */
#pragma once

#include "mm/vm_allocator.h"

#define GENERATIONS 4

static const struct vm_allocator *const generations[GENERATIONS] = {
    &vm_allocator_vmlist,
    &vm_allocator_rbtree,
    &vm_allocator_augmented,
    &vm_allocator_nodes,
};
