/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this firmware wants to know of the machine, from its device tree:
 * memory, cores, devices and where the loader put the op program.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dev/fdt.h"

#define BOARD_MAX_RANGES 16
#define BOARD_MAX_CPUS 64

struct board_ranges {
    unsigned count;
    struct fdt_range range[BOARD_MAX_RANGES];
};

struct board_gic {
    unsigned version; /* 2 or 3; 0: there is none */
    struct fdt_range distributor; /* physical */
    struct fdt_range cores; /* version 2: the CPU interface; 3: the redistributors */
};

struct board {
    struct board_ranges ram;
    struct board_ranges reserved; /* parts of RAM that others keep */
    unsigned cpu_count; /* usable ones; further ones stay off */
    uint64_t mpidr[BOARD_MAX_CPUS]; /* affinity fields, in the tree's order */
    struct fdt_range initrd; /* size 0: none */
    uint64_t uart; /* physical address of the first PL011; 0: none */
    struct board_gic gic; /* the first that is known */
    uint64_t probe; /* physical address; 0: none */
    bool psci_hvc; /* PSCI is there and called by HVC */
};

/* What a tree does not tell stays zero. */
void board_read(struct board *board, const struct fdt *fdt);
