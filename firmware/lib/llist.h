/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lock-free list: any core may add, in any context; one detaches all of it at
 * once. What was added last comes first.
 */
#pragma once

#include "lib/kernel.h"

struct llist_node {
    struct llist_node *next;
};

struct llist_head {
    struct llist_node *first;
};

#define llist_entry(ptr, type, member) container_of(ptr, type, member)

static inline bool llist_empty(const struct llist_head *head)
{
    return READ_ONCE(head->first) == NULL;
}

/* True: the list was empty. Whoever detaches it sees all that was written before. */
static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
    struct llist_node *first = READ_ONCE(head->first);
    do {
        node->next = first;
    } while (!__atomic_compare_exchange_n(&head->first, &first, node, true, __ATOMIC_RELEASE,
                                          __ATOMIC_RELAXED));
    return first == NULL;
}

/* The first node of what was there; the list is empty afterwards. */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
    return __atomic_exchange_n(&head->first, NULL, __ATOMIC_ACQUIRE);
}
