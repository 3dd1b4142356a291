/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine's page cache holds on behalf of which L1 TLB slot, so that
 * exactly those pages leave it when the slot does. A page of a large entry is
 * remembered when it is used; past MIRROR_PAGES of them the slot only knows
 * that it has many, and everything must go. So it does for a page by a tagged
 * address (TCR_EL1.TBIx): the engine keys on the tag, and no drop of a page
 * finds it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "event.h"

#define MIRROR_PAGES 15

struct mirror_slot {
    uint8_t count;
    bool many; /* or by a tagged address */
    uint64_t page[MIRROR_PAGES]; /* va, 4K aligned */
};

struct mirror {
    struct mirror_slot *slot[2]; /* by enum tlb_side */
    unsigned count[2];
};

/* False when out of memory; the mirror is then empty but may be finished. */
bool mirror_init(struct mirror *mirror, unsigned l1i_slots, unsigned l1d_slots);
void mirror_finish(struct mirror *mirror);

/* The engine now holds page on behalf of that slot. */
void mirror_add(struct mirror *mirror, enum tlb_side side, unsigned slot, uint64_t page);
/* The pages of a slot that is going; the caller drops them, then clears it. */
struct mirror_slot *mirror_slot(struct mirror *mirror, enum tlb_side side, unsigned slot);
/* The engine holds nothing any more. */
void mirror_clear(struct mirror *mirror);
