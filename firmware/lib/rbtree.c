/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Red-black tree (Guibas and Sedgewick). Both halves of each case are one text:
 * `side` is 0 for left and 1 for right, and !side is the other.
 *
 * The rules: the root is black; a red node has black children; each path from
 * a node down to a missing child passes as many black nodes.
 */
#include "lib/rbtree.h"

static __force_inline bool is_red(const struct rb_node *node)
{
    return node != NULL && !rb_is_black(node);
}

static __force_inline void set_black(struct rb_node *node)
{
    node->parent_color |= RB_BLACK;
}

static __force_inline void set_red(struct rb_node *node)
{
    node->parent_color &= ~(uintptr_t)RB_BLACK;
}

static __force_inline void set_parent(struct rb_node *node, struct rb_node *parent)
{
    node->parent_color = (uintptr_t)parent | (node->parent_color & RB_BLACK);
}

static __force_inline unsigned side_of(const struct rb_node *node, const struct rb_node *parent)
{
    return parent->right == node;
}

/* Whatever pointed to `old` points to `new`, which takes over its parent. */
static __force_inline void replace_child(struct rb_node *old, struct rb_node *new,
                                         struct rb_node *parent, struct rb_root *root)
{
    if (parent == NULL) {
        root->node = new;
    } else {
        parent->child[side_of(old, parent)] = new;
    }
    if (new != NULL) {
        set_parent(new, parent);
    }
}

/*
 * The child opposite to `side` rises above `top`, which sinks to `side`:
 *
 *      top                 up
 *     /   \               /  \
 *    a     up    ->    top    c      (side 0)
 *         /  \        /   \
 *        b    c      a     b
 */
static __force_inline void rotate(struct rb_node *top, unsigned side, struct rb_root *root,
                                  const struct rb_augment_callbacks *augment)
{
    struct rb_node *up = top->child[!side];
    struct rb_node *moved = up->child[side];
    replace_child(top, up, rb_parent(top), root);
    up->child[side] = top;
    set_parent(top, up);
    top->child[!side] = moved;
    if (moved != NULL) {
        set_parent(moved, top);
    }
    if (augment != NULL) {
        augment->rotate(top, up);
    }
}

/* `node` is red, and so may be its parent: move that upward or rotate it away. */
static __force_inline void insert_fix(struct rb_node *node, struct rb_root *root,
                                      const struct rb_augment_callbacks *augment)
{
    struct rb_node *parent;
    while (is_red(parent = rb_parent(node))) {
        struct rb_node *grandparent = rb_parent(parent);
        unsigned side = side_of(parent, grandparent);
        struct rb_node *uncle = grandparent->child[!side];
        if (is_red(uncle)) {
            set_black(parent);
            set_black(uncle);
            set_red(grandparent);
            node = grandparent;
            continue;
        }
        if (node == parent->child[!side]) {
            rotate(parent, side, root, augment);
            parent = node;
        }
        set_black(parent);
        set_red(grandparent);
        rotate(grandparent, !side, root, augment);
        return;
    }
    if (parent == NULL) {
        set_black(node);
    }
}

/* Paths through `side` of `parent` are one black node short. */
static __force_inline void erase_fix(struct rb_node *parent, unsigned side, struct rb_root *root,
                                     const struct rb_augment_callbacks *augment)
{
    while (parent != NULL) {
        struct rb_node *node = parent->child[side];
        if (is_red(node)) {
            set_black(node);
            return;
        }
        struct rb_node *sibling = parent->child[!side];
        if (is_red(sibling)) {
            set_black(sibling);
            set_red(parent);
            rotate(parent, side, root, augment);
            sibling = parent->child[!side];
        }
        if (!is_red(sibling->left) && !is_red(sibling->right)) {
            set_red(sibling);
            node = parent;
            parent = rb_parent(node);
            side = parent != NULL && side_of(node, parent);
            continue;
        }
        if (!is_red(sibling->child[!side])) {
            set_black(sibling->child[side]);
            set_red(sibling);
            rotate(sibling, !side, root, augment);
            sibling = parent->child[!side];
        }
        sibling->parent_color = (uintptr_t)rb_parent(sibling) | (parent->parent_color & RB_BLACK);
        set_black(parent);
        set_black(sibling->child[!side]);
        rotate(parent, side, root, augment);
        return;
    }
}

/* Where a black node went missing. */
struct shortage {
    struct rb_node *parent;
    unsigned side;
    bool exists;
};

/* Unlinks a node with at most one child; a red child steps in as black. */
static __force_inline struct shortage unlink_simple(struct rb_node *node, struct rb_root *root,
                                                    const struct rb_augment_callbacks *augment)
{
    struct rb_node *parent = rb_parent(node);
    struct rb_node *child = node->left != NULL ? node->left : node->right;
    struct shortage shortage = {parent, parent != NULL && side_of(node, parent), false};
    shortage.exists = rb_is_black(node) && child == NULL;
    replace_child(node, child, parent, root);
    if (child != NULL) {
        set_black(child); /* an only child is red, its parent black */
    }
    if (augment != NULL) {
        augment->propagate(parent, NULL);
    }
    return shortage;
}

/* `successor`, the leftmost node right of `node`, takes its place and colour. */
static __force_inline struct shortage unlink_double(struct rb_node *node, struct rb_root *root,
                                                    const struct rb_augment_callbacks *augment)
{
    struct rb_node *successor = node->right;
    while (successor->left != NULL) {
        successor = successor->left;
    }
    struct rb_node *parent = rb_parent(successor);
    struct rb_node *orphan = successor->right;
    struct shortage shortage = {parent, side_of(successor, parent), false};
    shortage.exists = rb_is_black(successor) && orphan == NULL;
    if (orphan != NULL) {
        set_black(orphan);
    }
    if (parent == node) {
        shortage.parent = successor;
    } else {
        replace_child(successor, orphan, parent, root);
        successor->right = node->right;
        set_parent(node->right, successor);
    }
    successor->left = node->left;
    set_parent(node->left, successor);
    replace_child(node, successor, rb_parent(node), root);
    successor->parent_color = node->parent_color;
    if (augment != NULL) {
        augment->copy(node, successor);
        if (parent != node) {
            augment->propagate(parent, successor);
        }
        augment->propagate(successor, NULL);
    }
    return shortage;
}

static __force_inline void erase(struct rb_node *node, struct rb_root *root,
                                 const struct rb_augment_callbacks *augment)
{
    struct shortage shortage = node->left != NULL && node->right != NULL
                                   ? unlink_double(node, root, augment)
                                   : unlink_simple(node, root, augment);
    if (shortage.exists) {
        erase_fix(shortage.parent, shortage.side, root, augment);
    }
}

void rb_insert_color(struct rb_node *node, struct rb_root *root)
{
    insert_fix(node, root, NULL);
}

void rb_erase(struct rb_node *node, struct rb_root *root)
{
    erase(node, root, NULL);
}

void rb_insert_augmented(struct rb_node *node, struct rb_root *root,
                         const struct rb_augment_callbacks *augment)
{
    insert_fix(node, root, augment);
}

void rb_erase_augmented(struct rb_node *node, struct rb_root *root,
                        const struct rb_augment_callbacks *augment)
{
    erase(node, root, augment);
}

static struct rb_node *outermost(struct rb_node *node, unsigned side)
{
    while (node != NULL && node->child[side] != NULL) {
        node = node->child[side];
    }
    return node;
}

/* The neighbour of `node` on `side`, in key order. */
static struct rb_node *neighbour(const struct rb_node *node, unsigned side)
{
    if (node->child[side] != NULL) {
        return outermost(node->child[side], !side);
    }
    struct rb_node *parent = rb_parent(node);
    while (parent != NULL && node == parent->child[side]) {
        node = parent;
        parent = rb_parent(node);
    }
    return parent;
}

struct rb_node *rb_first(const struct rb_root *root)
{
    return outermost(root->node, 0);
}

struct rb_node *rb_last(const struct rb_root *root)
{
    return outermost(root->node, 1);
}

struct rb_node *rb_next(const struct rb_node *node)
{
    return neighbour(node, 1);
}

struct rb_node *rb_prev(const struct rb_node *node)
{
    return neighbour(node, 0);
}

/* Black nodes on the path from the root to a missing child of `node`. */
static unsigned black_depth(const struct rb_node *node)
{
    unsigned depth = 0;
    for (; node != NULL; node = rb_parent(node)) {
        depth += rb_is_black(node);
    }
    return depth;
}

static bool node_is_sound(const struct rb_node *node, const struct rb_root *root, unsigned blacks)
{
    const struct rb_node *parent = rb_parent(node);
    bool linked =
        parent == NULL ? root->node == node : parent->child[side_of(node, parent)] == node;
    bool coloured = rb_is_black(node) || (parent != NULL && rb_is_black(parent));
    bool full = node->left != NULL && node->right != NULL;
    return linked && coloured && (full || black_depth(node) == blacks);
}

long rb_check(const struct rb_root *root)
{
    long count = 0;
    const struct rb_node *first = rb_first(root);
    unsigned blacks = first == NULL ? 0 : black_depth(first);
    for (const struct rb_node *node = first; node != NULL; node = rb_next(node)) {
        if (!node_is_sound(node, root, blacks)) {
            return -1;
        }
        count++;
    }
    return count;
}
