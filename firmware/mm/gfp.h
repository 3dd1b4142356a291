/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page or object allocation may do to succeed (gfp_t). */
#pragma once

#define __GFP_ZERO 0x1u /* fill with zeros */
#define __GFP_RECLAIM 0x2u /* may purge and retry before it fails */
#define __GFP_HIGH 0x4u /* may use the last pages of a node */
#define __GFP_NOFAIL 0x8u /* vmalloc only: ask again until it succeeds */
#define __GFP_DMA32 0x10u /* frames below 4 GiB */
#define __GFP_THISNODE 0x20u /* from no node but the one asked for */
#define __GFP_NOWARN 0x40u /* vmalloc only: the caller knows what to do without */

#define GFP_KERNEL __GFP_RECLAIM
#define GFP_NOWAIT 0u
#define GFP_ATOMIC __GFP_HIGH

/* What a request for pages passes on to the objects that describe them. */
#define GFP_SLAB_MASK (__GFP_RECLAIM | __GFP_HIGH)
