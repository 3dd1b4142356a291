/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bookkeeping of mirrored pages; see mirror.h. */
#include "mirror.h"

#include "bits.h"

#include <stdlib.h>
#include <string.h>

bool mirror_init(struct mirror *mirror, unsigned l1i_slots, unsigned l1d_slots)
{
    *mirror = (struct mirror){.count = {l1i_slots, l1d_slots}};
    for (unsigned side = 0; side < 2; side++) {
        mirror->slot[side] = calloc(mirror->count[side], sizeof(struct mirror_slot));
        if (mirror->slot[side] == NULL) {
            mirror_finish(mirror);
            return false;
        }
    }
    return true;
}

void mirror_finish(struct mirror *mirror)
{
    free(mirror->slot[0]);
    free(mirror->slot[1]);
    *mirror = (struct mirror){0};
}

/* A canonical address repeats bit 55 above it; tables resolve no more than 48 bits. */
static bool is_tagged(uint64_t page)
{
    return bits_sign_extend(page, 55) != page;
}

void mirror_add(struct mirror *mirror, enum tlb_side side, unsigned slot, uint64_t page)
{
    struct mirror_slot *pages = &mirror->slot[side][slot];

    if (pages->many) {
        return;
    }
    if (is_tagged(page)) {
        pages->many = true;
        return;
    }
    for (unsigned i = 0; i < pages->count; i++) {
        if (pages->page[i] == page) {
            return;
        }
    }
    if (pages->count == MIRROR_PAGES) {
        pages->many = true;
        return;
    }
    pages->page[pages->count++] = page;
}

struct mirror_slot *mirror_slot(struct mirror *mirror, enum tlb_side side, unsigned slot)
{
    return &mirror->slot[side][slot];
}

void mirror_clear(struct mirror *mirror)
{
    for (unsigned side = 0; side < 2; side++) {
        for (unsigned i = 0; i < mirror->count[side]; i++) {
            mirror->slot[side][i].count = 0;
            mirror->slot[side][i].many = false;
        }
    }
}
