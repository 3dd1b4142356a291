/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generation of Linux 5.2 to 6.8: free ranges in an augmented tree, live
 * areas in a second tree, freed ones in a third, where they merge while they
 * wait for the flush. Each tree has its lock; no two are held together, except
 * that a purge holds vmap_purge_lock around the others.
 */
#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
#include "mm/vmap_area.h"
#include "mm/vmap_check.h"
#include "mm/vmap_tree.h"

/* What may be lazy before a purge: this much for each doubling of the cores. */
#define LAZY_MAX_PAGES_STEP ((UINT64_C(32) << 20) >> PAGE_SHIFT)

/* After so many areas a purge lets others at the free tree. */
#define PURGE_BATCH 32u

static struct vmap_set free_set;
static struct spinlock free_vmap_area_lock = SPINLOCK_INIT(FREE_VMAP_AREA);
static struct vmap_set busy_set;
static struct spinlock vmap_area_lock = SPINLOCK_INIT(VMAP_AREA);
static struct vmap_set lazy_set;
static struct spinlock purge_vmap_area_lock = SPINLOCK_INIT(PURGE_VMAP_AREA);
static struct spinlock vmap_purge_lock = SPINLOCK_INIT(VMAP_PURGE);

/* Pages of lazy areas, those of a purge under way included. */
static uint64_t vmap_lazy_nr;
static uint64_t lazy_max_pages;

static uintptr_t range_start;
static uintptr_t range_end;

/* For a request that splits a range: got before the lock is taken. */
static DEFINE_PER_CPU(struct vmap_area *, ne_fit_preload_node);

static inline uint64_t area_pages(const struct vmap_area *va)
{
    return vmap_area_size(va) >> PAGE_SHIFT;
}

static enum fw_status add_range(struct vmap_set *set, uintptr_t start, uintptr_t end,
                                struct vm_struct *vm)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    if (va == NULL) {
        return FW_NO_MEMORY;
    }
    va->va_start = start;
    va->va_end = end;
    va->vm = vm;
    vmap_set_insert(set, va);
    return FW_OK;
}

/* Early areas become busy, what lies between them free. */
static enum fw_status import_early(struct vm_struct *early)
{
    uintptr_t cursor = range_start;
    for (struct vm_struct *vm = early; vm != NULL; vm = vm->next) {
        uintptr_t addr = (uintptr_t)vm->addr;
        if (addr > cursor && add_range(&free_set, cursor, addr, NULL) != FW_OK) {
            return FW_NO_MEMORY;
        }
        if (add_range(&busy_set, addr, addr + vm->size, vm) != FW_OK) {
            return FW_NO_MEMORY;
        }
        cursor = addr + vm->size;
    }
    return cursor < range_end ? add_range(&free_set, cursor, range_end, NULL) : FW_OK;
}

static enum fw_status augmented_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    if (vmap_area_init() != FW_OK) {
        return FW_NO_MEMORY;
    }
    range_start = start;
    range_end = end;
    vmap_set_init(&free_set, &vmap_tree_augment);
    vmap_set_init(&busy_set, NULL);
    vmap_set_init(&lazy_set, NULL);
    vmap_lazy_nr = 0;
    lazy_max_pages = fls64(nr_cpu_ids) * LAZY_MAX_PAGES_STEP;
    return import_early(early);
}

/* Addresses for the request, or 0. */
static uintptr_t take_range(const struct vmap_request *request)
{
    struct vmap_area **spare = this_cpu_ptr(&ne_fit_preload_node);
    if (unlikely(*spare == NULL)) {
        *spare = vmap_area_alloc(GFP_KERNEL);
    }
    spin_lock(&free_vmap_area_lock);
    uintptr_t start = vmap_tree_take(&free_set, request, spare);
    spin_unlock(&free_vmap_area_lock);
    return start;
}

static struct vmap_area *augmented_alloc(const struct vmap_request *request, struct vm_struct *vm)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    if (va == NULL) {
        return NULL;
    }
    uintptr_t start = take_range(request);
    if (start == 0) {
        vmap_area_free(va);
        return NULL;
    }
    va->va_start = start;
    va->va_end = start + request->size;
    va->vm = vm;
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
    struct vmap_area *va = vmap_set_find(&busy_set, addr);
    if (va != NULL && (va->va_start != addr || (va->vm->flags & flags) == 0)) {
        va = NULL;
    }
    if (va != NULL) {
        vmap_set_remove(&busy_set, va);
    }
    spin_unlock(&vmap_area_lock);
    return va;
}

static bool augmented_free_lazy(struct vmap_area *va)
{
    /* Counted first: once it is in the set another core may purge it. */
    uint64_t lazy = __atomic_add_fetch(&vmap_lazy_nr, area_pages(va), __ATOMIC_RELAXED);
    spin_lock(&purge_vmap_area_lock);
    vmap_set_merge(&lazy_set, va);
    spin_unlock(&purge_vmap_area_lock);
    return lazy > lazy_max_pages;
}

static void augmented_free_now(struct vmap_area *va)
{
    spin_lock(&free_vmap_area_lock);
    vmap_set_merge(&free_set, va);
    spin_unlock(&free_vmap_area_lock);
}

/* Flushed areas go back to the free tree. */
static void release_purged(struct vmap_set *purged)
{
    unsigned batch = 0;
    struct vmap_area *va, *next;
    spin_lock(&free_vmap_area_lock);
    list_for_each_entry_safe (va, next, &purged->list, list) {
        __atomic_sub_fetch(&vmap_lazy_nr, area_pages(va), __ATOMIC_RELAXED);
        vmap_set_merge(&free_set, va);
        if (++batch == PURGE_BATCH) {
            spin_unlock(&free_vmap_area_lock);
            batch = 0;
            spin_lock(&free_vmap_area_lock);
        }
    }
    spin_unlock(&free_vmap_area_lock);
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
    release_purged(&purged);
    return true;
}

static bool augmented_purge(vmap_flush_fn flush)
{
    spin_lock(&vmap_purge_lock);
    bool purged = purge_locked(flush);
    spin_unlock(&vmap_purge_lock);
    return purged;
}

static bool augmented_try_purge(vmap_flush_fn flush)
{
    if (!spin_trylock(&vmap_purge_lock)) {
        return false;
    }
    bool purged = purge_locked(flush);
    spin_unlock(&vmap_purge_lock);
    return purged;
}

static uint64_t augmented_lazy_pages(void)
{
    return READ_ONCE(vmap_lazy_nr);
}

static void augmented_for_each(vmap_visit_fn visit, void *ctx)
{
    spin_lock(&purge_vmap_area_lock);
    vmap_set_for_each(&lazy_set, visit, VMAP_LAZY, ctx);
    spin_unlock(&purge_vmap_area_lock);
    spin_lock(&vmap_area_lock);
    vmap_set_for_each(&busy_set, visit, VMAP_BUSY, ctx);
    spin_unlock(&vmap_area_lock);
    spin_lock(&free_vmap_area_lock);
    vmap_set_for_each(&free_set, visit, VMAP_FREE, ctx);
    spin_unlock(&free_vmap_area_lock);
}

static void count_pages(const struct vmap_area *va, enum vmap_state state, void *pages)
{
    (void)state;
    *(uint64_t *)pages += area_pages(va);
}

/* No other core may be in the allocator. */
static void augmented_check(void)
{
    const struct vmap_set *const sets[] = {&free_set, &busy_set, &lazy_set};
    uint64_t lazy = 0;
    vmap_check_set(&free_set, "free");
    vmap_check_set(&busy_set, "busy");
    vmap_check_set(&lazy_set, "lazy");
    vmap_check_partition(range_start, range_end, sets, ARRAY_SIZE(sets));
    vmap_set_for_each(&lazy_set, count_pages, VMAP_LAZY, &lazy);
    BUG_ON(lazy != vmap_lazy_nr);
}

const struct vm_allocator vm_allocator_augmented = {
    .name = "augmented",
    .init = augmented_init,
    .alloc = augmented_alloc,
    .find = augmented_find,
    .unlink = augmented_unlink,
    .free_lazy = augmented_free_lazy,
    .free_now = augmented_free_now,
    .purge = augmented_purge,
    .try_purge = augmented_try_purge,
    .lazy_pages = augmented_lazy_pages,
    .for_each = augmented_for_each,
    .check = augmented_check,
};
