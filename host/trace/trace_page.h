/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a trace tells of one address, event by event: its descriptors as they
 * were last seen or written, the TLB entries that cover it, how it lost them,
 * its misses and faults. trace_why.c prints it, trace_verdict.c judges it.
 */
#pragma once

#include "trace_map.h"
#include "trace_miss.h"
#include "trace_tlbs.h"

#define TRACE_PAGE_LEVELS 4

/* An event by its place in the recording, for what comes after what. */
struct trace_moment {
    struct trace_event traced;
    uint64_t order; /* 1, 2, ...; 0: it never was */
};

/* A descriptor that was read for the address, or stored. By its physical address in a map. */
struct trace_descriptor {
    uint64_t value;
    uint8_t level;
    bool written; /* `when` is a store; otherwise a walk that read it */
    struct trace_moment when; /* the value was first known */
    struct trace_moment mapped; /* last became valid */
    struct trace_moment unmapped; /* last became invalid */
};

/* An entry that covers the address. */
struct trace_cover {
    struct trace_moment fill;
    enum trace_tlb_id tlb;
    uint64_t leaf; /* physical address of the descriptor that it comes from; 0: not known */
    uint64_t leaf_value; /* as the walk read it */
};

/* A broadcast or local TLBI, and how it reached a core. */
struct trace_loss {
    struct trace_moment when; /* the eviction or the drop */
    struct trace_moment by; /* the fill that took its place, or the TLBI */
    unsigned initiator; /* of a drop by another core's TLBI, until `by` is known */
    uint32_t sequence; /* likewise; 0: the core's own */
};

/* What is known of a core's walk cache for the address. */
struct trace_walk_cache {
    struct trace_moment used; /* the walk that read or used what it holds */
    struct trace_moment dropped; /* the TLBI that dropped it later, or the SNOOP of one */
    uint64_t table; /* where walks begin: physical, 4K aligned */
    uint8_t level; /* of that table */
    bool hit; /* `used` began there; otherwise it came by and filled it */
    bool stale; /* `used` began in a table that the descriptor above did not lead to */
    uint64_t led_to; /* where that descriptor led; 0: nowhere */
};

struct trace_page_core {
    struct trace_moment walk, l2_hit; /* of the miss that is under way */
    struct trace_loss loss[TRACE_TLB_COUNT];
    struct trace_walk_cache cache;
    uint16_t asid; /* of the last entry filled */
    bool losing; /* an entry was dropped, and what did it comes next */
};

struct trace_page {
    uint64_t address, page; /* page: 4K aligned */
    uint64_t order; /* events seen */
    unsigned core_count;
    struct trace_page_core *cores;
    struct trace_map *descriptors; /* key.a: physical address */
    uint64_t chain[TRACE_PAGE_LEVELS]; /* addresses of those of the last walk; 0: not known */
    struct trace_cover *covers;
    size_t cover_count, cover_capacity;
    struct trace_map *tlbis; /* struct trace_moment by initiator and sequence */
    struct trace_misses *misses;
    uint64_t physical; /* 4K page that the address had last; 0: not known */
    struct trace_moment below; /* the page below was mapped then; order 0: not, or not known */
    struct trace_moment reuse; /* the last time its physical page was mapped elsewhere */
    uint64_t reuse_va;
    /* The last miss, and the last fault, of the address. */
    struct trace_moment miss, fault, served; /* served: the L2 hit or the walk */
    enum trace_cause l1_cause, l2_cause;
    bool miss_done; /* served and filled, or faulted */
    struct trace_moment other_asid; /* when filled: an entry of another ASID covered it */
    struct trace_loss l1_loss, l2_loss; /* as they were at that miss */
};

/* 0 or -ENOMEM. */
int trace_page_init(struct trace_page *page, uint64_t address, const struct trace_header *header);
void trace_page_finish(struct trace_page *page);

/* The next event. 0 or -ENOMEM. *ret_about: it belongs to the story of the address. */
int trace_page_apply(struct trace_page *page, const struct trace_event *traced, bool *ret_about);

/* The descriptor at a physical address, or NULL. */
const struct trace_descriptor *trace_page_descriptor(const struct trace_page *page, uint64_t pa);

/* The descriptor that an entry comes from, when it has changed since; otherwise NULL. */
const struct trace_descriptor *trace_page_stale(const struct trace_page *page,
                                                const struct trace_cover *cover);
