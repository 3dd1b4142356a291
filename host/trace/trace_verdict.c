/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each cause is a function that tells it when it applies. The first that does
 * has the word: what is wrong goes before what is slow.
 */
#include "trace_verdict.h"

#include "tlbi.h"

#include <inttypes.h>

#define OUTPUT_MASK 0xfffffffff000ULL
#define READ_ONLY (1ULL << 7)

/* The page, the names and where to write, for every teller. */
struct telling {
    const struct trace_page *page;
    const struct trace_names_of *names;
    FILE *out;
};

void trace_verdict_moment(const struct trace_moment *moment, const struct trace_names_of *names,
                          FILE *out)
{
    const struct event *ev = &moment->traced.event;
    const struct trace_symbol *symbol = trace_where_symbol(names->header, ev->pc);

    fprintf(out, "cycle %" PRIu64 " by core %u", ev->cycle, ev->core);
    if (ev->pc != 0 && symbol != NULL) {
        fprintf(out, " in %.64s+0x%" PRIx64, symbol->name, ev->pc - symbol->address);
    } else if (ev->pc != 0) {
        fprintf(out, " at pc 0x%" PRIx64, ev->pc);
    }
    if (moment->traced.site < names->header->site_count) {
        const struct trace_site *site = &names->header->sites[moment->traced.site];

        fprintf(out, " (%s, line %" PRIu32 ")", site->op, site->line);
    }
}

static void tell_moment(const struct telling *t, const struct trace_moment *moment)
{
    trace_verdict_moment(moment, t->names, t->out);
}

static const char *access_name(unsigned access)
{
    static const char *const names[] = {
        [ACCESS_FETCH] = "fetch", [ACCESS_READ] = "read", [ACCESS_WRITE] = "write"};

    return access < 3 ? names[access] : "access";
}

static void tell_tlbi(const struct telling *t, const struct trace_moment *by)
{
    const struct event *ev = &by->traced.event;
    const unsigned op = ev->kind == EVENT_SNOOP ? ev->snoop.op : ev->tlbi.op;

    fprintf(t->out, "tlbi %s of ", tlbi_op_name(op));
    tell_moment(t, by);
}

/* Walks began below a descriptor that does not lead there any more. */
static bool tell_stale_walk_cache(const struct telling *t)
{
    for (unsigned i = 0; i < t->page->core_count; i++) {
        const struct trace_walk_cache *cache = &t->page->cores[i].cache;

        if (!cache->stale || cache->dropped.order != 0) {
            continue;
        }
        fprintf(t->out,
                "stale walk cache: core %u walked from the level %u table 0x%" PRIx64
                " at cycle %" PRIu64 ", though the descriptor above leads ",
                i, cache->level, cache->table, cache->used.traced.event.cycle);
        if (cache->led_to != 0) {
            fprintf(t->out, "to 0x%" PRIx64, cache->led_to);
        } else {
            fputs("nowhere", t->out);
        }
        fputs("; no TLBI that drops walk cache entries came in between", t->out);
        return true;
    }
    return false;
}

/* The last TLBI of that core that was for itself alone; why others kept their entries. */
static void tell_why_stale(const struct telling *t, const struct trace_cover *cover,
                           const struct trace_descriptor *leaf)
{
    const unsigned holder = cover->fill.traced.event.core;

    for (unsigned i = 0; i < t->page->core_count; i++) {
        for (unsigned id = 0; id < TRACE_TLB_COUNT && i != holder; id++) {
            const struct trace_moment *by = &t->page->cores[i].loss[id].by;
            const struct event *ev = &by->traced.event;

            if (ev->kind == EVENT_TLBI && !ev->tlbi.broadcast && by->order > cover->fill.order) {
                fputs("; the ", t->out);
                tell_tlbi(t, by);
                fputs(" was for that core alone", t->out);
                return;
            }
        }
    }
    (void)leaf;
    fputs("; no TLBI has reached it since", t->out);
}

static void tell_change(const struct telling *t, const struct trace_descriptor *leaf)
{
    const bool gone = (leaf->value & 1) == 0;
    const struct trace_moment *when = gone ? &leaf->unmapped : &leaf->when;

    fprintf(t->out, leaf->written ? "was %s at " : "was seen %s at ",
            gone ? "unmapped" : "changed");
    tell_moment(t, when->order != 0 ? when : &leaf->when);
}

/* A TLB still has what the tables have not. */
static bool tell_stale_entry(const struct telling *t)
{
    const struct trace_page *page = t->page;

    for (size_t i = 0; i < page->cover_count; i++) {
        const struct trace_cover *cover = &page->covers[i];
        const struct trace_descriptor *leaf = trace_page_stale(page, cover);
        const struct event *fill = &cover->fill.traced.event;

        if (leaf == NULL) {
            continue;
        }
        fprintf(t->out,
                "stale: core %u still translates 0x%" PRIx64 " to 0x%" PRIx64
                " (%s, filled at cycle %" PRIu64 "), though the page ",
                fill->core, page->page, fill->entry.pa.v + (page->page - fill->entry.va.v),
                trace_tlb_names[cover->tlb], fill->cycle);
        tell_change(t, leaf);
        tell_why_stale(t, cover, leaf);
        if (page->reuse.order > leaf->when.order) {
            fprintf(t->out, "; the physical page has been reused: 0x%" PRIx64 " maps it since ",
                    page->reuse_va);
            tell_moment(t, &page->reuse);
        }
        return true;
    }
    return false;
}

static bool was_mapped(const struct trace_page *page, struct trace_moment *ret_unmapped)
{
    struct trace_moment last = {.order = 0};
    bool mapped = false;

    for (const struct trace_descriptor *it = trace_map_next(page->descriptors, NULL); it != NULL;
         it = trace_map_next(page->descriptors, it)) {
        const bool leaf = it->level == 3 || (it->value & 2) == 0;

        mapped = mapped || (leaf && it->mapped.order != 0);
        if (it->unmapped.order > last.order) {
            last = it->unmapped;
        }
    }
    *ret_unmapped = last;
    return mapped;
}

static void tell_translation_fault(const struct telling *t, unsigned level)
{
    struct trace_moment unmapped;

    if (was_mapped(t->page, &unmapped)) {
        fprintf(t->out, "use after unmapping: the level %u descriptor is invalid", level);
        if (unmapped.order != 0) {
            fputs(unmapped.traced.event.kind == EVENT_PTE_WRITE ? ", unmapped at "
                                                                : ", first seen unmapped at ",
                  t->out);
            tell_moment(t, &unmapped);
        }
    } else if (t->page->below.order != 0) {
        fprintf(t->out,
                "guard page: nothing was ever mapped here, and the page below is mapped "
                "(level %u descriptor invalid)",
                level);
    } else {
        fprintf(t->out, "never mapped: the level %u descriptor is invalid, and no mapping was seen",
                level);
    }
}

static void tell_permission_fault(const struct telling *t, const struct event_fault *fault)
{
    const char *what = access_name(fault->fault.access);

    for (size_t i = 0; i < t->page->cover_count; i++) {
        const struct trace_descriptor *leaf =
            trace_page_descriptor(t->page, t->page->covers[i].leaf);

        if (leaf == NULL) {
            continue;
        }
        fprintf(t->out, "permission: the level %u descriptor 0x%" PRIx64 " allows no %s",
                leaf->level, leaf->value, what);
        if (fault->fault.access == ACCESS_WRITE && (leaf->value & READ_ONLY) != 0) {
            fputs(", it is read-only since ", t->out);
            tell_moment(t, &leaf->when);
        }
        return;
    }
    fprintf(t->out, "permission: the translation allows no %s at level %u", what,
            fault->fault.level);
}

static bool tell_fault(const struct telling *t)
{
    const struct event_fault *fault = &t->page->fault.traced.event.fault;

    if (t->page->fault.order == 0 || t->page->fault.order < t->page->miss.order) {
        return false;
    }
    switch ((enum fault_kind)fault->fault.kind) {
    case FAULT_TRANSLATION:
        tell_translation_fault(t, fault->fault.level);
        break;
    case FAULT_PERMISSION:
        tell_permission_fault(t, fault);
        break;
    default:
        fprintf(t->out, "%s fault at level %u", fault_kind_name(fault->fault.kind),
                fault->fault.level);
        break;
    }
    fprintf(t->out, "; the %s faulted at ", access_name(fault->fault.access));
    tell_moment(t, &t->page->fault);
    return true;
}

/* An entry of the same page under another ASID was there and could not be used. */
static bool tell_other_asid(const struct telling *t)
{
    const struct trace_moment *other = &t->page->other_asid;

    if (other->order == 0 || t->page->l1_cause != TRACE_COLD) {
        return false;
    }
    fprintf(t->out,
            "ASID: the TLB held the page for ASID %u alone (filled at cycle %" PRIu64
            "), and the access ran under ASID %u; it missed at ",
            other->traced.event.entry.asid, other->traced.event.cycle,
            t->page->cores[t->page->miss.traced.event.core].asid);
    tell_moment(t, &t->page->miss);
    return true;
}

static void tell_loss(const struct telling *t, enum trace_tlb_id id, enum trace_cause cause,
                      const struct trace_loss *loss)
{
    const struct event *by = &loss->by.traced.event;

    switch (cause) {
    case TRACE_COLD:
        fprintf(t->out, "the first use on that core: no %s had held it", trace_tlb_names[id]);
        return;
    case TRACE_FIRST_WRITE:
        fputs("the first write to a page that was not marked dirty", t->out);
        return;
    case TRACE_UNMAPPED:
        fputs("nothing to hold", t->out);
        return;
    case TRACE_CAPACITY:
    case TRACE_CONFLICT:
        fprintf(t->out, "%s: the %s evicted it at cycle %" PRIu64, trace_cause_names[cause],
                trace_tlb_names[id], loss->when.traced.event.cycle);
        if (loss->by.order != 0) {
            fprintf(t->out, " to make room for 0x%" PRIx64, by->entry.va.v);
        }
        return;
    default:
        break;
    }
    fprintf(t->out, "invalidated: the %s lost it to ", trace_tlb_names[id]);
    if (loss->by.order == 0) {
        fputs("a TLBI that the recording does not have", t->out);
        return;
    }
    tell_tlbi(t, &loss->by);
    const struct event_entry *entry = &loss->when.traced.event.entry;

    if (entry->size_shift > 12) {
        fprintf(t->out, ", which dropped the whole %" PRIu64 "K from 0x%" PRIx64,
                (uint64_t)1 << (entry->size_shift - 10) % 54, entry->va.v);
    }
}

static bool tell_miss(const struct telling *t)
{
    const struct trace_page *page = t->page;
    const struct event *served = &page->served.traced.event;
    const struct event *ev = &page->miss.traced.event;
    const enum trace_tlb_id l1 = ev->miss.side == TLB_SIDE_I ? TRACE_L1I : TRACE_L1D;

    if (page->miss.order == 0) {
        return false;
    }
    if (page->served.order != 0 && served->kind == EVENT_L2_HIT) {
        fputs("L2 hit: ", t->out);
        tell_loss(t, l1, page->l1_cause, &page->l1_loss);
        fputs("; the L2 still had it", t->out);
    } else if (page->l2_loss.when.order != 0 || page->l2_cause != TRACE_COLD) {
        tell_loss(t, TRACE_L2, page->l2_cause, &page->l2_loss);
    } else {
        tell_loss(t, l1, page->l1_cause, &page->l1_loss);
    }
    fprintf(t->out, "; the %s missed at ", access_name(ev->miss.access));
    tell_moment(t, &page->miss);
    if (page->served.order != 0 && served->kind == EVENT_WALK) {
        fprintf(t->out, ", and a walk of %" PRIu64 " cycles found it", served->walk.cycles);
    }
    return true;
}

static bool tell_nothing(const struct telling *t)
{
    fputs("no miss or fault of this address was recorded", t->out);
    return true;
}

void trace_verdict_print(const struct trace_page *page, const struct trace_names_of *names,
                         FILE *out)
{
    static bool (*const tellers[])(const struct telling *) = {
        tell_stale_walk_cache, tell_stale_entry, tell_fault,
        tell_other_asid,       tell_miss,        tell_nothing,
    };
    const struct telling telling = {page, names, out};

    fputs("in short: ", out);
    for (size_t i = 0; !tellers[i](&telling); i++) {
    }
    fputs(".\n", out);
}
