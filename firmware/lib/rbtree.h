/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Intrusive red-black tree. The caller descends by its own key and links a
 * node where the descent ended; the tree only balances. An augmented tree
 * keeps a value in each node that summarises its subtree; the callbacks keep
 * it right across rotations and removals.
 *
 *   struct rb_node **link = &root->node, *parent = NULL;
 *   while (*link) { parent = *link; link = smaller ? &parent->left : &parent->right; }
 *   rb_link_node(&mine->rb, parent, link);
 *   rb_insert_color(&mine->rb, root);
 */
#pragma once

#include "lib/kernel.h"

/* The children come first: a descent then needs no sum to reach one. */
struct rb_node {
    union {
        struct {
            struct rb_node *left;
            struct rb_node *right;
        };
        struct rb_node *child[2]; /* left, right */
    };
    uintptr_t parent_color; /* the parent; bit 0: RB_BLACK */
};

struct rb_root {
    struct rb_node *node;
};

#define RB_RED 0u
#define RB_BLACK 1u
#define RB_ROOT                                                                                    \
    (struct rb_root)                                                                               \
    {                                                                                              \
        NULL                                                                                       \
    }

#define rb_entry(ptr, type, member) container_of(ptr, type, member)

struct rb_augment_callbacks {
    /* Recompute from `node` upward, until `stop` or an unchanged value. */
    void (*propagate)(struct rb_node *node, struct rb_node *stop);
    /* `successor` takes the place of `old`, and so its value. */
    void (*copy)(struct rb_node *old, struct rb_node *successor);
    /* `new_top` rotated above `old_top`: it takes its value, `old_top` recomputes. */
    void (*rotate)(struct rb_node *old_top, struct rb_node *new_top);
};

static inline struct rb_node *rb_parent(const struct rb_node *node)
{
    return (struct rb_node *)(node->parent_color & ~(uintptr_t)RB_BLACK);
}

static inline bool rb_is_black(const struct rb_node *node)
{
    return node->parent_color & RB_BLACK;
}

/* Hangs a red leaf under `parent` at `link`; rb_insert_color() must follow. */
static inline void rb_link_node(struct rb_node *node, struct rb_node *parent, struct rb_node **link)
{
    node->parent_color = (uintptr_t)parent;
    node->left = NULL;
    node->right = NULL;
    *link = node;
}

void rb_insert_color(struct rb_node *node, struct rb_root *root);
void rb_erase(struct rb_node *node, struct rb_root *root);

/* The same for an augmented tree. Before inserting, the caller has propagated
 * from the new leaf upward. */
void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
                         const struct rb_augment_callbacks *augment);
void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
                        const struct rb_augment_callbacks *augment);

/* In key order; NULL at either end or in an empty tree. */
struct rb_node *rb_first(const struct rb_root *root);
struct rb_node *rb_last(const struct rb_root *root);
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);

/*
 * Checks colours and parent links of the whole tree: no red node has a red
 * child, every path down has as many black nodes. Returns the count of nodes,
 * or -1 when a rule is broken.
 */
long rb_check(const struct rb_root *root);
