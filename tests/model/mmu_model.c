/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order of the steps, and what each leaves behind. */
#include "mmu_model.h"

#include <assert.h>
#include <stddef.h>

void mmu_model_init(struct mmu_model *m, const struct machine_config *config)
{
    *m = (struct mmu_model){.config = *config};
    model_list_init(&m->l1[TLB_SIDE_I], &config->l1i);
    model_list_init(&m->l1[TLB_SIDE_D], &config->l1d);
    model_list_init(&m->l2, &config->l2);
    model_list_init(&m->tables, &(struct tlb_config){.entries = config->walkcache.entries,
                                                     .ways = config->walkcache.ways,
                                                     .policy = config->walkcache.policy});
    model_list_init(&m->lines, &(struct tlb_config){.entries = config->desccache.entries,
                                                    .ways = config->desccache.ways,
                                                    .policy = config->desccache.policy});
}

/* One descriptor fetch: whether its line was there. It is afterwards, unless the fetch aborted. */
static enum walk_fetch fetch(struct mmu_model *m, uint64_t at, bool aborted)
{
    uint64_t line = at / m->config.desccache.line;

    if (m->lines.sets == 0) {
        return WALK_FETCH_UNCACHED;
    }
    for (unsigned i = 0; i < m->lines.count; i++) {
        if (m->lines.item[i].table.next == line) {
            model_list_use(&m->lines, (int)i);
            return WALK_FETCH_HIT;
        }
    }
    struct model_item item = {.table.next = line, .set = line % m->lines.sets};
    int victim = model_list_victim(&m->lines, item.set);
    if (!aborted && victim >= 0) {
        model_list_remove(&m->lines, victim);
    }
    if (!aborted) {
        model_list_add(&m->lines, &item);
    }
    return WALK_FETCH_MISS;
}

/* All fetches of a walk; returns their cycles. */
static uint64_t fetch_all(struct mmu_model *m, struct model_walk *w)
{
    const struct cost_config *cost = &m->config.cost;
    uint64_t cycles = 0;

    for (unsigned i = 0; i < w->reads; i++) {
        bool aborted = !w->found && w->fault == FAULT_EXTERNAL_WALK && i + 1 == w->reads;
        enum walk_fetch outcome = fetch(m, w->trace.step[i].pa.v, aborted);

        w->trace.fetch[i] = (uint8_t)outcome;
        cycles += outcome == WALK_FETCH_MISS ? cost->walk_miss : cost->walk_read;
    }
    return cycles;
}

static struct event *say(struct mmu_model *m, enum event_kind kind)
{
    assert(m->event_count < MODEL_EVENTS_MAX);
    struct event *ev = &m->event[m->event_count++];

    *ev = (struct event){.kind = (uint16_t)kind};
    return ev;
}

static void say_miss(struct mmu_model *m, enum event_kind kind, const struct mmu_request *req)
{
    say(m, kind)->miss =
        (struct event_miss){.va = req->va,
                            .side = req->access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D,
                            .access = (uint8_t)req->access};
}

static void say_entry(struct mmu_model *m, enum event_kind kind, const struct model_entry *e)
{
    say(m, kind)->entry = (struct event_entry){.va = va(e->va),
                                               .pa = pa(e->pa),
                                               .asid = e->asid,
                                               .side = (uint8_t)e->side,
                                               .size_shift = (uint8_t)e->size,
                                               .global = e->global};
}

static void say_fault(struct mmu_model *m, const struct mmu_request *req, const struct fault *fault)
{
    static const unsigned codes[FAULT_KIND_COUNT] = {
        [FAULT_TRANSLATION] = 4,  [FAULT_ACCESS_FLAG] = 8,    [FAULT_PERMISSION] = 12,
        [FAULT_ADDRESS_SIZE] = 0, [FAULT_EXTERNAL_WALK] = 20,
    };
    uint32_t ec = (req->access == ACCESS_FETCH ? 0x20 : 0x24) + req->el;
    uint32_t wnr = req->access == ACCESS_WRITE ? 64 : 0;

    say(m, EVENT_FAULT)->fault = (struct event_fault){
        .fault = *fault, .esr = ec << 26 | 1U << 25 | wnr | (codes[fault->kind] + fault->level)};
}

/* Puts the largest part of e around the address that the list may hold into it. */
static void fill(struct mmu_model *m, struct model_list *list, struct model_entry e, uint64_t at,
                 enum event_kind evict, enum event_kind fill_kind)
{
    uint64_t offset;

    if (list->sets == 0) {
        return;
    }
    while ((list->sizes >> e.size & 1) == 0) {
        e.size--;
    }
    offset = (at >> e.size << e.size) - e.va;
    e.va += offset;
    e.pa += offset;
    e.filled = ++m->fills;
    struct model_item item = {.entry = e, .set = (e.va >> e.size) % list->sets};
    int victim = model_list_victim(list, item.set);
    if (victim >= 0) {
        say_entry(m, evict, &list->item[victim].entry);
        model_list_remove(list, victim);
    }
    model_list_add(list, &item);
    say_entry(m, fill_kind, &e);
}

static void keep_tables(struct mmu_model *m, const struct model_walk *w)
{
    for (unsigned i = 0; i < w->table_count && m->tables.sets != 0; i++) {
        struct model_item item = {.table = w->table[i]};
        unsigned shift = 39 - 9 * item.table.level;

        if ((m->config.walkcache.levels >> item.table.level & 1) == 0) {
            continue;
        }
        item.set = (item.table.va >> shift) % m->tables.sets;
        int victim = model_list_victim(&m->tables, item.set);
        if (victim >= 0) {
            model_list_remove(&m->tables, victim);
        }
        model_list_add(&m->tables, &item);
    }
}

/* The rights of Arm ARM's table of AP, PXN, UXN and WXN. */
static void judge(const struct mmu_model *m, const struct mmu_request *req,
                  const struct model_entry *e, struct mmu_reply *reply)
{
    bool wxn = (m->regs.sctlr_el1 >> 19 & 1) != 0;
    bool data = req->el == 1 || e->el0;
    bool write = data && !e->read_only;
    bool execute = req->el == 1 ? !e->pxn && !(e->el0 && !e->read_only) : !e->uxn;

    execute = execute && !(wxn && write);
    bool allowed = req->access == ACCESS_FETCH   ? execute
                   : req->access == ACCESS_WRITE ? write
                                                 : data;
    if (!allowed) {
        reply->outcome = MMU_FAULT;
        reply->fault = (struct fault){.va = req->va,
                                      .kind = FAULT_PERMISSION,
                                      .level = (uint8_t)e->level,
                                      .access = (uint8_t)req->access};
        return;
    }
    reply->outcome = MMU_MAPPED;
    reply->pa = pa(e->pa + (req->va.v - e->va));
    reply->rights = req->access == ACCESS_FETCH ? PERM_EXECUTE
                                                : (data ? PERM_READ : 0) | (write ? PERM_WRITE : 0);
}

static bool bypassed(const struct mmu_model *m, const struct mmu_request *req,
                     const struct model_entry *e)
{
    return m->bypass(m->ctx, pa(e->pa + (req->va.v - e->va)));
}

static struct mmu_reply flat(struct mmu_model *m, const struct mmu_request *req)
{
    struct mmu_reply reply = {.pa = pa(req->va.v),
                              .rights = req->access == ACCESS_FETCH ? PERM_EXECUTE
                                                                    : PERM_READ | PERM_WRITE};

    if (req->va.v >> m->config.pa_bits != 0) {
        reply = (struct mmu_reply){
            .outcome = MMU_FAULT,
            .fault = {.va = req->va, .kind = FAULT_ADDRESS_SIZE, .access = (uint8_t)req->access}};
    }
    return reply;
}

static struct mmu_reply answer_by_walk(struct mmu_model *m, const struct mmu_request *req)
{
    enum tlb_side side = req->access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D;
    int known = model_list_find_table(&m->tables, req->va.v, model_asid(m));
    struct model_walk w =
        model_walk(m, req->va.v, known >= 0 ? &m->tables.item[known].table : NULL);
    struct mmu_reply reply = {.missed = true};

    w.entry.side = side;
    if (w.found) {
        judge(m, req, &w.entry, &reply);
        if (bypassed(m, req, &w.entry)) {
            reply.missed = false;
            return reply;
        }
    } else {
        reply.outcome = MMU_FAULT;
        reply.fault = (struct fault){.va = req->va,
                                     .kind = (uint8_t)w.fault,
                                     .level = (uint8_t)w.fault_level,
                                     .access = (uint8_t)req->access};
    }
    reply.cycles = m->config.cost.walk_fixed + fetch_all(m, &w);
    reply.mirrored = reply.outcome == MMU_MAPPED;
    say_miss(m, EVENT_L1_MISS, req);
    say_miss(m, EVENT_L2_MISS, req);
    w.trace.va = req->va;
    w.trace.side = (uint8_t)side;
    w.trace.cycles = reply.cycles;
    w.trace.cache_probed = m->tables.sets != 0 && w.reads != 0;
    w.trace.cache_hit = known >= 0 && w.reads != 0;
    say(m, EVENT_WALK)->walk = w.trace;
    if (w.trace.cache_hit) {
        model_list_use(&m->tables, known);
    }
    keep_tables(m, &w);
    if (w.found) {
        fill(m, &m->l2, w.entry, req->va.v, EVENT_L2_EVICT, EVENT_L2_FILL);
        fill(m, &m->l1[side], w.entry, req->va.v, EVENT_L1_EVICT, EVENT_L1_FILL);
    }
    return reply;
}

static struct mmu_reply answer(struct mmu_model *m, const struct mmu_request *req)
{
    enum tlb_side side = req->access == ACCESS_FETCH ? TLB_SIDE_I : TLB_SIDE_D;
    struct mmu_reply reply = {0};

    if ((m->regs.sctlr_el1 & 1) == 0) {
        return flat(m, req);
    }
    int at = model_list_find_entry(&m->l1[side], req->va.v, model_asid(m));
    if (at >= 0) {
        const struct model_entry *e = &m->l1[side].item[at].entry;

        judge(m, req, e, &reply);
        reply.mirrored = reply.outcome == MMU_MAPPED && !bypassed(m, req, e);
        return reply;
    }
    at = model_list_find_entry(&m->l2, req->va.v, model_asid(m));
    if (at < 0) {
        return answer_by_walk(m, req);
    }
    struct model_entry e = m->l2.item[at].entry;
    judge(m, req, &e, &reply);
    if (bypassed(m, req, &e)) {
        return reply;
    }
    say_miss(m, EVENT_L1_MISS, req);
    say_miss(m, EVENT_L2_HIT, req);
    model_list_use(&m->l2, at);
    e.side = side;
    fill(m, &m->l1[side], e, req->va.v, EVENT_L1_EVICT, EVENT_L1_FILL);
    reply.missed = true;
    reply.cycles = m->config.cost.l2_hit;
    reply.mirrored = reply.outcome == MMU_MAPPED;
    return reply;
}

struct mmu_reply mmu_model_translate(struct mmu_model *m, const struct mmu_request *req)
{
    m->event_count = 0;
    struct mmu_reply reply = answer(m, req);

    if (reply.outcome == MMU_FAULT) {
        say_fault(m, req, &reply.fault);
    }
    return reply;
}

/* Whether the span of 2^shift bytes around va and the operation's have a byte in common. */
static bool overlaps(uint64_t va, unsigned shift, const struct tlbi *op)
{
    uint64_t first = va >> shift << shift, last = first + ((1ULL << shift) - 1);

    return first <= op->va.v + op->more + 4095 && op->va.v <= last;
}

/* A hint other than this model's one granule, or another level, misses. */
static bool hint_fits(const struct tlbi *op)
{
    return op->only_granule <= 1;
}

/* An entry is reached through any address of the translation it is a part of. */
static bool entry_reached(const struct model_entry *e, const struct tlbi *op, uint16_t asid)
{
    bool here = overlaps(e->va, e->block, op) && hint_fits(op) &&
                (op->only_level == 0 || op->only_level == e->level);
    bool ours = e->global || e->asid == asid;

    return op->reach == TLBI_REACH_ALL || (op->reach == TLBI_REACH_ASID && !e->global && ours) ||
           (op->reach == TLBI_REACH_VA && here && ours) ||
           (op->reach == TLBI_REACH_VA_ALL_ASIDS && here);
}

/* Tables lie above the level that a hint names. */
static bool table_reached(const struct model_table *t, const struct tlbi *op, uint16_t asid)
{
    bool here = overlaps(t->va, 39 - 9 * t->level, op) && hint_fits(op) &&
                (op->only_level == 0 || t->level < op->only_level);

    return !op->last_level &&
           (op->reach == TLBI_REACH_ALL || (op->reach == TLBI_REACH_ASID && t->asid == asid) ||
            (op->reach == TLBI_REACH_VA && here && t->asid == asid) ||
            (op->reach == TLBI_REACH_VA_ALL_ASIDS && here));
}

unsigned mmu_model_invalidate(struct mmu_model *m, const struct tlbi *op)
{
    struct model_list *lists[] = {&m->l1[TLB_SIDE_I], &m->l1[TLB_SIDE_D], &m->l2};
    uint16_t asid = m->config.asid_bits == 8 ? op->asid & 0xff : op->asid;

    m->event_count = 0;
    for (unsigned l = 0; l < 3; l++) {
        for (unsigned i = lists[l]->count; i-- > 0;) {
            if (entry_reached(&lists[l]->item[i].entry, op, asid)) {
                say_entry(m, l < 2 ? EVENT_L1_DROP : EVENT_L2_DROP, &lists[l]->item[i].entry);
                model_list_remove(lists[l], (int)i);
            }
        }
    }
    for (unsigned i = m->tables.count; i-- > 0;) {
        if (table_reached(&m->tables.item[i].table, op, asid)) {
            model_list_remove(&m->tables, (int)i);
        }
    }
    return m->event_count;
}
