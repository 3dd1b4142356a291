/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shootdown without broadcasts: a core asks the others by interrupt, each
 * invalidates for itself and acknowledges. One round of interrupts serves a
 * whole flush, however many pages it has.
 */
#pragma once

#include "lib/types.h"

enum tlb_request_kind {
    TLB_REQUEST_PAGES, /* leaf entries of `pages` pages from `start` on */
    TLB_REQUEST_TABLE, /* everything for `start`, cached walks included */
    TLB_REQUEST_ALL,
};

struct tlb_request {
    enum tlb_request_kind kind;
    uintptr_t start;
    uint64_t pages;
};

/* The invalidations of a request, for the calling core; barriers are its own. */
void tlb_request_issue(const struct tlb_request *request);

/*
 * The whole flush, on all cores that are up. It waits for the others: with
 * interrupts masked that is a bug. Locks may be held.
 */
void tlb_ipi_flush(struct tlb_request request);

/* On a target, in the interrupt: serves all who ask. Takes no lock. */
void tlb_ipi_serve(void);
