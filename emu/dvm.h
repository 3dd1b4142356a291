/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interconnect that carries broadcasts, shared by all cores: the waits of
 * their DSBs, so that those that overlap queue. Clocks are the cores' own; of
 * two waits that overlap the one that is simulated later pays for the other.
 */
#pragma once

#include <stdint.h>

/*
 * So many of the last waits are remembered. Cores run at most a quantum apart:
 * at the default one and default costs a quarter of this would do.
 */
#define DVM_HISTORY 256

struct dvm_wait {
    uint64_t begin, end; /* clocks of the core; end is behind the wait */
    uint32_t invalidations; /* it completes */
    uint32_t core;
};

struct dvm {
    struct dvm_wait wait[DVM_HISTORY]; /* zero: none */
    unsigned next;
};

/*
 * A DSB waits, for wait->begin to wait->end when it is alone. Returns how many
 * invalidations of other cores' overlapping waits it queues behind; each puts
 * its end off by `each` cycles.
 */
uint32_t dvm_queue(struct dvm *dvm, const struct dvm_wait *wait, uint32_t each);
