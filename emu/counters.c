/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every event adds fixed amounts, so counters add up over cores, phases and
 * ops in any order. A hit is an access that was not a miss: a miss takes one
 * off the hits at once, its access comes with the next EXEC. Between the two
 * the hits may stand one below zero, modulo 2^64.
 */
#include "counters.h"

#include "bits.h"

#include <string.h>

static const struct counter_info infos[COUNTER_COUNT] = {
#define COUNTER(ID, name, unit, meaning) {name, unit, meaning},
#include "counters.def"
#undef COUNTER
#define TLBI(NAME, text, op1, crm, op2, scope, reach, last_level)                                  \
    {"tlbi.op." text, "operations", "TLBI " text " instructions"},
#include "tlbi.def"
#undef TLBI
#define LOCK(NAME, text, what)                                                                     \
    {"lock." text ".acquire", "acquisitions", "locks taken: " what},                               \
        {"lock." text ".contended", "acquisitions", "those among them that had to wait"},          \
        {"lock." text ".spin_cycles", "cycles", "cycles that they waited"},
#include "guest_locks.def"
#undef LOCK
};

struct counter_info counter_info(unsigned id)
{
    return infos[id];
}

int counter_find(const char *name)
{
    for (int id = 0; id < COUNTER_COUNT; id++) {
        if (strcmp(infos[id].name, name) == 0) {
            return id;
        }
    }
    return -1;
}

static void apply_exec(uint64_t *value, const struct event_exec *exec)
{
    value[COUNTER_INSTRUCTIONS] += exec->instructions;
    value[COUNTER_CYCLES] += exec->cycles;
    value[COUNTER_L1I_ACCESS] += exec->instructions;
    value[COUNTER_L1I_HIT] += exec->instructions;
    value[COUNTER_L1D_ACCESS] += exec->data_accesses;
    value[COUNTER_L1D_HIT] += exec->data_accesses;
    value[COUNTER_BARRIER_ISB] += exec->isb;
    value[COUNTER_DECODE_UNKNOWN] += exec->undecoded;
}

static void apply_l1_miss(uint64_t *value, const struct event_miss *miss)
{
    bool fetch = miss->side == TLB_SIDE_I;

    value[fetch ? COUNTER_L1I_MISS : COUNTER_L1D_MISS]++;
    value[fetch ? COUNTER_L1I_HIT : COUNTER_L1D_HIT]--;
    value[COUNTER_L2_ACCESS]++;
}

static void apply_walk(uint64_t *value, const struct event_walk *walk)
{
    value[COUNTER_WALK_COUNT]++;
    value[COUNTER_WALK_READS] += walk->step_count;
    value[COUNTER_WALK_CYCLES] += walk->cycles;
    value[COUNTER_WALK_UPDATES] += walk->sets_af || walk->sets_dirty;
    for (unsigned i = 0; i < walk->step_count; i++) {
        value[COUNTER_DESCCACHE_HIT] += walk->fetch[i] == WALK_FETCH_HIT;
        value[COUNTER_DESCCACHE_MISS] += walk->fetch[i] == WALK_FETCH_MISS;
    }
    if (walk->cache_probed) {
        value[walk->cache_hit ? COUNTER_WALKCACHE_HIT : COUNTER_WALKCACHE_MISS]++;
    }
}

static void apply_fault(uint64_t *value, const struct event_fault *fault)
{
    static const uint8_t counter_of[FAULT_KIND_COUNT] = {
        [FAULT_TRANSLATION] = COUNTER_FAULT_TRANSLATION,
        [FAULT_PERMISSION] = COUNTER_FAULT_PERMISSION,
        [FAULT_ACCESS_FLAG] = COUNTER_FAULT_ACCESS_FLAG,
        [FAULT_ADDRESS_SIZE] = COUNTER_FAULT_ADDRESS_SIZE,
        [FAULT_ALIGNMENT] = COUNTER_FAULT_ALIGNMENT,
        [FAULT_EXTERNAL] = COUNTER_FAULT_EXTERNAL,
        [FAULT_EXTERNAL_WALK] = COUNTER_FAULT_EXTERNAL,
        [FAULT_CONFLICT] = COUNTER_FAULT_CONFLICT,
    };

    value[counter_of[fault->fault.kind]]++;
    /* A fetch that faults is an access though no instruction was executed. */
    if (fault->fault.access == ACCESS_FETCH) {
        value[COUNTER_L1I_ACCESS]++;
        value[COUNTER_L1I_HIT]++;
    }
}

static void apply_tlbi(uint64_t *value, const struct event_tlbi *tlbi)
{
    value[tlbi->broadcast ? COUNTER_TLBI_BROADCAST : COUNTER_TLBI_LOCAL]++;
    value[COUNTER_TLBI_OP + tlbi->op]++;
    value[COUNTER_TLBI_RANGE] += tlbi_op_is_range(tlbi->op);
    value[COUNTER_TLBI_DROPPED_ENTRIES] += tlbi->dropped;
    if (tlbi->dropped == 0 && !tlbi->late) {
        value[COUNTER_TLBI_DROPPED_NONE]++;
    }
}

/* An ISB costs and counts with the EXEC that contains it. */
static void apply_barrier(uint64_t *value, const struct event_barrier *barrier)
{
    if (barrier->kind == BARRIER_DSB) {
        value[COUNTER_BARRIER_DSB]++;
        value[COUNTER_BARRIER_DSB_CYCLES] += barrier->cycles;
    }
}

static void apply_shootdown(uint64_t *value, const struct event_shootdown *shootdown)
{
    value[COUNTER_SHOOTDOWN_COUNT]++;
    value[COUNTER_SHOOTDOWN_TARGETS] += shootdown->targets;
    value[COUNTER_SHOOTDOWN_CYCLES] += shootdown->cycles;
    value[COUNTER_SHOOTDOWN_QUEUED] += shootdown->behind;
    value[COUNTER_TLBI_DROPPED_ENTRIES] += shootdown->late_dropped;
    value[COUNTER_TLBI_DROPPED_NONE] += shootdown->late_barren;
}

static void apply_lock(uint64_t *value, const struct event_lock *lock)
{
    uint64_t *counter = &value[COUNTER_LOCK + 3 * lock->lock];

    counter[COUNTER_LOCK_ACQUIRE]++;
    counter[COUNTER_LOCK_CONTENDED] += lock->contended;
    counter[COUNTER_LOCK_SPIN_CYCLES] += lock->cycles;
}

/* Exception classes, ESR_EL1.EC. */
enum {
    EC_UNKNOWN = 0x00,
    EC_SVC64 = 0x15,
    EC_INSTRUCTION_ABORT_LOWER = 0x20,
    EC_INSTRUCTION_ABORT_SAME = 0x21,
    EC_DATA_ABORT_LOWER = 0x24,
    EC_DATA_ABORT_SAME = 0x25,
};

static void apply_sync(uint64_t *value, uint32_t esr)
{
    value[COUNTER_EXCEPTION_SYNC]++;
    switch (bits_get(esr, 31, 26)) {
    case EC_UNKNOWN:
        value[COUNTER_EXCEPTION_UNDEFINED]++;
        break;
    case EC_SVC64:
        value[COUNTER_EXCEPTION_SVC]++;
        break;
    case EC_INSTRUCTION_ABORT_LOWER:
    case EC_INSTRUCTION_ABORT_SAME:
        value[COUNTER_EXCEPTION_INSTRUCTION_ABORT]++;
        break;
    case EC_DATA_ABORT_LOWER:
    case EC_DATA_ABORT_SAME:
        value[COUNTER_EXCEPTION_DATA_ABORT]++;
        break;
    default:
        break;
    }
}

static void apply_exception(uint64_t *value, const struct event_exception *exception)
{
    switch ((enum exception_kind)exception->kind) {
    case EXCEPTION_SYNC:
        apply_sync(value, exception->esr);
        break;
    case EXCEPTION_IRQ:
    case EXCEPTION_FIQ:
        value[COUNTER_IRQ_TAKEN]++;
        break;
    case EXCEPTION_SERROR:
        break;
    }
}

void counters_apply(struct counters *c, const struct event *ev)
{
    uint64_t *value = c->value;

    switch ((enum event_kind)ev->kind) {
    case EVENT_EXEC:
        apply_exec(value, &ev->exec);
        break;
    case EVENT_L1_MISS:
        apply_l1_miss(value, &ev->miss);
        break;
    case EVENT_L2_HIT:
        value[COUNTER_L2_HIT]++;
        break;
    case EVENT_L2_MISS:
        value[COUNTER_L2_MISS]++;
        break;
    case EVENT_L1_EVICT:
        value[ev->entry.side == TLB_SIDE_I ? COUNTER_L1I_EVICT : COUNTER_L1D_EVICT]++;
        break;
    case EVENT_L2_EVICT:
        value[COUNTER_L2_EVICT]++;
        break;
    case EVENT_WALK:
        apply_walk(value, &ev->walk);
        break;
    case EVENT_FAULT:
        apply_fault(value, &ev->fault);
        break;
    case EVENT_TLBI:
        apply_tlbi(value, &ev->tlbi);
        break;
    case EVENT_BARRIER:
        apply_barrier(value, &ev->barrier);
        break;
    case EVENT_SHOOTDOWN:
        apply_shootdown(value, &ev->shootdown);
        break;
    case EVENT_SNOOP:
        value[COUNTER_SNOOP_CYCLES] += ev->snoop.cycles;
        break;
    case EVENT_EXCEPTION:
        apply_exception(value, &ev->exception);
        break;
    case EVENT_MMIO:
        value[ev->mmio.write ? COUNTER_MMIO_WRITE : COUNTER_MMIO_READ]++;
        break;
    case EVENT_IPI:
        value[COUNTER_IPI_SENT] += (uint64_t)__builtin_popcountll(ev->ipi.targets);
        break;
    case EVENT_LOCK:
        apply_lock(value, &ev->lock);
        break;
    case EVENT_OP_BEGIN:
    case EVENT_OP_END:
    case EVENT_PHASE_BEGIN:
    case EVENT_PHASE_END:
    case EVENT_L1_FILL:
    case EVENT_L1_DROP:
    case EVENT_L2_FILL:
    case EVENT_L2_DROP:
    case EVENT_PTE_WRITE:
    case EVENT_KIND_COUNT:
        break;
    }
}

void counters_add(struct counters *sum, const struct counters *c)
{
    for (unsigned id = 0; id < COUNTER_COUNT; id++) {
        sum->value[id] += c->value[id];
    }
}

struct counters counters_diff(const struct counters *a, const struct counters *b)
{
    struct counters diff;

    for (unsigned id = 0; id < COUNTER_COUNT; id++) {
        diff.value[id] = a->value[id] - b->value[id];
    }
    return diff;
}
