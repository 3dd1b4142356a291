/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_page.h"

#include "tlbi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MASK 0xfffULL
#define OUTPUT_MASK 0xfffffffff000ULL /* 48-bit addresses */
#define VALID 1
#define TABLE 3
#define AP_READ_ONLY (1ULL << 7)
#define ACCESS_FLAG (1ULL << 10)
#define REUSE_SHIFT_MAX 16 /* larger mappings are the linear one, which has every page */

int trace_page_init(struct trace_page *page, uint64_t address, const struct trace_header *header)
{
    *page = (struct trace_page){
        .address = address, .page = address & ~PAGE_MASK, .core_count = header->cpu_count};
    page->cores = calloc(page->core_count, sizeof(*page->cores));
    page->descriptors = trace_map_create(sizeof(struct trace_descriptor));
    page->tlbis = trace_map_create(sizeof(struct trace_moment));
    page->misses = trace_misses_create(header);
    return page->cores != NULL && page->descriptors != NULL && page->tlbis != NULL &&
                   page->misses != NULL
               ? 0
               : -ENOMEM;
}

void trace_page_finish(struct trace_page *page)
{
    free(page->cores);
    free(page->covers);
    trace_map_destroy(page->descriptors);
    trace_map_destroy(page->tlbis);
    trace_misses_destroy(page->misses);
    *page = (struct trace_page){0};
}

const struct trace_descriptor *trace_page_descriptor(const struct trace_page *page, uint64_t pa)
{
    return trace_map_find(page->descriptors, (struct trace_key){pa, 0});
}

static struct trace_moment now(const struct trace_page *page, const struct trace_event *traced)
{
    return (struct trace_moment){*traced, page->order};
}

static bool is_leaf(uint64_t value, unsigned level)
{
    return (value & VALID) != 0 && (level == 3 || (value & TABLE) != TABLE);
}

/* Where a mapping is made anew is where its address or its permissions change. */
static bool same_mapping(uint64_t a, uint64_t b)
{
    return (a & VALID) == (b & VALID) && ((a ^ b) & (OUTPUT_MASK | AP_READ_ONLY)) == 0;
}

/* A descriptor of the address is known to have this value. */
static int learn(struct trace_page *page, const struct trace_event *traced, uint64_t pa,
                 unsigned level, uint64_t value, bool written)
{
    struct trace_descriptor *known = trace_map_make(page->descriptors, (struct trace_key){pa, 0});

    if (known == NULL) {
        return -ENOMEM;
    }
    const bool fresh = known->when.order == 0;

    if (!fresh && known->value == value) {
        return 0;
    }
    if ((value & VALID) != 0 && (fresh || (known->value & VALID) == 0)) {
        known->mapped = now(page, traced);
    }
    if ((value & VALID) == 0 && !fresh && (known->value & VALID) != 0) {
        known->unmapped = now(page, traced);
    }
    if (fresh || !same_mapping(known->value, value)) {
        known->when = now(page, traced);
        known->written = written;
    }
    known->value = value;
    known->level = (uint8_t)level;
    if (is_leaf(value, level) && level == 3) {
        page->physical = value & OUTPUT_MASK;
    }
    return 0;
}

/* The last descriptor of a walk as the walk left it. */
static uint64_t after_walk(const struct event_walk *walk, unsigned step)
{
    uint64_t value = walk->step[step].descriptor;

    if (step + 1u == walk->step_count) {
        value |= walk->sets_af ? ACCESS_FLAG : 0;
        value &= walk->sets_dirty ? ~AP_READ_ONLY : ~0ULL;
    }
    return value;
}

/* Descriptors of other addresses count when they are among ours, upper levels above all. */
static int read_steps(struct trace_page *page, const struct trace_event *traced, bool ours)
{
    const struct event_walk *walk = &traced->event.walk;
    int status = 0;

    for (unsigned i = 0; i < walk->step_count && status == 0; i++) {
        const unsigned level = walk->first_level + i;
        const uint64_t pa = walk->step[i].pa.v;

        if (level >= TRACE_PAGE_LEVELS || (!ours && trace_page_descriptor(page, pa) == NULL)) {
            continue;
        }
        status = learn(page, traced, pa, level, after_walk(walk, i), false);
        page->chain[level] = ours ? pa : page->chain[level];
    }
    return status;
}

/* Which table the walk began in, and whether the descriptor above still leads there. */
static void note_walk_cache(struct trace_page *page, const struct trace_event *traced)
{
    const struct event_walk *walk = &traced->event.walk;
    struct trace_walk_cache *cache = &page->cores[traced->event.core].cache;
    const unsigned first = walk->first_level;
    const unsigned last = first + walk->step_count - 1u;

    if (walk->step_count == 0 || last >= TRACE_PAGE_LEVELS) {
        return;
    }
    *cache = (struct trace_walk_cache){.used = now(page, traced),
                                       .table = walk->step[walk->step_count - 1].pa.v & ~PAGE_MASK,
                                       .level = (uint8_t)last,
                                       .hit = walk->cache_hit};
    if (walk->cache_hit && first > 0) {
        const struct trace_descriptor *above = trace_page_descriptor(page, page->chain[first - 1]);
        const uint64_t table = walk->step[0].pa.v & ~PAGE_MASK;

        cache->table = table;
        cache->level = (uint8_t)first;
        cache->led_to =
            above != NULL && (above->value & VALID) != 0 ? above->value & OUTPUT_MASK : 0;
        cache->stale = above != NULL && page->chain[first - 1] != 0 && cache->led_to != table;
    }
}

static int add_cover(struct trace_page *page, const struct trace_cover *cover)
{
    if (page->cover_count == page->cover_capacity) {
        const size_t capacity = page->cover_capacity != 0 ? 2 * page->cover_capacity : 8;
        struct trace_cover *covers = reallocarray(page->covers, capacity, sizeof(*covers));

        if (covers == NULL) {
            return -ENOMEM;
        }
        page->covers = covers;
        page->cover_capacity = capacity;
    }
    page->covers[page->cover_count++] = *cover;
    return 0;
}

/* Takes away what the TLB held in that slot; returns where it came from. */
static struct trace_cover take_cover(struct trace_page *page, const struct event *ev,
                                     enum trace_tlb_id id)
{
    struct trace_cover taken = {.leaf = 0};

    for (size_t i = 0; i < page->cover_count; i++) {
        const struct trace_cover *cover = &page->covers[i];
        const struct event *fill = &cover->fill.traced.event;

        if (cover->tlb == id && fill->core == ev->core && fill->entry.slot == ev->entry.slot) {
            taken = *cover;
            page->covers[i--] = page->covers[--page->cover_count];
        }
    }
    return taken;
}

/* The entry of the core's L2 that serves an L1 fill. */
static struct trace_cover serving(const struct trace_page *page, const struct event *ev)
{
    for (size_t i = 0; i < page->cover_count; i++) {
        const struct trace_cover *cover = &page->covers[i];
        const struct event *fill = &cover->fill.traced.event;

        if (cover->tlb == TRACE_L2 && fill->core == ev->core &&
            (fill->entry.global || fill->entry.asid == ev->entry.asid)) {
            return *cover;
        }
    }
    return (struct trace_cover){.leaf = 0};
}

/* An entry of another ASID that covers the address in that TLB. */
static struct trace_moment under_other_asid(const struct trace_page *page, const struct event *ev,
                                            enum trace_tlb_id id)
{
    for (size_t i = 0; i < page->cover_count; i++) {
        const struct trace_moment *fill = &page->covers[i].fill;
        const struct event_entry *entry = &fill->traced.event.entry;

        if (page->covers[i].tlb == id && fill->traced.event.core == ev->core && !entry->global &&
            entry->asid != ev->entry.asid) {
            return *fill;
        }
    }
    return (struct trace_moment){.order = 0};
}

/* What the fill says about the miss that it ends. */
static void explain(struct trace_page *page, const struct event *ev, enum trace_tlb_id id)
{
    if (page->miss_done || page->miss.traced.event.core != ev->core) {
        return;
    }
    if (id == TRACE_L2) {
        page->l2_cause = trace_misses_last(page->misses, ev->core, id);
        page->l2_loss = page->cores[ev->core].loss[id];
    } else {
        page->l1_cause = trace_misses_last(page->misses, ev->core, id);
        page->l1_loss = page->cores[ev->core].loss[id];
        page->other_asid = under_other_asid(page, ev, id);
        page->miss_done = true;
    }
}

static int fill(struct trace_page *page, const struct trace_event *traced, enum trace_tlb_id id)
{
    const struct event *ev = &traced->event;
    const struct trace_page_core *core = &page->cores[ev->core];
    struct trace_cover cover = {.fill = now(page, traced), .tlb = id};

    explain(page, ev, id);
    if (core->l2_hit.order > core->walk.order) {
        const struct trace_cover from = serving(page, ev);

        cover.leaf = from.leaf;
        cover.leaf_value = from.leaf_value;
    } else if (core->walk.order != 0 && core->walk.traced.event.walk.step_count > 0) {
        const struct event_walk *walk = &core->walk.traced.event.walk;

        cover.leaf = walk->step[walk->step_count - 1].pa.v;
        cover.leaf_value = after_walk(walk, walk->step_count - 1u);
        if (learn(page, &core->walk.traced, cover.leaf, walk->first_level + walk->step_count - 1u,
                  cover.leaf_value, false) != 0) {
            return -ENOMEM;
        }
    }
    page->physical = (ev->entry.pa.v + (page->page - ev->entry.va.v)) & OUTPUT_MASK;
    return add_cover(page, &cover);
}

/* The fill that takes a slot is what evicted the entry before it. */
static void note_replacement(struct trace_page *page, const struct trace_event *traced,
                             enum trace_tlb_id id)
{
    struct trace_loss *loss = &page->cores[traced->event.core].loss[id];

    if (loss->when.order != 0 && loss->by.order == 0 && loss->sequence == 0 &&
        loss->when.traced.event.entry.slot == traced->event.entry.slot) {
        loss->by = now(page, traced);
    }
}

static void lose(struct trace_page *page, const struct trace_event *traced, enum trace_tlb_id id)
{
    const struct event *ev = &traced->event;
    struct trace_page_core *core = &page->cores[ev->core];

    take_cover(page, ev, id);
    core->loss[id] = (struct trace_loss){.when = now(page, traced)};
    core->losing = core->losing || ev->kind == EVENT_L1_DROP || ev->kind == EVENT_L2_DROP;
}

/* The drops before it on that core were made by this TLBI, or by the one that SNOOP names. */
static void name_losses(struct trace_page *page, const struct trace_event *traced,
                        const struct trace_moment *by)
{
    const struct event *ev = &traced->event;
    struct trace_page_core *core = &page->cores[ev->core];

    for (unsigned id = 0; id < TRACE_TLB_COUNT && core->losing; id++) {
        struct trace_loss *loss = &core->loss[id];
        const unsigned kind = loss->when.traced.event.kind;

        if (loss->when.order == 0 || loss->by.order != 0 ||
            (kind != EVENT_L1_DROP && kind != EVENT_L2_DROP)) {
            continue;
        }
        loss->by = *by;
        if (ev->kind == EVENT_SNOOP) {
            loss->initiator = ev->snoop.initiator;
            loss->sequence = ev->snoop.sequence;
        }
    }
    core->losing = false;
}

/* A TLBI that is told after its targets have served it. */
static void name_remote_losses(struct trace_page *page, const struct trace_moment *tlbi)
{
    const struct event *ev = &tlbi->traced.event;

    for (unsigned i = 0; i < page->core_count && ev->tlbi.sequence != 0; i++) {
        for (unsigned id = 0; id < TRACE_TLB_COUNT; id++) {
            struct trace_loss *loss = &page->cores[i].loss[id];

            if (loss->sequence == ev->tlbi.sequence && loss->initiator == ev->core &&
                loss->by.traced.event.kind == EVENT_SNOOP) {
                loss->by = *tlbi;
            }
        }
    }
}

/* A TLBI at a core, its own or a served one: does it drop what the walk cache knows? */
static void note_cache_drop(struct trace_page *page, const struct trace_event *traced, unsigned id,
                            uint64_t operand)
{
    struct trace_walk_cache *cache = &page->cores[traced->event.core].cache;
    struct tlbi op;
    bool reaches;

    if (!tlbi_decode_op(id, operand, &op) || op.last_level || cache->dropped.order != 0) {
        return;
    }
    reaches = op.reach == TLBI_REACH_ALL || op.reach == TLBI_REACH_ASID ||
              (page->address >= op.va.v && page->address <= tlbi_last(&op).v);
    if (reaches && cache->used.order != 0) {
        cache->dropped = now(page, traced);
    }
}

static int tlbi(struct trace_page *page, const struct trace_event *traced, bool *ret_about)
{
    const struct event *ev = &traced->event;
    const struct trace_moment moment = now(page, traced);

    *ret_about = *ret_about || page->cores[ev->core].losing;
    name_losses(page, traced, &moment);
    name_remote_losses(page, &moment);
    note_cache_drop(page, traced, ev->tlbi.op, ev->tlbi.operand);
    if (ev->tlbi.sequence != 0) {
        struct trace_moment *kept =
            trace_map_make(page->tlbis, (struct trace_key){ev->core, ev->tlbi.sequence});

        if (kept == NULL) {
            return -ENOMEM;
        }
        *kept = moment;
    }
    return 0;
}

static void snoop(struct trace_page *page, const struct trace_event *traced, bool *ret_about)
{
    const struct event *ev = &traced->event;
    const struct trace_moment moment = now(page, traced);
    const struct trace_moment *told =
        trace_map_find(page->tlbis, (struct trace_key){ev->snoop.initiator, ev->snoop.sequence});

    *ret_about = page->cores[ev->core].losing;
    name_losses(page, traced, told != NULL ? told : &moment);
    note_cache_drop(page, traced, ev->snoop.op, ev->snoop.operand);
}

static int pte_write(struct trace_page *page, const struct trace_event *traced)
{
    const struct event_pte *pte = &traced->event.pte;

    if (pte->level >= TRACE_PAGE_LEVELS) {
        return 0;
    }
    page->chain[pte->level] = pte->pa.v;
    if (trace_page_descriptor(page, pte->pa.v) == NULL &&
        learn(page, traced, pte->pa.v, pte->level, pte->before, true) != 0) {
        return -ENOMEM;
    }
    return learn(page, traced, pte->pa.v, pte->level, pte->value, true);
}

/* What other mappings say: the page below, and who has our physical page. */
static void look_around(struct trace_page *page, const struct trace_event *traced, bool about)
{
    const struct event *ev = &traced->event;
    const bool is_fill = ev->kind == EVENT_L1_FILL || ev->kind == EVENT_L2_FILL;
    const bool is_write = ev->kind == EVENT_PTE_WRITE && ev->pte.level == 3;
    const uint64_t value = ev->pte.value;
    struct trace_span span;

    if ((!is_fill && !is_write && ev->kind != EVENT_FAULT) || !trace_reach(ev, &span)) {
        return;
    }
    if (trace_span_holds(span, page->page - 1)) {
        const bool mapped = is_fill || (is_write && (value & VALID) != 0);

        page->below = mapped ? now(page, traced) : (struct trace_moment){.order = 0};
    }
    if (about || page->physical == 0) {
        return;
    }
    const uint64_t physical = is_fill ? ev->entry.pa.v : value & OUTPUT_MASK;
    const uint64_t size = is_fill && ev->entry.size_shift <= REUSE_SHIFT_MAX
                              ? 1ULL << ev->entry.size_shift
                          : is_write && (value & VALID) != 0 ? PAGE_MASK + 1
                                                             : 0;

    if (page->physical - physical < size &&
        page->reuse_va != span.first + (page->physical - physical)) {
        page->reuse = now(page, traced);
        page->reuse_va = span.first + (page->physical - physical);
    }
}

static int apply_entry(struct trace_page *page, const struct trace_event *traced,
                       enum trace_tlb_id id, bool about)
{
    const bool filled = traced->event.kind == EVENT_L1_FILL || traced->event.kind == EVENT_L2_FILL;

    page->cores[traced->event.core].asid = traced->event.entry.asid;
    if (filled) {
        note_replacement(page, traced, id);
    }
    if (!about) {
        return 0;
    }
    if (filled) {
        return fill(page, traced, id);
    }
    lose(page, traced, id);
    return 0;
}

static void miss(struct trace_page *page, const struct trace_event *traced)
{
    page->miss = now(page, traced);
    page->served = (struct trace_moment){.order = 0};
    page->other_asid = (struct trace_moment){.order = 0};
    page->miss_done = false;
}

static int walk(struct trace_page *page, const struct trace_event *traced, bool about)
{
    page->cores[traced->event.core].walk = now(page, traced);
    if (about) {
        note_walk_cache(page, traced);
        page->served = now(page, traced);
    }
    return read_steps(page, traced, about);
}

static int apply(struct trace_page *page, const struct trace_event *traced, bool *ret_about)
{
    const struct event *ev = &traced->event;
    enum trace_tlb_id id;

    look_around(page, traced, *ret_about);
    if (trace_tlbs_which(ev, &id)) {
        return apply_entry(page, traced, id, *ret_about);
    }
    switch ((enum event_kind)ev->kind) {
    case EVENT_L1_MISS:
        if (*ret_about) {
            miss(page, traced);
        }
        return 0;
    case EVENT_L2_HIT:
        page->cores[ev->core].l2_hit = now(page, traced);
        page->served = *ret_about ? now(page, traced) : page->served;
        return 0;
    case EVENT_WALK:
        return walk(page, traced, *ret_about);
    case EVENT_FAULT:
        if (*ret_about) {
            page->fault = now(page, traced);
            page->miss_done = true;
        }
        return 0;
    case EVENT_TLBI:
        return tlbi(page, traced, ret_about);
    case EVENT_SNOOP:
        snoop(page, traced, ret_about);
        return 0;
    case EVENT_PTE_WRITE:
        return *ret_about ? pte_write(page, traced) : 0;
    default:
        return 0;
    }
}

int trace_page_apply(struct trace_page *page, const struct trace_event *traced, bool *ret_about)
{
    struct trace_span span;
    bool about = trace_reach(&traced->event, &span) && trace_span_holds(span, page->address);
    int status = trace_misses_apply(page->misses, traced);

    page->order++;
    if (status == 0) {
        status = apply(page, traced, &about);
    }
    *ret_about = about;
    return status;
}

const struct trace_descriptor *trace_page_stale(const struct trace_page *page,
                                                const struct trace_cover *cover)
{
    const struct trace_descriptor *leaf = trace_page_descriptor(page, cover->leaf);

    return leaf != NULL && !same_mapping(leaf->value, cover->leaf_value) ? leaf : NULL;
}
