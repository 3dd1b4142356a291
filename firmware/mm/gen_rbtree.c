/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generation of Linux 2.6.28 to 5.1, as 4.10 had it: one tree and sorted
 * list of areas under one lock. A freed area stays there, unfindable but in the
 * way of searches, until a purge has flushed it. A request searches the gaps
 * between areas upward from a hint (vmap_hint.h).
 */
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/vmalloc.h"
#include "mm/vmap_area.h"
#include "mm/vmap_check.h"
#include "mm/vmap_gap.h"
#include "mm/vmap_hint.h"
#include "mm/vmap_lazy.h"

/* vmap_area.flags: no live area any more; being unmapped, or lazy. */
#define VM_LAZY_FREE 0x1u

static struct vmap_set area_set; /* vmap_area_root and vmap_area_list */
static struct vmap_hint hint;
static struct spinlock vmap_area_lock = SPINLOCK_INIT(VMAP_AREA);
static struct llist_head vmap_purge_list;

static uintptr_t range_start;
static uintptr_t range_end;

static enum fw_status rbtree_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    if (vmap_area_init() != FW_OK) {
        return FW_NO_MEMORY;
    }
    range_start = start;
    range_end = end;
    hint = (struct vmap_hint){NULL, 0, 0, 0};
    vmap_purge_list.first = NULL;
    vmap_lazy_init();
    return vmap_set_import(&area_set, early);
}

/* Sets the range of `va` and inserts it; the lock is held. */
static bool insert_in_gap(struct vmap_area *va, const struct vmap_request *request)
{
    struct vmap_window window;
    uintptr_t addr;
    if (!vmap_window_open(request, range_start, range_end, &window, &addr) ||
        !vmap_hint_search(&hint, &area_set, &window, &addr)) {
        return false;
    }
    va->va_start = addr;
    va->va_end = addr + window.size;
    vmap_set_insert(&area_set, va);
    hint.free_vmap_cache = va;
    return true;
}

static struct vmap_area *rbtree_alloc(const struct vmap_request *request, struct vm_struct *vm)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    if (va == NULL) {
        return NULL;
    }
    va->vm = vm;
    va->flags = request->va_flags;
    spin_lock(&vmap_area_lock);
    bool found = insert_in_gap(va, request);
    spin_unlock(&vmap_area_lock);
    if (!found) {
        vmap_area_free(va);
        return NULL;
    }
    return va;
}

/* The live area that contains addr; the lock is held. */
static inline struct vmap_area *find_live(uintptr_t addr)
{
    struct vmap_area *va = vmap_set_find(&area_set, addr);
    return va == NULL || va->flags & VM_LAZY_FREE ? NULL : va;
}

static struct vmap_area *rbtree_find(uintptr_t addr)
{
    spin_lock(&vmap_area_lock);
    struct vmap_area *va = find_live(addr);
    spin_unlock(&vmap_area_lock);
    return va;
}

static struct vmap_area *rbtree_unlink(uintptr_t addr, uint32_t flags)
{
    spin_lock(&vmap_area_lock);
    struct vmap_area *va = find_live(addr);
    if (va != NULL && (va->va_start != addr || !vmap_area_is(va, flags))) {
        va = NULL;
    }
    if (va != NULL) {
        va->flags |= VM_LAZY_FREE;
    }
    spin_unlock(&vmap_area_lock);
    return va;
}

static bool rbtree_free_lazy(struct vmap_area *va)
{
    /* Counted first: once it is on the list another core may free it. */
    bool purge_due = vmap_lazy_add(vmap_area_pages(va));
    llist_add(&va->purge_list, &vmap_purge_list);
    return purge_due;
}

/* The lock is held. */
static void free_vmap_area_locked(struct vmap_area *va)
{
    vmap_hint_removing(&hint, &area_set, va);
    vmap_set_remove(&area_set, va);
    vmap_area_free(va);
}

static void rbtree_free_now(struct vmap_area *va)
{
    spin_lock(&vmap_area_lock);
    free_vmap_area_locked(va);
    spin_unlock(&vmap_area_lock);
}

static inline struct vmap_area *purged_area(struct llist_node *node)
{
    return node == NULL ? NULL : llist_entry(node, struct vmap_area, purge_list);
}

/* One flush from the lowest to the highest, whatever lives between them. */
static void flush_hull(struct llist_node *first, vmap_flush_fn flush)
{
    uintptr_t start = UINTPTR_MAX, end = 0;
    for (struct llist_node *node = first; node != NULL; node = node->next) {
        const struct vmap_area *va = purged_area(node);
        start = min(start, va->va_start);
        end = max(end, va->va_end);
    }
    flush(start, end);
}

/* Lets others at the tree after each area, as cond_resched_lock() does. */
static void free_purged(struct llist_node *node)
{
    while (node != NULL) {
        struct vmap_area *va = purged_area(node);
        node = node->next; /* `va` is gone afterwards */
        vmap_lazy_sub(vmap_area_pages(va));
        rbtree_free_now(va);
    }
}

/* vmap_purge_lock is held. */
static bool purge_locked(vmap_flush_fn flush)
{
    struct llist_node *lazy = llist_del_all(&vmap_purge_list);
    if (lazy == NULL) {
        return false;
    }
    flush_hull(lazy, flush);
    free_purged(lazy);
    return true;
}

static bool rbtree_purge(vmap_flush_fn flush)
{
    return vmap_lazy_purge(purge_locked, flush);
}

static bool rbtree_try_purge(vmap_flush_fn flush)
{
    return vmap_lazy_try_purge(purge_locked, flush);
}

static void visit_state(vmap_visit_fn visit, enum vmap_state state, void *ctx)
{
    const struct vmap_area *va;
    list_for_each_entry (va, &area_set.list, list) {
        if ((va->flags & VM_LAZY_FREE ? VMAP_LAZY : VMAP_BUSY) == state) {
            visit(va, state, ctx);
        }
    }
}

static void rbtree_for_each(vmap_visit_fn visit, void *ctx)
{
    spin_lock(&vmap_area_lock);
    visit_state(visit, VMAP_LAZY, ctx);
    visit_state(visit, VMAP_BUSY, ctx);
    vmap_gap_for_each(&area_set.list, range_start, range_end, visit, ctx);
    spin_unlock(&vmap_area_lock);
}

static void count_lazy(const struct vmap_area *va, enum vmap_state state, void *pages)
{
    *(uint64_t *)pages += state == VMAP_LAZY ? vmap_area_pages(va) : 0;
}

/* No other core may be in the allocator. */
static void rbtree_check(void)
{
    uint64_t marked = 0, listed = 0;
    vmap_check_set(&area_set, "areas");
    visit_state(count_lazy, VMAP_LAZY, &marked);
    for (struct llist_node *node = vmap_purge_list.first; node != NULL; node = node->next) {
        BUG_ON((purged_area(node)->flags & VM_LAZY_FREE) == 0);
        listed += vmap_area_pages(purged_area(node));
    }
    BUG_ON(marked != listed || listed != vmap_lazy_pages());
    const struct vmap_area *cached = hint.free_vmap_cache;
    BUG_ON(cached != NULL && vmap_set_find(&area_set, cached->va_start) != cached);
    if (!vmap_set_empty(&area_set)) {
        BUG_ON(list_first_entry(&area_set.list, struct vmap_area, list)->va_start < range_start);
        BUG_ON(list_last_entry(&area_set.list, struct vmap_area, list)->va_end > range_end);
    }
}

const struct vm_allocator vm_allocator_rbtree = {
    .name = "rbtree",
    .init = rbtree_init,
    .alloc = rbtree_alloc,
    .find = rbtree_find,
    .unlink = rbtree_unlink,
    .free_lazy = rbtree_free_lazy,
    .free_now = rbtree_free_now,
    .purge = rbtree_purge,
    .try_purge = rbtree_try_purge,
    .reclaim = rbtree_purge,
    .lazy_pages = vmap_lazy_pages,
    .for_each = rbtree_for_each,
    .check = rbtree_check,
};
