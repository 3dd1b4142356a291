/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The device tree that the guest gets in x0: what the machine has, as virt says it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "machine.h"

struct devtree_initrd {
    uint64_t start, end; /* physical; start == end: none */
};

/* Writes the tree into buffer. Its size in bytes, or -ENOSPC. */
int devtree_build(const struct machine *machine, struct devtree_initrd initrd, void *buffer,
                  size_t cap);
