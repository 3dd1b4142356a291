/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intrusive doubly linked list: a ring through a head that is not an element.
 * A list allocates nothing and has no lock; its owner has both.
 */
#pragma once

#include "lib/kernel.h"

struct list_head {
    struct list_head *next;
    struct list_head *prev;
};

#define LIST_HEAD_INIT(name)                                                                       \
    {                                                                                              \
        &(name), &(name)                                                                           \
    }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

#define list_entry(ptr, type, member) container_of(ptr, type, member)

#define list_first_entry(head, type, member) list_entry((head)->next, type, member)
#define list_last_entry(head, type, member) list_entry((head)->prev, type, member)
#define list_next_entry(pos, member) list_entry((pos)->member.next, __typeof__(*(pos)), member)

#define list_for_each_entry(pos, head, member)                                                     \
    for ((pos) = list_first_entry(head, __typeof__(*(pos)), member); &(pos)->member != (head);     \
         (pos) = list_next_entry(pos, member))

/* The body may remove `pos`. */
#define list_for_each_entry_safe(pos, n, head, member)                                             \
    for ((pos) = list_first_entry(head, __typeof__(*(pos)), member),                               \
        (n) = list_next_entry(pos, member);                                                        \
         &(pos)->member != (head); (pos) = (n), (n) = list_next_entry(n, member))

static inline void list_init(struct list_head *head)
{
    head->next = head;
    head->prev = head;
}

static inline bool list_empty(const struct list_head *head)
{
    return head->next == head;
}

static inline void list_insert_between(struct list_head *node, struct list_head *prev,
                                       struct list_head *next)
{
    next->prev = node;
    node->next = next;
    node->prev = prev;
    prev->next = node;
}

/* First after `head`. */
static inline void list_add(struct list_head *node, struct list_head *head)
{
    list_insert_between(node, head, head->next);
}

/* Last before `head`. */
static inline void list_add_tail(struct list_head *node, struct list_head *head)
{
    list_insert_between(node, head->prev, head);
}

/* `node` keeps its stale links: it must be added somewhere before it is read. */
static inline void list_del(struct list_head *node)
{
    node->next->prev = node->prev;
    node->prev->next = node->next;
}

/* Moves every element of `from` to the empty list `to`; `from` ends empty. */
static inline void list_move_all(struct list_head *from, struct list_head *to)
{
    if (list_empty(from)) {
        list_init(to);
        return;
    }
    *to = *from;
    to->next->prev = to;
    to->prev->next = to;
    list_init(from);
}
