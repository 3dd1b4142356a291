/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generation of Linux since 6.9: what augmented has under global locks is
 * spread over nodes (vmap_node.h), and flushed areas are kept by size, so that
 * the common request takes one from the pool of its own core. The heap of free
 * ranges is only for what the pools do not have.
 *
 * A purge flushes once for all nodes. When far more is lazy than a purge is due
 * for, cores that are between ops do a node's part each.
 */
#include "arch/barrier.h"
#include "arch/percpu.h"
#include "mm/vmalloc.h"
#include "mm/vmap_heap.h"
#include "mm/vmap_lazy.h"
#include "mm/vmap_node.h"

static uintptr_t range_start;
static uintptr_t range_end;

static bool import_busy(struct vm_struct *early)
{
    for (struct vm_struct *vm = early; vm != NULL; vm = vm->next) {
        uintptr_t start = (uintptr_t)vm->addr;
        struct vmap_area *va = vmap_area_new(start, start + vm->size, vm);
        if (va == NULL) {
            return false;
        }
        vmap_set_insert(&addr_to_node(start)->busy, va);
    }
    return true;
}

static enum fw_status nodes_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    if (vmap_area_init() != FW_OK) {
        return FW_NO_MEMORY;
    }
    range_start = start;
    range_end = end;
    vmap_nodes_init();
    vmap_lazy_init();
    return import_busy(early) ? vmap_heap_init(start, end, early) : FW_NO_MEMORY;
}

/* From the heap; NULL: no addresses, or no memory. */
static struct vmap_area *heap_alloc(const struct vmap_request *request)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    if (va == NULL) {
        return NULL;
    }
    uintptr_t start = vmap_heap_take(request);
    if (start == 0) {
        vmap_area_free(va);
        return NULL;
    }
    va->va_start = start;
    va->va_end = start + request->size;
    return va;
}

/*
 * From the pool of this core, or NULL. Pooled areas lie anywhere, so only a
 * request for the whole range may have one; *ret_owner is then this core's
 * node, where the area will be pooled when it is freed.
 */
static inline struct vmap_area *node_alloc(const struct vmap_request *request, uint64_t *ret_owner)
{
    if (nr_vmap_nodes == 1 || request->vstart != range_start || request->vend != range_end) {
        return NULL;
    }
    unsigned id = smp_processor_id() % nr_vmap_nodes;
    *ret_owner = encode_vn_id(id);
    return vmap_pools_take(&vmap_nodes[id].pools, request->size, request->align);
}

static struct vmap_area *nodes_alloc(const struct vmap_request *request, struct vm_struct *vm)
{
    uint64_t owner = 0;
    struct vmap_area *va = node_alloc(request, &owner);
    if (va == NULL) {
        va = heap_alloc(request);
    }
    if (unlikely(va == NULL)) {
        return NULL;
    }
    va->vm = vm;
    va->flags = owner | request->va_flags;
    struct vmap_node *vn = addr_to_node(va->va_start);
    spin_lock(&vn->busy_lock);
    vmap_set_insert(&vn->busy, va);
    spin_unlock(&vn->busy_lock);
    return va;
}

/* An area is live in the node of its first address, which may be that of any
 * zone below addr: around the ring. */
static struct vmap_area *nodes_find(uintptr_t addr)
{
    unsigned id = addr_to_node_id(addr);
    for (unsigned left = nr_vmap_nodes; left > 0; left--) {
        struct vmap_node *vn = &vmap_nodes[id];
        spin_lock(&vn->busy_lock);
        struct vmap_area *va = vmap_set_find(&vn->busy, addr);
        spin_unlock(&vn->busy_lock);
        if (va != NULL) {
            return va;
        }
        id = (id == 0 ? nr_vmap_nodes : id) - 1;
    }
    return NULL;
}

/* The first address names the node: no other can have an area to unlink. */
static struct vmap_area *nodes_unlink(uintptr_t addr, uint32_t flags)
{
    struct vmap_node *vn = addr_to_node(addr);
    spin_lock(&vn->busy_lock);
    struct vmap_area *va = vmap_set_find_start(&vn->busy, addr);
    if (va != NULL && vmap_area_is(va, flags)) {
        vmap_set_remove(&vn->busy, va);
    } else {
        va = NULL;
    }
    spin_unlock(&vn->busy_lock);
    return va;
}

/* For areas that no pool wants: one often lies right behind the one before. */
static void collect(struct list_head *areas, struct vmap_area *va)
{
    struct vmap_area *last = list_last_entry(areas, struct vmap_area, list);
    if (!list_empty(areas) && last->va_end == va->va_start) {
        last->va_end = va->va_end;
        vmap_area_free(va);
    } else {
        list_add_tail(&va->list, areas);
    }
}

static bool nodes_free_lazy(struct vmap_area *va)
{
    struct vmap_node *owner = vmap_node_owner(va);
    struct vmap_node *vn = owner != NULL ? owner : addr_to_node(va->va_start);
    /* Counted first: once it is listed another core may purge it. */
    bool purge_due = vmap_lazy_add(vmap_area_pages(va));
    spin_lock(&vn->lazy_lock);
    if (nr_vmap_nodes == 1) {
        collect(&vn->lazy, va);
    } else {
        list_add_tail(&va->list, &vn->lazy);
    }
    spin_unlock(&vn->lazy_lock);
    return purge_due;
}

/* From the lowest address to be flushed to the highest. */
struct hull {
    uintptr_t start;
    uintptr_t end;
};

/* What is lazy in the node goes on its purge list; false: nothing was. */
static bool detach_lazy(struct vmap_node *vn, struct hull *hull)
{
    const struct vmap_area *va;
    spin_lock(&vn->lazy_lock);
    list_move_all(&vn->lazy, &vn->purge_list);
    spin_unlock(&vn->lazy_lock);
    list_for_each_entry (va, &vn->purge_list, list) {
        hull->start = min(hull->start, va->va_start);
        hull->end = max(hull->end, va->va_end);
    }
    return !list_empty(&vn->purge_list);
}

/* Flushed areas become pooled where they have an owner, else free. */
static void purge_vmap_node(struct vmap_node *vn, bool skip_populate)
{
    LIST_HEAD(unowned);
    uint64_t pages = 0;
    struct vmap_area *va, *next;
    list_for_each_entry_safe (va, next, &vn->purge_list, list) {
        pages += vmap_area_pages(va);
        if (skip_populate || vmap_node_owner(va) == NULL || !vmap_pools_add(&vn->pools, va)) {
            collect(&unowned, va);
        }
    }
    list_init(&vn->purge_list);
    vmap_lazy_sub(pages);
    vmap_heap_free_list(&unowned);
}

void vmap_node_purge_work(struct work_struct *work)
{
    struct vmap_node *vn = container_of(work, struct vmap_node, purge_work);
    purge_vmap_node(vn, vn->skip_populate);
    __atomic_store_n(&vn->purging, false, __ATOMIC_RELEASE);
    dsb(ish);
    sev();
}

/* False: core `cpu` does no work, or is the one that asks, or has not forgotten the last time. */
static bool hand_over(struct vmap_node *vn, unsigned cpu)
{
    if (cpu == smp_processor_id() || (workqueue_cpus() >> cpu & 1) == 0) {
        return false;
    }
    vn->purging = true; /* from its queuing on, the other core sets it */
    if (!queue_work_on(cpu, &vn->purge_work)) {
        vn->purging = false;
        return false;
    }
    return true;
}

static bool is_purging(const struct vmap_node *vn)
{
    return __atomic_load_n(&vn->purging, __ATOMIC_ACQUIRE);
}

/* That core does it, or has not begun; it may be waiting for what this one holds. */
static void finish(struct vmap_node *vn)
{
    if (cancel_work(&vn->purge_work)) {
        purge_vmap_node(vn, vn->skip_populate);
        vn->purging = false;
    }
    while (is_purging(vn)) {
        cpu_relax();
    }
}

/* One core for each vmap_lazy_max_pages, at most one for each node. */
static unsigned helpers_for(unsigned nodes)
{
    const uint64_t cores = vmap_lazy_nr / vmap_lazy_max_pages;
    return (unsigned)min(max(cores, UINT64_C(1)), (uint64_t)nodes) - 1;
}

static void purge_detached(unsigned nodes, bool skip_populate)
{
    unsigned helpers = helpers_for(nodes);
    for (unsigned i = 0; i < nr_vmap_nodes && helpers > 0; i++) {
        struct vmap_node *vn = &vmap_nodes[i];
        vn->skip_populate = skip_populate;
        helpers -= !list_empty(&vn->purge_list) && hand_over(vn, i);
    }
    for (unsigned i = 0; i < nr_vmap_nodes; i++) {
        if (!is_purging(&vmap_nodes[i]) && !list_empty(&vmap_nodes[i].purge_list)) {
            purge_vmap_node(&vmap_nodes[i], skip_populate);
        }
    }
    for (unsigned i = 0; i < nr_vmap_nodes; i++) {
        finish(&vmap_nodes[i]);
    }
}

/* vmap_purge_lock is held. With full decay the pools end empty. */
static bool purge_nodes(vmap_flush_fn flush, bool full_pool_decay)
{
    struct hull hull = {UINTPTR_MAX, 0};
    bool decayed = false;
    unsigned lazy = 0;
    for (unsigned i = 0; i < nr_vmap_nodes; i++) {
        decayed |= vmap_pools_decay(&vmap_nodes[i].pools, full_pool_decay);
        lazy += detach_lazy(&vmap_nodes[i], &hull);
    }
    if (lazy == 0) {
        return full_pool_decay && decayed;
    }
    flush(hull.start, hull.end);
    purge_detached(lazy, full_pool_decay);
    return true;
}

static bool purge_locked(vmap_flush_fn flush)
{
    return purge_nodes(flush, false);
}

static bool reclaim_locked(vmap_flush_fn flush)
{
    return purge_nodes(flush, true);
}

static bool nodes_purge(vmap_flush_fn flush)
{
    return vmap_lazy_purge(purge_locked, flush);
}

static bool nodes_try_purge(vmap_flush_fn flush)
{
    return vmap_lazy_try_purge(purge_locked, flush);
}

static bool nodes_reclaim(vmap_flush_fn flush)
{
    return vmap_lazy_purge(reclaim_locked, flush);
}

static void nodes_for_each(vmap_visit_fn visit, void *ctx)
{
    for (unsigned i = 0; i < nr_vmap_nodes; i++) {
        struct vmap_node *vn = &vmap_nodes[i];
        const struct vmap_area *va;
        spin_lock(&vn->lazy_lock);
        list_for_each_entry (va, &vn->lazy, list) {
            visit(va, VMAP_LAZY, ctx);
        }
        spin_unlock(&vn->lazy_lock);
        spin_lock(&vn->busy_lock);
        vmap_set_for_each(&vn->busy, visit, VMAP_BUSY, ctx);
        spin_unlock(&vn->busy_lock);
        vmap_pools_for_each(&vn->pools, visit, ctx);
    }
    vmap_heap_for_each(visit, ctx);
}

/* No other core may be in the allocator. */
static void nodes_check(void)
{
    vmap_nodes_check(range_start, range_end);
}

const struct vm_allocator vm_allocator_nodes = {
    .name = "nodes",
    .init = nodes_init,
    .alloc = nodes_alloc,
    .find = nodes_find,
    .unlink = nodes_unlink,
    .free_lazy = nodes_free_lazy,
    .free_now = vmap_heap_free,
    .purge = nodes_purge,
    .try_purge = nodes_try_purge,
    .reclaim = nodes_reclaim,
    .lazy_pages = vmap_lazy_pages,
    .for_each = nodes_for_each,
    .check = nodes_check,
};
