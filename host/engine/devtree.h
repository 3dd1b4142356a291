/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device tree that the guest gets in x0: what the machine has, as virt says it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "machine.h"

/* What /chosen tells the guest. */
struct devtree_chosen {
    uint64_t initrd_start, initrd_end; /* physical; equal: none */
    const char *bootargs; /* the command line; NULL: none */
};

/* Writes the tree into buffer. Its size in bytes, or -ENOSPC. */
int devtree_build(const struct machine *machine, const struct devtree_chosen *chosen, void *buffer,
                  size_t cap);
