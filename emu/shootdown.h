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
#include "tlbi.h"

/* Broadcasts to one shareability domain. */
struct shootdown_domain {
    uint32_t outstanding; /* issued since the last DSB that completes them */
    uint32_t targets; /* most cores that any of them reached */
};

struct shootdown {
    struct shootdown_domain inner, outer;
};

struct shootdown_cost {
    uint64_t cycles; /* the DSB's */
    uint32_t invalidations; /* completed by it; 0: it was a plain barrier */
    uint32_t targets;
};

/* A broadcast was issued, TLBI_SCOPE_INNER or OUTER, that reaches `targets` other cores. */
void shootdown_issue(struct shootdown *shootdown, enum tlbi_scope scope, uint32_t targets);

/*
 * A DSB with the CRm field `option`. One that waits for all accesses of a
 * domain (ISH; OSH and SY, which contain it) completes the broadcasts to it;
 * the LD, ST and NSH ones complete none (Arm ARM, "Data Synchronization
 * Barrier"). So a DSB ISH leaves the outer-shareable operations outstanding.
 */
struct shootdown_cost shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                        const struct cost_config *cost);
