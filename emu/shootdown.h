/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broadcast invalidations on their way: what a core has issued and not yet
 * completed, and what its DSB costs: base, and when broadcasts are outstanding
 * a + b * targets + c * outstanding (docs/timing.md).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machine_config.h"

struct shootdown {
    uint32_t outstanding; /* broadcasts issued since the last completing DSB */
    uint32_t targets; /* most cores that any of them reached */
};

struct shootdown_cost {
    uint64_t cycles; /* the DSB's */
    uint32_t invalidations; /* completed by it; 0: it was a plain barrier */
    uint32_t targets;
};

/* A broadcast was issued that reaches `targets` other cores. */
void shootdown_issue(struct shootdown *shootdown, uint32_t targets);

/*
 * A DSB with the CRm field `option`. One that waits for all accesses of the
 * inner-shareable domain or more (ISH, OSH, SY) completes what is outstanding;
 * the LD, ST and NSH ones do not (Arm ARM, "Data Synchronization Barrier").
 */
struct shootdown_cost shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                        const struct cost_config *cost);
