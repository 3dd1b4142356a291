/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A miss is told before the fill that ends it, and only the fill tells size and
 * ASID: so a miss waits for its fill, or for the fault that comes instead.
 * Drops are told before what made them: on the core itself they wait for the
 * TLBI, on a target for the SNOOP, which names the broadcast.
 */
#include "trace_miss.h"

#include "trace_ideal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const trace_cause_names[TRACE_CAUSE_COUNT] = {
    [TRACE_COLD] = "cold",
    [TRACE_CAPACITY] = "capacity",
    [TRACE_CONFLICT] = "conflict",
    [TRACE_INVALIDATED] = "invalidated",
    [TRACE_FIRST_WRITE] = "first write",
    [TRACE_UNMAPPED] = "unmapped",
};

/* What became of a translation in one TLB. */
enum fate { FATE_NONE, FATE_HELD, FATE_EVICTED, FATE_DROPPED, FATE_CLEAN };

struct translation {
    struct trace_ideal_node node;
    struct trace_culprit *culprit; /* of FATE_DROPPED, once it is known */
    uint8_t fate;
};

/* Translations that were dropped, by a culprit to be told. */
struct dropped {
    struct translation **items;
    size_t count, capacity;
};

/* A broadcast TLBI that is not complete; its key is initiator and sequence. */
struct broadcast {
    struct trace_culprit *culprit; /* NULL: its TLBI was not told yet */
    struct dropped dropped; /* by targets, until then */
    uint32_t snooped; /* entries that targets dropped */
    bool late, barren_here;
};

struct core {
    bool missed[TRACE_TLB_COUNT]; /* a miss that waits for its fill */
    bool l2_hit; /* so does a hit */
    enum trace_cause last[TRACE_TLB_COUNT];
    struct dropped own; /* since the last TLBI or SNOOP */
    struct trace_ideal ideal[TRACE_TLB_COUNT];
};

struct trace_misses {
    struct core *cores;
    unsigned core_count;
    bool full[TRACE_TLB_COUNT]; /* fully associative */
    uint64_t shifts[TRACE_TLB_COUNT]; /* sizes that were filled */
    uint64_t counts[TRACE_TLB_COUNT][TRACE_CAUSE_COUNT];
    struct trace_map *translations, *culprits, *broadcasts;
};

struct trace_misses *trace_misses_create(const struct trace_header *header)
{
    struct trace_misses *misses = calloc(1, sizeof(*misses));

    if (misses == NULL) {
        return NULL;
    }
    misses->core_count = header->cpu_count;
    misses->cores = calloc(header->cpu_count, sizeof(*misses->cores));
    misses->translations = trace_map_create(sizeof(struct translation));
    misses->culprits = trace_map_create(sizeof(struct trace_culprit));
    misses->broadcasts = trace_map_create(sizeof(struct broadcast));
    if (misses->cores == NULL || misses->translations == NULL || misses->culprits == NULL ||
        misses->broadcasts == NULL) {
        trace_misses_destroy(misses);
        return NULL;
    }
    for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
        const struct tlb_config *tlb = trace_tlbs_config(header->machine, (enum trace_tlb_id)id);

        misses->full[id] = tlb->ways == 0 || tlb->ways == tlb->entries;
        for (unsigned core = 0; core < misses->core_count; core++) {
            /* Hits in an L1 are no events. */
            misses->cores[core].ideal[id] =
                (struct trace_ideal){.capacity = tlb->entries, .follows_use = id == TRACE_L2};
        }
    }
    return misses;
}

void trace_misses_destroy(struct trace_misses *misses)
{
    if (misses == NULL) {
        return;
    }
    for (unsigned core = 0; misses->cores != NULL && core < misses->core_count; core++) {
        free(misses->cores[core].own.items);
    }
    for (struct broadcast *it = NULL;
         misses->broadcasts != NULL && (it = trace_map_next(misses->broadcasts, it)) != NULL;) {
        free(it->dropped.items);
    }
    free(misses->cores);
    trace_map_destroy(misses->broadcasts);
    trace_map_destroy(misses->translations);
    trace_map_destroy(misses->culprits);
    free(misses);
}

/* A global translation is one for all ASIDs. */
static struct trace_key key_of(unsigned core, enum trace_tlb_id id, const struct event_entry *entry,
                               unsigned shift)
{
    const uint64_t owner = entry->global ? 1ULL << 16 : entry->asid;
    const uint64_t start = shift < 64 ? entry->va.v >> shift << shift : 0;

    return (struct trace_key){start | (shift & 63),
                              (uint64_t)core << 32 | (uint64_t)id << 24 | owner};
}

static struct translation *make(struct trace_misses *misses, const struct event *ev,
                                enum trace_tlb_id id)
{
    return trace_map_make(misses->translations,
                          key_of(ev->core, id, &ev->entry, ev->entry.size_shift));
}

/* What was held, last and in whatever size, where the fill comes now. */
static struct translation *find(const struct trace_misses *misses, const struct event *fill,
                                enum trace_tlb_id id)
{
    struct translation *found = trace_map_find(
        misses->translations, key_of(fill->core, id, &fill->entry, fill->entry.size_shift));

    for (uint64_t shifts = misses->shifts[id]; found == NULL && shifts != 0; shifts &= shifts - 1) {
        const unsigned shift = (unsigned)__builtin_ctzll(shifts);

        found = trace_map_find(misses->translations, key_of(fill->core, id, &fill->entry, shift));
    }
    return found;
}

static enum trace_cause cause_of(const struct trace_misses *misses, enum trace_tlb_id id,
                                 const struct translation *was)
{
    if (was == NULL) {
        return TRACE_COLD;
    }
    switch ((enum fate)was->fate) {
    case FATE_EVICTED:
        return was->node.held && !misses->full[id] ? TRACE_CONFLICT : TRACE_CAPACITY;
    case FATE_DROPPED:
        return TRACE_INVALIDATED;
    case FATE_CLEAN:
        return TRACE_FIRST_WRITE;
    default: /* held, as far as was recorded: in another size, or nothing is known */
        return TRACE_COLD;
    }
}

static void explain(struct trace_misses *misses, const struct event *fill, enum trace_tlb_id id)
{
    const struct translation *was = find(misses, fill, id);
    const enum trace_cause cause = cause_of(misses, id, was);

    misses->counts[id][cause]++;
    misses->cores[fill->core].last[id] = cause;
    if (cause == TRACE_INVALIDATED && was->culprit != NULL) {
        was->culprit->misses[id]++;
    }
}

static int fill(struct trace_misses *misses, const struct event *ev, enum trace_tlb_id id)
{
    struct core *core = &misses->cores[ev->core];

    if (core->missed[id]) {
        explain(misses, ev, id);
        core->missed[id] = false;
    }
    if (id != TRACE_L2 && core->l2_hit) {
        struct translation *used = find(misses, ev, TRACE_L2);

        core->l2_hit = false;
        if (used != NULL) {
            trace_ideal_use(&core->ideal[TRACE_L2], &used->node);
        }
    }
    struct translation *held = make(misses, ev, id);

    if (held == NULL) {
        return -ENOMEM;
    }
    misses->shifts[id] |= ev->entry.size_shift < 64 ? 1ULL << ev->entry.size_shift : 0;
    held->fate = FATE_HELD;
    trace_ideal_use(&core->ideal[id], &held->node);
    return 0;
}

static int append(struct dropped *list, struct translation *translation)
{
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity != 0 ? 2 * list->capacity : 16;
        struct translation **items =
            reallocarray(list->items, capacity, sizeof(struct translation *));

        if (items == NULL) {
            return -ENOMEM;
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = translation;
    return 0;
}

static int lose(struct trace_misses *misses, const struct event *ev, enum trace_tlb_id id)
{
    const bool evicted = ev->kind == EVENT_L1_EVICT || ev->kind == EVENT_L2_EVICT;
    struct core *core = &misses->cores[ev->core];
    struct translation *translation = make(misses, ev, id);

    if (translation == NULL) {
        return -ENOMEM;
    }
    translation->culprit = NULL;
    translation->fate = evicted ? FATE_EVICTED : FATE_DROPPED;
    if (evicted) {
        return 0;
    }
    trace_ideal_drop(&core->ideal[id], &translation->node);
    return append(&core->own, translation);
}

/* Drops in the middle of a miss: a write found an entry that was not marked. */
static void drops_were_clean(struct core *core)
{
    for (size_t i = 0; i < core->own.count; i++) {
        core->own.items[i]->fate = FATE_CLEAN;
    }
    core->own.count = 0;
}

static void blame(struct dropped *list, struct trace_culprit *culprit)
{
    for (size_t i = 0; i < list->count; i++) {
        list->items[i]->culprit = culprit;
    }
    list->count = 0;
}

static struct broadcast *broadcast_of(struct trace_misses *misses, unsigned initiator,
                                      uint32_t sequence)
{
    return trace_map_make(misses->broadcasts, (struct trace_key){initiator, sequence});
}

/* What the target dropped is the broadcast's, whose TLBI was told already or comes next. */
static int snoop(struct trace_misses *misses, const struct event *ev)
{
    struct dropped *own = &misses->cores[ev->core].own;
    struct broadcast *broadcast = broadcast_of(misses, ev->snoop.initiator, ev->snoop.sequence);
    int status = 0;

    if (broadcast == NULL) {
        return -ENOMEM;
    }
    broadcast->snooped += ev->snoop.dropped;
    if (broadcast->culprit != NULL) {
        blame(own, broadcast->culprit);
        return 0;
    }
    for (size_t i = 0; i < own->count; i++) {
        status |= append(&broadcast->dropped, own->items[i]);
    }
    own->count = 0;
    return status;
}

static int tlbi(struct trace_misses *misses, const struct event *ev)
{
    const struct event_tlbi *tlbi = &ev->tlbi;
    struct trace_culprit *culprit =
        trace_map_make(misses->culprits, (struct trace_key){ev->pc, tlbi->op});
    struct broadcast *broadcast = NULL;

    if (culprit == NULL) {
        return -ENOMEM;
    }
    culprit->issued++;
    culprit->dropped += tlbi->dropped;
    culprit->barren += !tlbi->late && tlbi->dropped == 0;
    blame(&misses->cores[ev->core].own, culprit);
    if (tlbi->sequence == 0) {
        return 0;
    }
    broadcast = broadcast_of(misses, ev->core, tlbi->sequence);
    if (broadcast == NULL) {
        return -ENOMEM;
    }
    broadcast->culprit = culprit;
    broadcast->late = tlbi->late;
    broadcast->barren_here = tlbi->dropped == 0;
    blame(&broadcast->dropped, culprit);
    return 0;
}

/* The last broadcasts of the core are complete: nothing more comes of them. */
static void shootdown(struct trace_misses *misses, const struct event *ev)
{
    const size_t most = trace_map_count(misses->broadcasts);

    for (uint32_t i = 0; i < ev->shootdown.invalidations && i < most; i++) {
        const struct trace_key key = {ev->core, ev->shootdown.sequence - i};
        struct broadcast *broadcast = trace_map_find(misses->broadcasts, key);

        if (broadcast == NULL) {
            continue;
        }
        if (broadcast->late && broadcast->culprit != NULL) {
            broadcast->culprit->dropped += broadcast->snooped;
            broadcast->culprit->barren += broadcast->barren_here && broadcast->snooped == 0;
        }
        free(broadcast->dropped.items);
        trace_map_remove(misses->broadcasts, key);
    }
}

/* A miss that ended in a fault before anything was filled. */
static void fault(struct trace_misses *misses, const struct event *ev)
{
    struct core *core = &misses->cores[ev->core];

    for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
        if (core->missed[id]) {
            misses->counts[id][TRACE_UNMAPPED]++;
            core->last[id] = TRACE_UNMAPPED;
            core->missed[id] = false;
        }
    }
    core->l2_hit = false;
}

int trace_misses_apply(struct trace_misses *misses, const struct trace_event *traced)
{
    const struct event *ev = &traced->event;
    struct core *core = &misses->cores[ev->core];
    enum trace_tlb_id id;

    if (trace_tlbs_which(ev, &id)) {
        return ev->kind == EVENT_L1_FILL || ev->kind == EVENT_L2_FILL ? fill(misses, ev, id)
                                                                      : lose(misses, ev, id);
    }
    switch ((enum event_kind)ev->kind) {
    case EVENT_L1_MISS:
        core->missed[ev->miss.side == TLB_SIDE_I ? TRACE_L1I : TRACE_L1D] = true;
        break;
    case EVENT_L2_HIT:
        core->l2_hit = true;
        drops_were_clean(core);
        break;
    case EVENT_L2_MISS:
        core->missed[TRACE_L2] = true;
        drops_were_clean(core);
        break;
    case EVENT_WALK:
        drops_were_clean(core);
        break;
    case EVENT_FAULT:
        fault(misses, ev);
        break;
    case EVENT_SNOOP:
        return snoop(misses, ev);
    case EVENT_TLBI:
        return tlbi(misses, ev);
    case EVENT_SHOOTDOWN:
        shootdown(misses, ev);
        break;
    default:
        break;
    }
    return 0;
}

uint64_t trace_misses_count(const struct trace_misses *misses, enum trace_tlb_id id,
                            enum trace_cause cause)
{
    return misses->counts[id][cause];
}

enum trace_cause trace_misses_last(const struct trace_misses *misses, unsigned core,
                                   enum trace_tlb_id id)
{
    return misses->cores[core].last[id];
}

const struct trace_map *trace_misses_culprits(const struct trace_misses *misses)
{
    return misses->culprits;
}
