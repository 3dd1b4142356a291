/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generation of Linux 5.2 to 6.8: free ranges in an augmented tree
 * (vmap_heap.h), live areas in a second tree, freed ones in a third, where they
 * merge while they wait for the flush. Each tree has its lock; no two are held
 * together, except that a purge holds vmap_purge_lock around the others.
 */
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/vmalloc.h"
#include "mm/vmap_area.h"
#include "mm/vmap_check.h"
#include "mm/vmap_heap.h"
#include "mm/vmap_lazy.h"

static struct vmap_set busy_set;
static struct spinlock vmap_area_lock = SPINLOCK_INIT(VMAP_AREA);
static struct vmap_set lazy_set;
static struct spinlock purge_vmap_area_lock = SPINLOCK_INIT(PURGE_VMAP_AREA);

static uintptr_t range_start;
static uintptr_t range_end;

static enum fw_status augmented_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    if (vmap_area_init() != FW_OK) {
        return FW_NO_MEMORY;
    }
    range_start = start;
    range_end = end;
    vmap_set_init(&lazy_set, NULL);
    vmap_lazy_init();
    if (vmap_set_import(&busy_set, early) != FW_OK) {
        return FW_NO_MEMORY;
    }
    return vmap_heap_init(start, end, early);
}

static struct vmap_area *augmented_alloc(const struct vmap_request *request, struct vm_struct *vm)
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
    va->vm = vm;
    va->flags = request->va_flags;
    spin_lock(&vmap_area_lock);
    vmap_set_insert(&busy_set, va);
    spin_unlock(&vmap_area_lock);
    return va;
}

static struct vmap_area *augmented_find(uintptr_t addr)
{
    spin_lock(&vmap_area_lock);
    struct vmap_area *va = vmap_set_find(&busy_set, addr);
    spin_unlock(&vmap_area_lock);
    return va;
}

static struct vmap_area *augmented_unlink(uintptr_t addr, uint32_t flags)
{
    spin_lock(&vmap_area_lock);
    struct vmap_area *va = vmap_set_find_start(&busy_set, addr);
    if (va != NULL && vmap_area_is(va, flags)) {
        vmap_set_remove(&busy_set, va);
    } else {
        va = NULL;
    }
    spin_unlock(&vmap_area_lock);
    return va;
}

static bool augmented_free_lazy(struct vmap_area *va)
{
    /* Counted first: once it is in the set another core may purge it. */
    bool purge_due = vmap_lazy_add(vmap_area_pages(va));
    spin_lock(&purge_vmap_area_lock);
    vmap_set_merge(&lazy_set, va);
    spin_unlock(&purge_vmap_area_lock);
    return purge_due;
}

static uint64_t list_pages(const struct list_head *areas)
{
    uint64_t pages = 0;
    const struct vmap_area *va;
    list_for_each_entry (va, areas, list) {
        pages += vmap_area_pages(va);
    }
    return pages;
}

/* vmap_purge_lock is held. One flush covers from the lowest to the highest. */
static bool purge_locked(vmap_flush_fn flush)
{
    struct vmap_set purged;
    vmap_set_init(&purged, NULL);
    spin_lock(&purge_vmap_area_lock);
    vmap_set_take_all(&purged, &lazy_set);
    spin_unlock(&purge_vmap_area_lock);
    if (vmap_set_empty(&purged)) {
        return false;
    }
    flush(list_first_entry(&purged.list, struct vmap_area, list)->va_start,
          list_last_entry(&purged.list, struct vmap_area, list)->va_end);
    uint64_t pages = list_pages(&purged.list);
    vmap_heap_free_list(&purged.list);
    vmap_lazy_sub(pages);
    return true;
}

static bool augmented_purge(vmap_flush_fn flush)
{
    return vmap_lazy_purge(purge_locked, flush);
}

static bool augmented_try_purge(vmap_flush_fn flush)
{
    return vmap_lazy_try_purge(purge_locked, flush);
}

static void augmented_for_each(vmap_visit_fn visit, void *ctx)
{
    spin_lock(&purge_vmap_area_lock);
    vmap_set_for_each(&lazy_set, visit, VMAP_LAZY, ctx);
    spin_unlock(&purge_vmap_area_lock);
    spin_lock(&vmap_area_lock);
    vmap_set_for_each(&busy_set, visit, VMAP_BUSY, ctx);
    spin_unlock(&vmap_area_lock);
    vmap_heap_for_each(visit, ctx);
}

/* No other core may be in the allocator. */
static void augmented_check(void)
{
    const struct rb_root *const trees[] = {&vmap_heap_set()->root, &busy_set.root, &lazy_set.root};
    vmap_check_set(vmap_heap_set(), "free");
    vmap_check_set(&busy_set, "busy");
    vmap_check_set(&lazy_set, "lazy");
    vmap_check_partition(range_start, range_end, trees, ARRAY_SIZE(trees));
    BUG_ON(list_pages(&lazy_set.list) != vmap_lazy_pages());
}

const struct vm_allocator vm_allocator_augmented = {
    .name = "augmented",
    .init = augmented_init,
    .alloc = augmented_alloc,
    .find = augmented_find,
    .unlink = augmented_unlink,
    .free_lazy = augmented_free_lazy,
    .free_now = vmap_heap_free,
    .purge = augmented_purge,
    .try_purge = augmented_try_purge,
    .reclaim = augmented_purge,
    .lazy_pages = vmap_lazy_pages,
    .for_each = augmented_for_each,
    .check = augmented_check,
};
