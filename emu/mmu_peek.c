/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The MMU looked at from outside: answers that leave TLBs and walk cache alone. */
#include "mmu.h"

#include "mmu_emit.h"
#include "mmu_fetch.h"

struct mmu_reply mmu_peek(const struct mmu *mmu, const struct mmu_request *req)
{
    struct decision d;
    struct mmu_reply reply;

    mmu_decide(mmu, req, &d);
    mmu_fetch_peek(mmu, &d);
    mmu_decision_reply(mmu, req, &d, &reply);
    return reply;
}

/* A walk on its own misses no TLB. */
static struct mmu_reply reply_by_tables(const struct mmu *mmu, const struct mmu_request *req,
                                        struct decision *d)
{
    struct mmu_reply reply;

    mmu_decision_reply(mmu, req, d, &reply);
    reply.missed = false;
    return reply;
}

struct mmu_reply mmu_peek_tables(const struct mmu *mmu, const struct mmu_request *req)
{
    struct decision d;

    mmu_decide_by_tables(mmu, req, &d);
    mmu_fetch_peek(mmu, &d);
    return reply_by_tables(mmu, req, &d);
}

struct mmu_reply mmu_address_translate(struct mmu *mmu, const struct mmu_request *req)
{
    struct decision d;

    mmu_decide_by_tables(mmu, req, &d);
    mmu_fetch(mmu, &d);
    struct mmu_reply reply = reply_by_tables(mmu, req, &d);
    if (d.path == DECISION_WALK) {
        mmu_emit_walk(mmu, req, &d, reply.cycles);
    }
    return reply;
}

unsigned mmu_l1_count(const struct mmu *mmu, enum tlb_side side)
{
    return tlb_count(&mmu->l1[side]);
}

bool mmu_l1_holds(const struct mmu *mmu, enum tlb_side side, va_t page)
{
    va_t va;

    return regime_canonical(&mmu->regime, page, &va) &&
           tlb_lookup(&mmu->l1[side], va, mmu->regime.asid) != TLB_NONE;
}
