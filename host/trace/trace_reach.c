/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_reach.h"

#include "tlbi.h"

static struct trace_span page_of(va_t va)
{
    return (struct trace_span){va.v & ~0xfffULL, va.v | 0xfff};
}

struct trace_span trace_reach_of_entry(const struct event_entry *entry)
{
    const uint64_t more = entry->size_shift < 64 ? (1ULL << entry->size_shift) - 1 : UINT64_MAX;

    return (struct trace_span){entry->va.v & ~more, entry->va.v | more};
}

static struct trace_span reach_of_tlbi(const struct event_tlbi *event)
{
    const struct trace_span everything = {0, UINT64_MAX};
    struct tlbi op;

    if (!tlbi_decode_op(event->op, event->operand, &op) || op.reach == TLBI_REACH_ALL ||
        op.reach == TLBI_REACH_ASID) {
        return everything;
    }
    return (struct trace_span){op.va.v, tlbi_last(&op).v};
}

bool trace_reach(const struct event *ev, struct trace_span *ret)
{
    switch ((enum event_kind)ev->kind) {
    case EVENT_L1_MISS:
    case EVENT_L2_HIT:
    case EVENT_L2_MISS:
        *ret = page_of(ev->miss.va);
        return true;
    case EVENT_L1_FILL:
    case EVENT_L1_EVICT:
    case EVENT_L1_DROP:
    case EVENT_L2_FILL:
    case EVENT_L2_EVICT:
    case EVENT_L2_DROP:
        *ret = trace_reach_of_entry(&ev->entry);
        return true;
    case EVENT_WALK:
        *ret = page_of(ev->walk.va);
        return true;
    case EVENT_FAULT:
        *ret = page_of(ev->fault.fault.va);
        return true;
    case EVENT_TLBI:
        *ret = reach_of_tlbi(&ev->tlbi);
        return true;
    default:
        return false;
    }
}
