/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The integer types of the firmware. A physical address is never a pointer:
 * __va() and __pa() (arch/linear.h) are the only way across.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A physical address, in bytes. */
typedef uint64_t phys_addr_t;

/* A physical address divided by PAGE_SIZE. */
typedef uint64_t pfn_t;

/* What an allocation may do: GFP_* of mm/gfp.h. */
typedef unsigned gfp_t;
