/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of areas. Where a new area goes is decided once, by find_links(), and
 * serves the tree and the list alike.
 */
#include "mm/vmap_area.h"

#include "lib/panic.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"

static struct kmem_cache *vmap_area_cachep;

enum fw_status vmap_area_init(void)
{
    if (vmap_area_cachep == NULL) {
        vmap_area_cachep = kmem_cache_create("vmap_area", sizeof(struct vmap_area), 8);
    }
    return vmap_area_cachep == NULL ? FW_NO_MEMORY : FW_OK;
}

struct vmap_area *vmap_area_alloc(gfp_t gfp)
{
    return kmem_cache_alloc(vmap_area_cachep, gfp);
}

void vmap_area_free(struct vmap_area *va)
{
    kmem_cache_free(vmap_area_cachep, va);
}

struct vmap_area *vmap_area_new(uintptr_t start, uintptr_t end, struct vm_struct *vm)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    if (va != NULL) {
        va->va_start = start;
        va->va_end = end;
        va->vm = vm;
        va->flags = 0;
    }
    return va;
}

void vmap_set_init(struct vmap_set *set, const struct rb_augment_callbacks *augment)
{
    set->root = RB_ROOT;
    list_init(&set->list);
    set->last = NULL;
    set->augment = augment;
}

void vmap_set_take_all(struct vmap_set *to, struct vmap_set *from)
{
    to->root = from->root;
    to->augment = from->augment;
    list_move_all(&from->list, &to->list);
    to->last = from->last;
    from->root = RB_ROOT;
    from->last = NULL;
}

static inline struct vmap_area *area_of(struct rb_node *node)
{
    return rb_entry(node, struct vmap_area, rb_node);
}

/* The place of a new area: a free link of the tree, an element of the list. */
struct links {
    struct rb_node *parent;
    struct rb_node **link;
    struct list_head *prev; /* the list head, when the area is the lowest */
};

/* Is there room for the area behind `prev`, an element of the list or its head? */
static inline bool fits_behind(const struct vmap_set *set, const struct vmap_area *va,
                               const struct list_head *prev)
{
    const struct list_head *next = prev->next;
    return (prev == &set->list ||
            list_entry(prev, struct vmap_area, list)->va_end <= va->va_start) &&
           (next == &set->list || va->va_end <= list_entry(next, struct vmap_area, list)->va_start);
}

/* Of two areas that follow one another, one has a free link towards the other. */
static inline struct links links_behind(struct vmap_area *prev)
{
    struct rb_node *node = &prev->rb_node;
    if (node->right == NULL) {
        return (struct links){node, &node->right, &prev->list};
    }
    node = &list_entry(prev->list.next, struct vmap_area, list)->rb_node;
    return (struct links){node, &node->left, &prev->list};
}

/*
 * The descent compares starts only, without a branch that depends on one: in a
 * tree of thousands it is what an insertion costs. Overlap shows at the
 * neighbours, once.
 */
static inline struct links descend(struct vmap_set *set, const struct vmap_area *va)
{
    struct rb_node *node = set->root.node;
    if (node == NULL) {
        return (struct links){NULL, &set->root.node, &set->list};
    }
    const uintptr_t start = va->va_start;
    struct rb_node *parent;
    uintptr_t above;
    do {
        parent = node;
        above = start >= area_of(parent)->va_start;
        node = parent->child[above];
    } while (node != NULL);
    struct vmap_area *other = area_of(parent);
    struct links at = {parent, &parent->child[above], above ? &other->list : other->list.prev};
    BUG_ON(!fits_behind(set, va, at.prev));
    return at;
}

static inline struct links find_links(struct vmap_set *set, const struct vmap_area *va)
{
    struct vmap_area *last = set->last;
    return last != NULL && fits_behind(set, va, &last->list) ? links_behind(last)
                                                             : descend(set, va);
}

/* The area's size is new or has grown: so do the greatest sizes above it. */
static inline void raise_max(struct vmap_area *va)
{
    const uint64_t size = vmap_area_size(va);
    for (struct rb_node *node = &va->rb_node; node != NULL; node = rb_parent(node)) {
        if (area_of(node)->subtree_max_size >= size) {
            return;
        }
        area_of(node)->subtree_max_size = size;
    }
}

static inline void link_area(struct vmap_set *set, struct vmap_area *va, struct links at)
{
    rb_link_node(&va->rb_node, at.parent, at.link);
    list_add(&va->list, at.prev);
    set->last = va;
    if (set->augment == NULL) {
        rb_insert_color(&va->rb_node, &set->root);
        return;
    }
    va->subtree_max_size = 0;
    raise_max(va);
    rb_insert_augmented(&va->rb_node, &set->root, set->augment);
}

void vmap_set_insert(struct vmap_set *set, struct vmap_area *va)
{
    link_area(set, va, find_links(set, va));
}

void vmap_set_insert_before(struct vmap_set *set, struct vmap_area *va, struct vmap_area *next)
{
    struct links at = {&next->rb_node, &next->rb_node.left, next->list.prev};
    while (*at.link != NULL) {
        at.parent = *at.link;
        at.link = &at.parent->right;
    }
    link_area(set, va, at);
}

enum fw_status vmap_set_import(struct vmap_set *set, struct vm_struct *early)
{
    vmap_set_init(set, NULL);
    for (struct vm_struct *vm = early; vm != NULL; vm = vm->next) {
        uintptr_t start = (uintptr_t)vm->addr;
        struct vmap_area *va = vmap_area_new(start, start + vm->size, vm);
        if (va == NULL) {
            return FW_NO_MEMORY;
        }
        vmap_set_insert(set, va);
    }
    return FW_OK;
}

void vmap_set_remove(struct vmap_set *set, struct vmap_area *va)
{
    if (set->last == va) {
        struct list_head *prev = va->list.prev;
        set->last = prev == &set->list ? NULL : list_entry(prev, struct vmap_area, list);
    }
    list_del(&va->list);
    if (set->augment == NULL) {
        rb_erase(&va->rb_node, &set->root);
    } else {
        rb_erase_augmented(&va->rb_node, &set->root, set->augment);
    }
}

void vmap_set_merge(struct vmap_set *set, struct vmap_area *va)
{
    struct links at = find_links(set, va);
    struct vmap_area *prev = list_entry(at.prev, struct vmap_area, list);
    struct vmap_area *next = list_entry(at.prev->next, struct vmap_area, list);
    bool joins_prev = &prev->list != &set->list && prev->va_end == va->va_start;
    bool joins_next = &next->list != &set->list && next->va_start == va->va_end;
    if (!joins_prev && !joins_next) {
        link_area(set, va, at);
        return;
    }
    uintptr_t start = joins_prev ? prev->va_start : va->va_start;
    struct vmap_area *kept = joins_next ? next : prev;
    if (joins_prev && joins_next) {
        /* Before `next` grows: rebalancing must see maxima that still hold. */
        vmap_set_remove(set, prev);
        vmap_area_free(prev);
    }
    kept->va_start = start;
    kept->va_end = joins_next ? next->va_end : va->va_end;
    vmap_area_free(va);
    set->last = kept;
    if (set->augment != NULL) {
        raise_max(kept);
    }
}

struct vmap_area *vmap_set_find(const struct vmap_set *set, uintptr_t addr)
{
    struct rb_node *node = set->root.node;
    while (node != NULL) {
        struct vmap_area *va = area_of(node);
        if (addr < va->va_start) {
            node = node->left;
        } else if (addr >= va->va_end) {
            node = node->right;
        } else {
            return va;
        }
    }
    return NULL;
}

struct vmap_area *vmap_set_find_start(const struct vmap_set *set, uintptr_t start)
{
    struct rb_node *node = set->root.node;
    while (node != NULL && area_of(node)->va_start != start) {
        node = node->child[start >= area_of(node)->va_start];
    }
    return node == NULL ? NULL : area_of(node);
}

void vmap_set_for_each(const struct vmap_set *set, vmap_visit_fn visit, enum vmap_state state,
                       void *ctx)
{
    struct vmap_area *va;
    list_for_each_entry (va, &set->list, list) {
        visit(va, state, ctx);
    }
}
