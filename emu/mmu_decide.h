/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a request comes to, found without changing anything. mmu_translate()
 * carries it out, mmu_peek() only tells it.
 */
#pragma once

#include "mmu_state.h"

enum decision_path {
    DECISION_FLAT, /* the MMU is off */
    DECISION_L1, /* an L1 slot has it */
    DECISION_L2, /* an L2 slot has it */
    DECISION_WALK, /* a walk was made, or ended before its first read */
};

struct decision {
    va_t va; /* canonical */
    uint8_t side; /* enum tlb_side: whose L1 was asked */
    pa_t pa; /* of the request's address; when not faulted or only denied */
    enum decision_path path;
    unsigned slot; /* DECISION_L1, DECISION_L2 */
    unsigned rights; /* enum perm_right set */
    bool translated; /* there is a translation: `entry`, or a flat one */
    bool denied; /* it does not permit the access */
    bool bypass; /* the page is one that no TLB may hold */
    struct walk_fault fault; /* when not translated, or denied */
    /*
     * The translation, in the TLB that has it or in `fresh`. It holds until that
     * slot is filled or dropped. DECISION_FLAT: its memory type alone.
     */
    const struct tlb_entry *entry;
    struct tlb_entry fresh; /* DECISION_WALK, DECISION_FLAT */

    /* DECISION_L2, DECISION_WALK: clean entries that the write cannot use, or TLB_NONE. */
    unsigned l1_clean;
    unsigned l2_clean; /* DECISION_WALK */

    /* DECISION_WALK */
    unsigned updates; /* enum desc_update set: what the last descriptor read lacks */
    struct walk_result walk;
    uint8_t
        fetch[WALK_STEPS]; /* enum walk_fetch of each step; this and the next are mmu_fetch()'s */
    uint64_t fetch_cycles; /* that the fetches take */
    bool wcache_probed;
    unsigned wcache_slot; /* where the walk began, or WCACHE_NONE */
};

/* As the TLBs and the walk cache stand. */
void mmu_decide(const struct mmu *mmu, const struct mmu_request *req, struct decision *ret);

/* As the tables in memory stand. */
void mmu_decide_by_tables(const struct mmu *mmu, const struct mmu_request *req,
                          struct decision *ret);

/* True when the access is a miss that is counted. */
bool mmu_decision_missed(const struct decision *d);

/* The answer; `mirrored` only when the L1 holds the page already. */
void mmu_decision_reply(const struct mmu *mmu, const struct mmu_request *req,
                        const struct decision *d, struct mmu_reply *ret);
