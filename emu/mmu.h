/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One core's memory management unit: L1 I and D TLBs, the unified L2 TLB, the
 * walk cache, the walker and its descriptor cache, for stage 1 of the EL1&0 regime. This is the
 * only place that knows the order of the steps:
 *
 *   L1 -> L2 -> walk cache -> walk -> permission check -> fills and events
 *
 * The caller mirrors the L1 TLBs (an engine's own page cache): it asks
 * mmu_translate() whenever its mirror has no answer, as often as it likes, and
 * removes pages when l1_removed() says so. Asking for a page that the L1 holds
 * leaves no trace: no event, no replacement state, no cycle.
 *
 * What a miss emits, in this order (cause before effect):
 *
 *   L1_MISS
 *   [L1_DROP]                   a clean entry that a write found
 *   L2_HIT | L2_MISS, [L2_DROP], WALK      L2_MISS also where there is no L2
 *   FAULT                       the walk ended in one; nothing is filled
 *   [L2_EVICT], L2_FILL         after a walk only
 *   [L1_EVICT], L1_FILL
 *   FAULT                       the translation does not permit the access
 *
 * Every L2_MISS has its WALK, even one that reads no descriptor (TCR_EL1.EPDx,
 * an address in neither range). A translation that denies the access is a
 * valid one and is filled like any other (Arm ARM, "General TLB maintenance
 * requirements": only what gives a translation, address size or access flag
 * fault is never held); from then on it denies without a miss until it is
 * invalidated. Table descriptors that a faulting walk read enter the walk
 * cache.
 *
 * Access flag and dirty state in hardware (TCR_EL1.HA and HD): the walk of an
 * access, never that of AT, updates the leaf descriptor in memory. A page that
 * only lacks the mark of a first write (DBM) is held as a clean entry: reads
 * use it, the mirror gets no write permission for it. A permitted write cannot
 * use it, it goes back to the tables: the clean entry is dropped and the write
 * is a miss, whose walk finds and marks the descriptor as it is now. Clean
 * entries of other cores, and of the instruction side, stay; a write there
 * walks too, and finds the mark made. A run's mark is that of the descriptor
 * that was read.
 *
 * Cycles of a miss: cost.l2_hit when the L2 has the translation; otherwise
 * cost.walk.fixed + cost.walk.read for each descriptor read and for an update,
 * cost.walk.miss where the descriptor cache lacks it, and no cost.l2_hit.
 *
 * Tagged addresses (TBI): entries are held under the untagged address, one for
 * every tag. A mirror that keys on the tagged one has to be emptied as a whole
 * when one of their entries is removed.
 */
#pragma once

#include "machine_config.h"
#include "mmu_registers.h"
#include "perm.h"
#include "sink.h"
#include "tlbi.h"

struct mmu;

/* What the MMU needs from the machine around it. */
struct mmu_env {
    /* Reads a descriptor, 64 bits little endian; false: external abort. */
    bool (*read64)(void *ctx, pa_t pa, uint64_t *ret_value);
    /*
     * Writes `desired` to a descriptor that still is `expected`, atomically for
     * every core; false: external abort of the walk. NULL: always that.
     */
    bool (*cas64)(void *ctx, pa_t pa, uint64_t expected, uint64_t desired);
    /*
     * True for pages that no TLB may hold and that leave no event (the probe),
     * but for the FAULT of an access that the translation denies. NULL: none.
     */
    bool (*bypass)(void *ctx, pa_t pa);
    /*
     * An L1 slot was evicted or dropped: the mirror must lose its pages. NULL:
     * there is no mirror.
     */
    void (*l1_removed)(void *ctx, enum tlb_side side, unsigned slot);
    /*
     * The exact address of the access that faults in the page at `page`, for
     * FAR_EL1, where the caller knew only the page; NULL: request.va is exact.
     */
    va_t (*exact_address)(void *ctx, va_t page, enum access access);
    void *ctx;
    uint64_t seed; /* of random replacement */
};

struct mmu_request {
    va_t va;
    enum access access;
    uint8_t el; /* 0 or 1: where the access is made */
    bool unprivileged; /* LDTR, STTR: EL0's permissions apply at EL1 */
    bool pan; /* PSTATE.PAN */
};

enum mmu_outcome { MMU_MAPPED, MMU_FAULT };

struct mmu_reply {
    pa_t pa; /* of request.va */
    struct fault fault; /* MMU_FAULT */
    uint64_t cycles; /* what the access cost beyond an L1 hit */
    uint8_t outcome; /* enum mmu_outcome */
    uint8_t memory_type; /* as in MAIR_EL1; data accesses with the MMU off: device nGnRnE */
    uint8_t sharing; /* enum memtype_sharing */
    /*
     * What the mirror may hold for this 4K page, a set of enum perm_right: for a
     * fetch nothing but PERM_EXECUTE, for a data access never that.
     */
    uint8_t rights;
    bool missed; /* an L1 miss was counted for it */
    bool mirrored; /* an L1 slot stands for the page: `slot`; else MMU off or bypass */
    uint16_t slot;
};

/*
 * NULL when out of memory. The configuration is a valid one; it and env are
 * copied, source is borrowed. The MMU starts with all registers zero.
 */
struct mmu *mmu_create(const struct machine_config *config, const struct mmu_env *env,
                       struct event_source *source);
void mmu_destroy(struct mmu *mmu);

/*
 * New values of the registers. TLB and walk-cache contents stay; the caller
 * must empty its mirror, which knows neither ASID nor regime.
 */
void mmu_set_registers(struct mmu *mmu, const struct mmu_registers *regs);

/* Translates and updates TLBs; events go to the source. */
struct mmu_reply mmu_translate(struct mmu *mmu, const struct mmu_request *req);

/*
 * The same answer without any side effect: no events, no fills, nothing
 * removed. mmu_peek() answers as the TLBs stand (stale entries included),
 * mmu_peek_tables() as the tables in memory stand now. `mirrored` and `slot`
 * tell what the L1 holds already; mmu_peek_tables() knows of no TLB.
 */
struct mmu_reply mmu_peek(const struct mmu *mmu, const struct mmu_request *req);
struct mmu_reply mmu_peek_tables(const struct mmu *mmu, const struct mmu_request *req);

/*
 * A walk for AT: neither reads nor fills TLBs and walk cache, but fetches
 * through the walker's descriptor cache and emits its WALK event. The reply's cycles are the
 * walk's; a fault is a result, no FAULT event follows.
 */
struct mmu_reply mmu_address_translate(struct mmu *mmu, const struct mmu_request *req);

/*
 * Drops what the operation reaches on this core and returns how many L1 and L2
 * entries that were. Emits L1_DROP and L2_DROP for each.
 */
unsigned mmu_invalidate(struct mmu *mmu, const struct tlbi *op);

/* Entries held now, for reports and invariants. */
unsigned mmu_l1_count(const struct mmu *mmu, enum tlb_side side);
/* True when an L1 entry stands for this 4K page under the current ASID. */
bool mmu_l1_holds(const struct mmu *mmu, enum tlb_side side, va_t page);
