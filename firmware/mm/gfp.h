/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page or object allocation may do to succeed (gfp_t). */
#pragma once

#define __GFP_ZERO 0x1u /* fill with zeros */
#define __GFP_RECLAIM 0x2u /* may purge and retry before it fails */
#define __GFP_HIGH 0x4u /* may use the last pages of a node */

#define GFP_KERNEL __GFP_RECLAIM
#define GFP_NOWAIT 0u
#define GFP_ATOMIC __GFP_HIGH
