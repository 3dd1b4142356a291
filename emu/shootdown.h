/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Broadcast invalidations on their way: what one core has issued and not yet
 * completed, when each target serves it (machine key dvm.completion), and what
 * the DSB costs: base, and when broadcasts are outstanding
 * a + b * targets + c * outstanding (docs/timing.md).
 *
 * A target may serve a broadcast at any time from its issue to the DSB of the
 * initiator: every such moment is one at which the architecture lets the entry
 * go. What it fills in between stays only if it served the broadcast before.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machine_config.h"
#include "tlbi.h"

/* Broadcasts of one core that wait for targets. One more, and the oldest is served everywhere. */
#define SHOOTDOWN_WINDOW 32

/* Broadcasts to one shareability domain. */
struct shootdown_domain {
    uint32_t outstanding; /* issued since the last DSB that completes them */
    uint32_t targets; /* most cores that any of them reached */
};

/* A broadcast that some of its targets have yet to serve. */
struct shootdown_broadcast {
    struct tlbi op;
    uint64_t issued; /* the initiator's clock */
    uint64_t waiting; /* bit n: core n has yet to serve it */
    uint32_t sequence; /* counts the initiator's broadcasts, from 1 */
    uint32_t dropped; /* entries it dropped until now, on all cores */
};

struct shootdown {
    struct dvm_config config;
    uint64_t seed; /* of the moments of DVM_RANDOM */
    struct shootdown_domain inner, outer;
    struct shootdown_broadcast pending[SHOOTDOWN_WINDOW]; /* oldest first */
    unsigned pending_count;
    uint32_t sequence; /* of the last broadcast */
    uint32_t late_dropped, late_barren; /* of those served since the last DSB */
};

/* How a target serves a broadcast. */
struct shootdown_target {
    /* Core `target` drops what the broadcast reaches; returns how many entries. */
    uint32_t (*serve)(void *ctx, unsigned target, const struct shootdown_broadcast *broadcast);
    void *ctx;
};

struct shootdown_cost {
    uint64_t cycles; /* the DSB's, when nobody else's is under way */
    uint32_t invalidations; /* completed by it; 0: it was a plain barrier */
    uint32_t targets;
    /* Of broadcasts that were served after their TLBI was told: entries, and how many had none. */
    uint32_t late_dropped, late_barren;
};

void shootdown_init(struct shootdown *shootdown, const struct dvm_config *config, uint64_t seed);

/* Whether targets may serve a broadcast after the TLBI that issues it. */
static inline bool shootdown_is_late(const struct shootdown *shootdown)
{
    return shootdown->config.completion != DVM_ISSUE;
}

/*
 * `broadcast` was issued to the cores of its `waiting`; its op has
 * TLBI_SCOPE_INNER or OUTER. Fills in its sequence and, where all targets have
 * served it at once, what they dropped. The initiator's own entries are gone
 * already: `dropped` says how many.
 */
void shootdown_issue(struct shootdown *shootdown, struct shootdown_broadcast *broadcast,
                     const struct shootdown_target *target);

/* Core `id`, at `clock` of its own, serves what is due there (DVM_RANDOM). */
void shootdown_serve_due(struct shootdown *shootdown, unsigned id, uint64_t clock,
                         const struct shootdown_target *target);
/* The clock of core `id` at which something is due there; UINT64_MAX: not before the DSB. */
uint64_t shootdown_next_due(const struct shootdown *shootdown, unsigned id);

/*
 * A DSB with the CRm field `option`. One that waits for all accesses of a
 * domain (ISH; OSH and SY, which contain it) completes the broadcasts to it:
 * targets that have not served them do so now. The LD, ST and NSH ones complete
 * none (Arm ARM, "Data Synchronization Barrier"). So a DSB ISH leaves the
 * outer-shareable operations outstanding.
 */
struct shootdown_cost shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                        const struct cost_config *cost,
                                        const struct shootdown_target *target);
