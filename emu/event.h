/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events: what the machine did, as values. They are the only way out of the
 * model: counters, traces and checkers hear of everything through them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "fault.h"

/* The locks that a guest tells of; guest_locks.def is the guest's list, copied by the build. */
enum lock_id {
#define LOCK(NAME, text, what) LOCK_##NAME,
#include "guest_locks.def"
#undef LOCK
    LOCK_COUNT
};

enum event_kind {
#define EVENT(NAME, text, member) EVENT_##NAME,
#include "event.def"
#undef EVENT
    EVENT_KIND_COUNT
};

/* The bit of a kind in an interest mask. */
#define EVENT_BIT(NAME) (1ULL << EVENT_##NAME)
#define EVENT_ALL ((1ULL << EVENT_KIND_COUNT) - 1)

enum tlb_side { TLB_SIDE_I, TLB_SIDE_D };

/* A run of executed instructions; sent in batches, complete at each op mark. */
struct event_exec {
    uint64_t instructions; /* retired; one tlb.l1i.access each */
    uint64_t data_accesses; /* tlb.l1d.access */
    uint64_t cycles; /* the core's clock since its last EXEC, stalls included */
    uint32_t isb;
    uint32_t undecoded; /* executed words that could not be classified */
};

enum op_outcome { OP_DONE, OP_MISMATCH };

struct event_op {
    uint32_t site; /* index into the sites of the op program */
    uint32_t outcome; /* enum op_outcome; OP_END only */
    uint64_t result; /* OP_END: the op's value; mismatch: the value found */
    uint32_t esr; /* mismatch: syndrome of the fault taken, or 0 */
};

struct event_phase {
    uint32_t phase;
};

struct event_miss {
    va_t va; /* of the access; page aligned where the engine knows no more */
    uint8_t side; /* enum tlb_side */
    uint8_t access; /* enum access */
};

/* A TLB entry that comes or goes. */
struct event_entry {
    va_t va; /* aligned to its size */
    pa_t pa;
    uint16_t asid;
    uint16_t slot;
    uint8_t side; /* enum tlb_side; for L2: of the access that filled it */
    uint8_t size_shift; /* log2 bytes */
    bool global;
};

#define EVENT_WALK_STEPS 4

/* Where a descriptor fetch was served. */
enum walk_fetch {
    WALK_FETCH_UNCACHED, /* there is no descriptor cache */
    WALK_FETCH_HIT,
    WALK_FETCH_MISS,
};

struct event_walk {
    va_t va;
    uint64_t cycles;
    struct {
        pa_t pa; /* of the descriptor */
        uint64_t descriptor;
    } step[EVENT_WALK_STEPS];
    uint8_t fetch[EVENT_WALK_STEPS]; /* enum walk_fetch, of each step */
    uint8_t first_level; /* level of step[0] */
    uint8_t step_count;
    uint8_t side;
    bool cache_probed; /* a walk cache exists and was asked */
    bool cache_hit; /* it let the walk start at first_level */
    bool faulted;
    bool sets_af, sets_dirty; /* what it wrote into the last descriptor, read without */
};

struct event_fault {
    struct fault fault;
    uint32_t esr; /* as the guest will read it */
};

struct event_tlbi {
    uint64_t operand; /* Xt as written */
    uint8_t op; /* enum tlbi_op_id */
    bool broadcast;
    uint16_t targets; /* other cores reached */
    uint32_t dropped; /* TLB entries dropped, on all cores that have served it */
    uint32_t sequence; /* of the core's broadcasts, from 1; 0: for this core alone */
    bool late; /* targets have yet to serve it: the SHOOTDOWN tells what they drop */
};

enum barrier_kind { BARRIER_DSB, BARRIER_ISB };

struct event_barrier {
    uint64_t cycles;
    uint8_t kind; /* enum barrier_kind */
    uint32_t completes; /* broadcast TLBIs that were outstanding */
};

/*
 * A DSB completed broadcast invalidations; follows its BARRIER. Or the guest
 * said that all cores have answered its interrupts.
 */
struct event_shootdown {
    uint64_t cycles;
    uint32_t targets;
    uint32_t invalidations; /* 0: it went by interrupts */
    uint32_t behind; /* broadcasts of other cores that it queued behind */
    uint32_t sequence; /* of the core's last broadcast */
    uint32_t late_dropped; /* entries that no TLBI told, see event_tlbi.late */
    uint32_t late_barren; /* late broadcasts that dropped nothing anywhere */
};

/* On a target: an invalidation from another core was served. */
struct event_snoop {
    uint64_t cycles;
    uint16_t initiator;
    uint32_t dropped;
    uint32_t sequence; /* which of the initiator's broadcasts: event_tlbi.sequence */
    uint64_t operand; /* of that TLBI */
    uint8_t op; /* enum tlbi_op_id */
};

enum exception_kind {
    EXCEPTION_SYNC,
    EXCEPTION_IRQ,
    EXCEPTION_FIQ,
    EXCEPTION_SERROR,
};

struct event_exception {
    uint64_t vector; /* address of the handler */
    uint32_t esr; /* 0 for interrupts */
    uint8_t kind; /* enum exception_kind */
    uint8_t from_el;
};

struct event_mmio {
    pa_t pa;
    uint64_t value;
    uint8_t size; /* bytes */
    bool write;
};

/* A software generated interrupt was sent. */
struct event_ipi {
    uint64_t targets; /* bit n: core n */
    uint8_t interrupt; /* 0..15 */
};

/* The guest says that it has taken one of its locks. */
struct event_lock {
    uint64_t cycles; /* that it waited */
    uint8_t lock; /* enum lock_id */
    bool contended; /* it had to wait */
};

/*
 * A descriptor was changed by a store, in a table that walks are known to read.
 * Only machines that watch their tables tell it.
 */
struct event_pte {
    va_t va; /* first address below it, canonical */
    pa_t pa; /* of the descriptor */
    uint64_t before, value;
    uint8_t level; /* of its table, 0..3 */
    uint8_t size_shift; /* log2 of the bytes below it */
};

struct event {
    uint64_t cycle; /* of the core's clock */
    uint64_t pc; /* the instruction it belongs to; 0 if none */
    uint16_t kind; /* enum event_kind */
    uint16_t core;
    union {
        struct event_exec exec;
        struct event_op op;
        struct event_phase phase;
        struct event_miss miss;
        struct event_entry entry;
        struct event_walk walk;
        struct event_fault fault;
        struct event_tlbi tlbi;
        struct event_barrier barrier;
        struct event_shootdown shootdown;
        struct event_snoop snoop;
        struct event_exception exception;
        struct event_mmio mmio;
        struct event_ipi ipi;
        struct event_lock lock;
        struct event_pte pte;
    };
};

/* The kind's name as traces print it; "?" when out of range. */
const char *event_kind_name(unsigned kind);
