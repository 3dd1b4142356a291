/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "events.h"

#include "tlbi.h"

#define ANY(prng, type) ((type)prng_any(prng))

static void fill_walk(struct prng *prng, struct event_walk *walk)
{
    walk->va = va(prng_any(prng));
    walk->cycles = prng_any(prng);
    walk->first_level = ANY(prng, uint8_t);
    walk->step_count = (uint8_t)prng_below(prng, EVENT_WALK_STEPS + 1);
    for (unsigned i = 0; i < walk->step_count; i++) {
        walk->step[i].pa = pa(prng_any(prng));
        walk->step[i].descriptor = prng_any(prng);
        walk->fetch[i] = ANY(prng, uint8_t);
    }
    walk->side = ANY(prng, uint8_t);
    walk->cache_probed = prng_below(prng, 2) != 0;
    walk->cache_hit = prng_below(prng, 2) != 0;
    walk->faulted = prng_below(prng, 2) != 0;
    walk->sets_af = prng_below(prng, 2) != 0;
    walk->sets_dirty = prng_below(prng, 2) != 0;
}

static void fill_entry(struct prng *prng, struct event_entry *entry)
{
    entry->va = va(prng_any(prng));
    entry->pa = pa(prng_any(prng));
    entry->asid = ANY(prng, uint16_t);
    entry->slot = ANY(prng, uint16_t);
    entry->side = ANY(prng, uint8_t);
    entry->size_shift = ANY(prng, uint8_t);
    entry->global = prng_below(prng, 2) != 0;
}

static void fill_payload(struct prng *prng, struct event *ev)
{
    switch ((enum event_kind)ev->kind) {
    case EVENT_EXEC:
        ev->exec = (struct event_exec){prng_any(prng), prng_any(prng), prng_any(prng),
                                       ANY(prng, uint32_t), ANY(prng, uint32_t)};
        break;
    case EVENT_OP_BEGIN:
    case EVENT_OP_END:
        ev->op = (struct event_op){ANY(prng, uint32_t), ANY(prng, uint32_t), prng_any(prng),
                                   ANY(prng, uint32_t)};
        break;
    case EVENT_PHASE_BEGIN:
    case EVENT_PHASE_END:
        ev->phase.phase = ANY(prng, uint32_t);
        break;
    case EVENT_IPI:
        ev->ipi = (struct event_ipi){prng_any(prng), ANY(prng, uint8_t)};
        break;
    case EVENT_LOCK:
        ev->lock = (struct event_lock){prng_any(prng), (uint8_t)(prng_any(prng) % LOCK_COUNT),
                                       prng_any(prng) % 2 == 1};
        break;
    case EVENT_L1_MISS:
    case EVENT_L2_HIT:
    case EVENT_L2_MISS:
        ev->miss = (struct event_miss){va(prng_any(prng)), ANY(prng, uint8_t), ANY(prng, uint8_t)};
        break;
    case EVENT_L1_FILL:
    case EVENT_L1_EVICT:
    case EVENT_L1_DROP:
    case EVENT_L2_FILL:
    case EVENT_L2_EVICT:
    case EVENT_L2_DROP:
        fill_entry(prng, &ev->entry);
        break;
    case EVENT_WALK:
        fill_walk(prng, &ev->walk);
        break;
    case EVENT_FAULT:
        ev->fault = (struct event_fault){.fault = {va(prng_any(prng)), ANY(prng, uint8_t),
                                                   ANY(prng, uint8_t), ANY(prng, uint8_t)},
                                         .esr = ANY(prng, uint32_t)};
        ev->fault.fault.kind %= FAULT_KIND_COUNT;
        break;
    case EVENT_TLBI:
        ev->tlbi = (struct event_tlbi){
            prng_any(prng),      ANY(prng, uint8_t),  prng_below(prng, 2) != 0, ANY(prng, uint16_t),
            ANY(prng, uint32_t), ANY(prng, uint32_t), prng_below(prng, 2) != 0};
        ev->tlbi.op %= TLBI_OP_COUNT;
        break;
    case EVENT_BARRIER:
        ev->barrier =
            (struct event_barrier){prng_any(prng), ANY(prng, uint8_t), ANY(prng, uint32_t)};
        break;
    case EVENT_SHOOTDOWN:
        ev->shootdown = (struct event_shootdown){
            prng_any(prng),      ANY(prng, uint32_t), ANY(prng, uint32_t), ANY(prng, uint32_t),
            ANY(prng, uint32_t), ANY(prng, uint32_t), ANY(prng, uint32_t)};
        break;
    case EVENT_SNOOP:
        ev->snoop =
            (struct event_snoop){prng_any(prng),      ANY(prng, uint16_t), ANY(prng, uint32_t),
                                 ANY(prng, uint32_t), prng_any(prng),      ANY(prng, uint8_t)};
        ev->snoop.op %= TLBI_OP_COUNT;
        break;
    case EVENT_EXCEPTION:
        ev->exception = (struct event_exception){prng_any(prng), ANY(prng, uint32_t),
                                                 ANY(prng, uint8_t), ANY(prng, uint8_t)};
        break;
    case EVENT_MMIO:
        ev->mmio = (struct event_mmio){pa(prng_any(prng)), prng_any(prng), ANY(prng, uint8_t),
                                       prng_below(prng, 2) != 0};
        break;
    case EVENT_PTE_WRITE:
        ev->pte = (struct event_pte){va(prng_any(prng)), pa(prng_any(prng)), prng_any(prng),
                                     prng_any(prng),     ANY(prng, uint8_t), ANY(prng, uint8_t)};
        break;
    case EVENT_KIND_COUNT:
        break;
    }
}

struct event events_random(struct prng *prng, unsigned kind)
{
    struct event ev = {.cycle = prng_any(prng), .pc = prng_any(prng)};

    ev.kind = (uint16_t)kind;
    ev.core = (uint16_t)prng_below(prng, EVENTS_CORES);
    fill_payload(prng, &ev);
    return ev;
}

#define SAME(member)                                                                               \
    do {                                                                                           \
        if (a->member != b->member) {                                                              \
            return #member;                                                                        \
        }                                                                                          \
    } while (0)

static const char *walk_difference(const struct event *a, const struct event *b)
{
    SAME(walk.va.v);
    SAME(walk.cycles);
    SAME(walk.first_level);
    SAME(walk.step_count);
    for (unsigned i = 0; i < a->walk.step_count; i++) {
        SAME(walk.step[i].pa.v);
        SAME(walk.step[i].descriptor);
        SAME(walk.fetch[i]);
    }
    SAME(walk.side);
    SAME(walk.cache_probed);
    SAME(walk.cache_hit);
    SAME(walk.faulted);
    SAME(walk.sets_af);
    SAME(walk.sets_dirty);
    return NULL;
}

static const char *entry_difference(const struct event *a, const struct event *b)
{
    SAME(entry.va.v);
    SAME(entry.pa.v);
    SAME(entry.asid);
    SAME(entry.slot);
    SAME(entry.side);
    SAME(entry.size_shift);
    SAME(entry.global);
    return NULL;
}

const char *events_difference(const struct event *a, const struct event *b)
{
    SAME(cycle);
    SAME(pc);
    SAME(kind);
    SAME(core);
    switch ((enum event_kind)a->kind) {
    case EVENT_EXEC:
        SAME(exec.instructions);
        SAME(exec.data_accesses);
        SAME(exec.cycles);
        SAME(exec.isb);
        SAME(exec.undecoded);
        break;
    case EVENT_OP_BEGIN:
    case EVENT_OP_END:
        SAME(op.site);
        SAME(op.outcome);
        SAME(op.result);
        SAME(op.esr);
        break;
    case EVENT_PHASE_BEGIN:
    case EVENT_PHASE_END:
        SAME(phase.phase);
        break;
    case EVENT_IPI:
        SAME(ipi.targets);
        SAME(ipi.interrupt);
        break;
    case EVENT_LOCK:
        SAME(lock.cycles);
        SAME(lock.lock);
        SAME(lock.contended);
        break;
    case EVENT_L1_MISS:
    case EVENT_L2_HIT:
    case EVENT_L2_MISS:
        SAME(miss.va.v);
        SAME(miss.side);
        SAME(miss.access);
        break;
    case EVENT_L1_FILL:
    case EVENT_L1_EVICT:
    case EVENT_L1_DROP:
    case EVENT_L2_FILL:
    case EVENT_L2_EVICT:
    case EVENT_L2_DROP:
        return entry_difference(a, b);
    case EVENT_WALK:
        return walk_difference(a, b);
    case EVENT_FAULT:
        SAME(fault.fault.va.v);
        SAME(fault.fault.kind);
        SAME(fault.fault.level);
        SAME(fault.fault.access);
        SAME(fault.esr);
        break;
    case EVENT_TLBI:
        SAME(tlbi.operand);
        SAME(tlbi.op);
        SAME(tlbi.broadcast);
        SAME(tlbi.targets);
        SAME(tlbi.dropped);
        SAME(tlbi.sequence);
        SAME(tlbi.late);
        break;
    case EVENT_BARRIER:
        SAME(barrier.cycles);
        SAME(barrier.kind);
        SAME(barrier.completes);
        break;
    case EVENT_SHOOTDOWN:
        SAME(shootdown.cycles);
        SAME(shootdown.targets);
        SAME(shootdown.invalidations);
        SAME(shootdown.behind);
        SAME(shootdown.sequence);
        SAME(shootdown.late_dropped);
        SAME(shootdown.late_barren);
        break;
    case EVENT_SNOOP:
        SAME(snoop.cycles);
        SAME(snoop.initiator);
        SAME(snoop.dropped);
        SAME(snoop.sequence);
        SAME(snoop.operand);
        SAME(snoop.op);
        break;
    case EVENT_EXCEPTION:
        SAME(exception.vector);
        SAME(exception.esr);
        SAME(exception.kind);
        SAME(exception.from_el);
        break;
    case EVENT_MMIO:
        SAME(mmio.pa.v);
        SAME(mmio.value);
        SAME(mmio.size);
        SAME(mmio.write);
        break;
    case EVENT_PTE_WRITE:
        SAME(pte.va.v);
        SAME(pte.pa.v);
        SAME(pte.before);
        SAME(pte.value);
        SAME(pte.level);
        SAME(pte.size_shift);
        break;
    case EVENT_KIND_COUNT:
        break;
    }
    return NULL;
}

/* The events that a miss brings, in turn; addresses move by a few pages. */
static void fill_miss_story(struct events_run *run, struct event *ev)
{
    static const uint8_t story[] = {EVENT_L1_MISS, EVENT_L2_MISS,  EVENT_WALK,   EVENT_L2_EVICT,
                                    EVENT_L2_FILL, EVENT_L1_EVICT, EVENT_L1_FILL};
    const unsigned step = run->step++ % sizeof(story);
    uint64_t *page = &run->va[ev->core];

    if (step == 0) {
        *page += prng_below(&run->prng, 8) << 12;
    }
    ev->kind = story[step];
    if (ev->kind == EVENT_WALK) {
        ev->walk = (struct event_walk){.va = va(*page),
                                       .cycles = 34,
                                       .first_level = 3,
                                       .step_count = 1,
                                       .side = TLB_SIDE_D,
                                       .cache_probed = true,
                                       .cache_hit = true};
        ev->walk.step[0].pa = pa(0x40090000 + (*page >> 9 & 0xff8));
        ev->walk.step[0].descriptor = 0x60000044000703 + (*page & 0xffffff);
    } else if (ev->kind == EVENT_L1_MISS || ev->kind == EVENT_L2_MISS) {
        ev->miss = (struct event_miss){va(*page), TLB_SIDE_D, ACCESS_WRITE};
    } else {
        ev->entry = (struct event_entry){.va = va(*page),
                                         .pa = pa(0x44000000 + (*page & 0xffffff)),
                                         .slot = (uint16_t)(*page >> 12 & 31),
                                         .side = TLB_SIDE_D,
                                         .size_shift = 12,
                                         .global = true};
    }
}

/* EXEC, then the mark: what was executed belongs to before it. */
static bool fill_mark(struct events_run *run, struct event *ev)
{
    const uint64_t draw = prng_below(&run->prng, 100);
    bool *in_op = &run->in_op[ev->core];

    if (draw < 10) {
        ev->kind = EVENT_EXEC;
        ev->exec = (struct event_exec){.instructions = prng_below(&run->prng, 500),
                                       .data_accesses = prng_below(&run->prng, 200),
                                       .cycles = prng_below(&run->prng, 1000)};
    } else if (draw < 14) {
        ev->kind = *in_op ? EVENT_OP_END : EVENT_OP_BEGIN;
        ev->op.site = (uint32_t)prng_below(&run->prng, EVENTS_SITES);
        ev->op.outcome = *in_op && draw == 13 ? OP_MISMATCH : OP_DONE;
        *in_op = !*in_op;
    } else if (draw == 14 && prng_below(&run->prng, 50) == 0) {
        ev->kind = run->in_phase ? EVENT_PHASE_END : EVENT_PHASE_BEGIN;
        ev->phase.phase = (uint32_t)prng_below(&run->prng, EVENTS_PHASES);
        run->in_phase = !run->in_phase;
    } else {
        return false;
    }
    return true;
}

struct event events_next(struct events_run *run)
{
    const unsigned core = (unsigned)prng_below(&run->prng, 20) % EVENTS_CORES;
    struct event ev = {.core = (uint16_t)(run->step % 7 == 0 ? core : run->step / 70 % 4)};

    if (run->va[ev.core] == 0) {
        run->va[ev.core] = 0xffff800010000000 + ((uint64_t)ev.core << 24);
        run->pc[ev.core] = 0xffff800000080000;
    }
    run->cycle[ev.core] += prng_below(&run->prng, 40);
    run->pc[ev.core] += prng_below(&run->prng, 6) == 0 ? 4 * prng_below(&run->prng, 4) : 0;
    if (!fill_mark(run, &ev)) {
        if (prng_below(&run->prng, 30) == 0) {
            ev = events_random(&run->prng, (unsigned)prng_below(&run->prng, 7) + EVENT_FAULT);
            ev.core = 0;
        } else {
            fill_miss_story(run, &ev);
        }
    }
    ev.cycle = run->cycle[ev.core];
    ev.pc = run->pc[ev.core];
    return ev;
}

const struct trace_header *events_header(void)
{
    static const uint8_t code[] = {0x20, 0x04, 0x40, 0xf9, 0x1f, 0x20, 0x03, 0xd5};
    static const struct trace_code regions[] = {{0xffff800000080000, code, sizeof(code)}};
    static const struct trace_symbol symbols[] = {{0xffff800000080000, 8, "vm_touch"},
                                                  {0xffff800000080100, 0, "vectors"}};
    static const struct trace_site sites[EVENTS_SITES] = {
        {3, 5, "vmalloc", "p = vmalloc 16K"},
        {4, 5, "touch", "touch p write"},
        {5, 5, "vfree", "vfree p"},
    };
    static const char *const phases[EVENTS_PHASES] = {"warmup", "churn"};
    static struct result_firmware firmware = {
        .name = (char *)"vmalloc.elf",
        .sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        .allocator = "augmented",
        .shootdown = "broadcast"};
    static struct machine_config machine;
    static struct trace_header header;

    machine = machine_config_default();
    header = (struct trace_header){.machine = &machine,
                                   .machine_name = "cortex-a72",
                                   .workload = "churn.wl",
                                   .firmware = &firmware,
                                   .tool_version = "0.1.0",
                                   .seed = 42,
                                   .cpu_count = EVENTS_CORES,
                                   .symbols = symbols,
                                   .symbol_count = 2,
                                   .code = regions,
                                   .code_count = 1,
                                   .sites = sites,
                                   .site_count = EVENTS_SITES,
                                   .phase_names = phases,
                                   .phase_count = EVENTS_PHASES};
    return &header;
}
