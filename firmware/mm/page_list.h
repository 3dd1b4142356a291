/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single frames that a core keeps at hand: a stack, refilled and spilled in
 * batches. All of them belong to the core's own node.
 */
#pragma once

#include "arch/percpu.h"
#include "lib/panic.h"
#include "mm/page.h"

#define PAGE_LIST_CAPACITY 256u
#define PAGE_LIST_BATCH 64u

struct page_list {
    uint32_t count;
    uint32_t fail_in; /* the request that fails, from 1; 0: none */
    uint32_t node;
    struct page *pages[PAGE_LIST_CAPACITY]; /* [0, count), newest last */
};

DECLARE_PER_CPU(struct page_list, page_list);

/* Moves the newest `count` frames of the list, which has them, to `pages`. */
static inline void page_list_take(struct page_list *list, unsigned count, struct page **pages)
{
    list->count -= count;
    struct page **from = &list->pages[list->count];
    for (unsigned i = 0; i < count; i++) {
        struct page *page = from[i];
        page_set_type(page, PAGE_ALLOCATED);
        pages[i] = page;
    }
}

/* The list has room, and `page` is of its node. */
static inline void page_list_add(struct page_list *list, struct page *page)
{
    BUG_ON(page_type(page) != PAGE_ALLOCATED);
    page_set_type(page, PAGE_CACHED);
    list->pages[list->count++] = page;
}

/* Fetches a batch from the zones of the node; false: they have nothing. */
bool page_list_refill(struct page_list *list, gfp_t gfp);

/* Gives the `count` oldest frames back to their zones. */
void page_list_spill(struct page_list *list, unsigned count);
