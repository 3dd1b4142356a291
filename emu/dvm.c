/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Broadcasts of several cores at a time; see dvm.h. */
#include "dvm.h"

uint32_t dvm_queue(struct dvm *dvm, const struct dvm_wait *wait, uint32_t each)
{
    uint32_t behind = 0;

    for (unsigned i = 0; i < DVM_HISTORY; i++) {
        const struct dvm_wait *other = &dvm->wait[i];

        if (other->core != wait->core && other->begin < wait->end && wait->begin < other->end) {
            behind += other->invalidations;
        }
    }
    struct dvm_wait *own = &dvm->wait[dvm->next];

    *own = *wait;
    own->end += (uint64_t)each * behind;
    dvm->next = (dvm->next + 1) % DVM_HISTORY;
    return behind;
}
