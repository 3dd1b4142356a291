/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * free_vmap_area_root under free_vmap_area_lock. No other lock is taken while
 * it is held, so that memory for a split has to be at hand before.
 */
#include "mm/vmap_heap.h"

#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "mm/vmalloc.h"
#include "mm/vmap_tree.h"

/* After so many areas a long release lets others at the free tree. */
#define RELEASE_BATCH 32u

static struct vmap_set free_set;
static struct spinlock free_vmap_area_lock = SPINLOCK_INIT(FREE_VMAP_AREA);

/* For a request that splits a range: got before the lock is taken. */
static DEFINE_PER_CPU(struct vmap_area *, ne_fit_preload_node);

static bool add_gap(uintptr_t start, uintptr_t end)
{
    if (start == end) {
        return true;
    }
    struct vmap_area *va = vmap_area_new(start, end, NULL);
    if (va != NULL) {
        vmap_set_insert(&free_set, va);
    }
    return va != NULL;
}

enum fw_status vmap_heap_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    vmap_set_init(&free_set, &vmap_tree_augment);
    for (struct vm_struct *vm = early; vm != NULL; vm = vm->next) {
        if (!add_gap(start, (uintptr_t)vm->addr)) {
            return FW_NO_MEMORY;
        }
        start = (uintptr_t)vm->addr + vm->size;
    }
    return add_gap(start, end) ? FW_OK : FW_NO_MEMORY;
}

uintptr_t vmap_heap_take(const struct vmap_request *request)
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

void vmap_heap_free(struct vmap_area *va)
{
    spin_lock(&free_vmap_area_lock);
    vmap_set_merge(&free_set, va);
    spin_unlock(&free_vmap_area_lock);
}

void vmap_heap_free_list(struct list_head *areas)
{
    unsigned batch = 0;
    struct vmap_area *va, *next;
    spin_lock(&free_vmap_area_lock);
    list_for_each_entry_safe (va, next, areas, list) {
        vmap_set_merge(&free_set, va);
        if (++batch == RELEASE_BATCH) {
            spin_unlock(&free_vmap_area_lock);
            batch = 0;
            spin_lock(&free_vmap_area_lock);
        }
    }
    spin_unlock(&free_vmap_area_lock);
    list_init(areas);
}

void vmap_heap_for_each(vmap_visit_fn visit, void *ctx)
{
    spin_lock(&free_vmap_area_lock);
    vmap_set_for_each(&free_set, visit, VMAP_FREE, ctx);
    spin_unlock(&free_vmap_area_lock);
}

const struct vmap_set *vmap_heap_set(void)
{
    return &free_set;
}
