/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the TLBs of a recorded machine held, followed through its trace: entries
 * come and go as the fills, evictions and drops say. What was there before the
 * recording began is not known.
 */
#pragma once

#include "machine_config.h"
#include "trace_reach.h"
#include "trace_record.h"

enum trace_tlb_id { TRACE_L1I, TRACE_L1D, TRACE_L2, TRACE_TLB_COUNT };

/* "L1I", "L1D", "L2". */
extern const char *const trace_tlb_names[TRACE_TLB_COUNT];

/* One slot: the entry and the event that brought it. */
struct trace_held {
    struct trace_event fill; /* fill.event.entry is the entry */
    bool live;
};

struct trace_tlb {
    struct trace_held *slots;
    unsigned slot_count, live;
    uint64_t reach; /* bytes that the live entries cover */
};

struct trace_tlbs {
    struct trace_tlb (*cores)[TRACE_TLB_COUNT];
    unsigned core_count;
};

/* 0 or -ENOMEM. */
int trace_tlbs_init(struct trace_tlbs *tlbs, unsigned core_count);
void trace_tlbs_finish(struct trace_tlbs *tlbs);

/* The TLB that a fill, an eviction or a drop is about; false for other events. */
bool trace_tlbs_which(const struct event *ev, enum trace_tlb_id *ret);

/* Events other than those of entries change nothing. 0 or -ENOMEM. */
int trace_tlbs_apply(struct trace_tlbs *tlbs, const struct trace_event *traced);

/*
 * The next live entry of a TLB, from slot *slot on, that covers the address;
 * NULL: no more. *slot moves behind it.
 */
const struct trace_held *trace_tlbs_find(const struct trace_tlb *tlb, uint64_t address,
                                         unsigned *slot);

/* The configuration of a TLB of the machine. */
const struct tlb_config *trace_tlbs_config(const struct machine_config *machine,
                                           enum trace_tlb_id id);
