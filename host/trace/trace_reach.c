/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_reach.h"

#include "tlbi.h"

static struct trace_span around(va_t va, unsigned shift)
{
    const uint64_t more = shift < 64 ? (1ULL << shift) - 1 : UINT64_MAX;

    return (struct trace_span){va.v & ~more, va.v | more};
}

static struct trace_span page_of(va_t va)
{
    return around(va, 12);
}

struct trace_span trace_reach_of_entry(const struct event_entry *entry)
{
    return around(entry->va, entry->size_shift);
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
    case EVENT_PTE_WRITE:
        *ret = around(ev->pte.va, ev->pte.size_shift);
        return true;
    default:
        return false;
    }
}
