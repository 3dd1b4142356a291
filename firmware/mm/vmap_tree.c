/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Search and clip in the augmented free tree, as Linux does since 5.2.
 */
#include "mm/vmap_tree.h"

#include "lib/panic.h"
#include "mm/layout.h"

static inline struct vmap_area *area_of(struct rb_node *node)
{
    return rb_entry(node, struct vmap_area, rb_node);
}

static inline uint64_t subtree_max(struct rb_node *node)
{
    return node == NULL ? 0 : area_of(node)->subtree_max_size;
}

static inline uint64_t max_size(const struct vmap_area *va)
{
    uint64_t below = max(subtree_max(va->rb_node.left), subtree_max(va->rb_node.right));
    return max(below, vmap_area_size(va));
}

uint64_t vmap_tree_max_size(const struct vmap_area *va)
{
    return max_size(va);
}

static void propagate(struct rb_node *node, struct rb_node *stop)
{
    for (; node != stop; node = rb_parent(node)) {
        struct vmap_area *va = area_of(node);
        uint64_t size = max_size(va);
        if (va->subtree_max_size == size) {
            return;
        }
        va->subtree_max_size = size;
    }
}

static void copy(struct rb_node *old, struct rb_node *successor)
{
    area_of(successor)->subtree_max_size = area_of(old)->subtree_max_size;
}

static void rotate(struct rb_node *old_top, struct rb_node *new_top)
{
    copy(old_top, new_top);
    area_of(old_top)->subtree_max_size = max_size(area_of(old_top));
}

const struct rb_augment_callbacks vmap_tree_augment = {propagate, copy, rotate};

/* Where the request would start in this range; 0: it does not fit. */
static inline uintptr_t fit(const struct vmap_area *va, const struct vmap_request *request,
                            uintptr_t vstart)
{
    uintptr_t from = max(va->va_start, vstart);
    uintptr_t start = ALIGN(from, request->align);
    bool fits =
        start >= from && start + request->size >= start && start + request->size <= va->va_end;
    return fits ? start : 0;
}

/*
 * Size that a range needs to be worth a visit. Padded for the worst alignment
 * of a range of whole pages, which keeps the search logarithmic, unless the
 * caller wants one exact place.
 */
static inline uint64_t search_length(const struct vmap_request *request)
{
    bool exact = request->vend - request->vstart == request->size;
    bool pad = request->align > PAGE_SIZE && !exact;
    return pad ? request->size + request->align - PAGE_SIZE : request->size;
}

/* The range found, and where in it the request starts. */
struct match {
    struct vmap_area *va; /* NULL: none */
    uintptr_t start;
};

/*
 * From a subtree without a match: up to the first ancestor that fits or whose
 * right side is large enough, and *vstart past that ancestor, so that it is
 * not entered again. Returns the node to go on from; NULL: nowhere.
 */
static struct rb_node *climb(struct rb_node *node, uint64_t length,
                             const struct vmap_request *request, uintptr_t *vstart,
                             struct match *match)
{
    while ((node = rb_parent(node)) != NULL) {
        struct vmap_area *va = area_of(node);
        match->start = fit(va, request, *vstart);
        if (match->start != 0) {
            match->va = va;
            return NULL;
        }
        if (subtree_max(node->right) >= length && *vstart <= va->va_start) {
            *vstart = va->va_start + 1;
            return node->right;
        }
    }
    return NULL;
}

static struct match find_lowest_match(const struct vmap_set *free,
                                      const struct vmap_request *request)
{
    struct match match = {NULL, 0};
    uint64_t length = search_length(request);
    uintptr_t vstart = request->vstart;
    struct rb_node *node = free->root.node;
    while (node != NULL) {
        struct vmap_area *va = area_of(node);
        if (subtree_max(node->left) >= length && vstart < va->va_start) {
            node = node->left;
            continue;
        }
        match.start = fit(va, request, vstart);
        if (match.start != 0) {
            match.va = va;
            break;
        }
        node = subtree_max(node->right) >= length ? node->right
                                                  : climb(node, length, request, &vstart, &match);
    }
    return match;
}

/* How a request lies in the range that it is cut from. */
enum fit_type {
    FL_FIT_TYPE, /* full: all of it */
    LE_FIT_TYPE, /* at the left edge */
    RE_FIT_TYPE, /* at the right edge */
    NE_FIT_TYPE, /* touches no edge */
};

static inline enum fit_type classify(const struct vmap_area *va, uintptr_t start, uint64_t size)
{
    if (va->va_start == start) {
        return va->va_end == start + size ? FL_FIT_TYPE : LE_FIT_TYPE;
    }
    return va->va_end == start + size ? RE_FIT_TYPE : NE_FIT_TYPE;
}

/* NE: [va_start, start) goes to *spare, the existing area keeps the rest. */
static bool split(struct vmap_set *free, struct vmap_area *va, uintptr_t start, uint64_t size,
                  struct vmap_area **spare)
{
    struct vmap_area *left = *spare;
    if (left == NULL) {
        return false;
    }
    *spare = NULL;
    left->va_start = va->va_start;
    left->va_end = start;
    va->va_start = start + size;
    propagate(&va->rb_node, NULL);
    vmap_set_insert_before(free, left, va);
    return true;
}

static bool clip(struct vmap_set *free, struct vmap_area *va, uintptr_t start, uint64_t size,
                 struct vmap_area **spare)
{
    switch (classify(va, start, size)) {
    case FL_FIT_TYPE:
        vmap_set_remove(free, va);
        vmap_area_free(va);
        return true;
    case LE_FIT_TYPE:
        va->va_start += size;
        propagate(&va->rb_node, NULL);
        return true;
    case RE_FIT_TYPE:
        va->va_end = start;
        propagate(&va->rb_node, NULL);
        return true;
    case NE_FIT_TYPE:
        return split(free, va, start, size, spare);
    }
    return false;
}

uintptr_t vmap_tree_take(struct vmap_set *free, const struct vmap_request *request,
                         struct vmap_area **spare)
{
    struct match match = find_lowest_match(free, request);
    if (match.va == NULL || request->size > request->vend ||
        match.start > request->vend - request->size) {
        return 0;
    }
    return clip(free, match.va, match.start, request->size, spare) ? match.start : 0;
}
