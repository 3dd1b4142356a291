/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest allocator of virtual addresses that works: one sorted list, the
 * first gap that fits, one lock. Every free is flushed by its caller before the
 * addresses come back here, so nothing is ever lazy. Copy it and begin your own.
 *
 * `mmulator run --allocator own` asks for what is called vm_allocator_own.
 */
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/vmalloc.h"
#include "mm/vmap_area.h"

static LIST_HEAD(areas); /* live, by address */
static struct spinlock lock = SPINLOCK_INIT(VMAP_AREA);
static uintptr_t range_start, range_end;

static enum fw_status own_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    if (vmap_area_init() != FW_OK) {
        return FW_NO_MEMORY;
    }
    range_start = start;
    range_end = end;
    list_init(&areas);
    for (struct vm_struct *vm = early; vm != NULL; vm = vm->next) {
        uintptr_t addr = (uintptr_t)vm->addr;
        struct vmap_area *va = vmap_area_new(addr, addr + vm->size, vm);
        if (va == NULL) {
            return FW_NO_MEMORY;
        }
        list_add_tail(&va->list, &areas);
    }
    return FW_OK;
}

/* Puts `va` into the lowest gap; false: there is none. The lock is held. */
static bool insert(struct vmap_area *va, const struct vmap_request *request)
{
    uintptr_t limit = min(request->vend, range_end);
    uintptr_t addr = ALIGN(max(request->vstart, range_start), request->align);
    struct vmap_area *next;
    list_for_each_entry (next, &areas, list) {
        if (addr + request->size <= next->va_start) {
            break;
        }
        if (next->va_end > addr) {
            addr = ALIGN(next->va_end, request->align);
        }
    }
    if (addr > limit || request->size > limit - addr) {
        return false;
    }
    va->va_start = addr;
    va->va_end = addr + request->size;
    list_add_tail(&va->list, &next->list); /* before `next`; the head is the end */
    return true;
}

static struct vmap_area *own_alloc(const struct vmap_request *request, struct vm_struct *vm)
{
    struct vmap_area *va = vmap_area_new(0, 0, vm);
    if (va == NULL) {
        return NULL;
    }
    va->flags = request->va_flags;
    spin_lock(&lock);
    bool found = insert(va, request);
    spin_unlock(&lock);
    if (!found) {
        vmap_area_free(va);
        return NULL;
    }
    return va;
}

/* The lock is held. */
static struct vmap_area *find_locked(uintptr_t addr)
{
    struct vmap_area *va;
    list_for_each_entry (va, &areas, list) {
        if (addr >= va->va_start && addr < va->va_end) {
            return va;
        }
    }
    return NULL;
}

static struct vmap_area *own_find(uintptr_t addr)
{
    spin_lock(&lock);
    struct vmap_area *va = find_locked(addr);
    spin_unlock(&lock);
    return va;
}

/* The area stays in the list, and the lock taken, until own_free(): nobody may
 * have the addresses before they are flushed. */
static struct vmap_area *own_unlink(uintptr_t addr, uint32_t flags)
{
    spin_lock(&lock);
    struct vmap_area *va = find_locked(addr);
    if (va == NULL || va->va_start != addr || !vmap_area_is(va, flags)) {
        spin_unlock(&lock);
        return NULL;
    }
    return va;
}

static void own_free(struct vmap_area *va)
{
    list_del(&va->list);
    spin_unlock(&lock);
    vmap_area_free(va);
}

static bool own_purge(vmap_flush_fn flush)
{
    (void)flush;
    return false;
}

static uint64_t own_lazy_pages(void)
{
    return 0;
}

static void visit_gap(uintptr_t start, uintptr_t end, vmap_visit_fn visit, void *ctx)
{
    const struct vmap_area gap = {.va_start = start, .va_end = end};
    if (start < end) {
        visit(&gap, VMAP_FREE, ctx);
    }
}

static void own_for_each(vmap_visit_fn visit, void *ctx)
{
    uintptr_t end = range_start;
    struct vmap_area *va;
    spin_lock(&lock);
    list_for_each_entry (va, &areas, list) {
        visit_gap(end, va->va_start, visit, ctx);
        visit(va, VMAP_BUSY, ctx);
        end = va->va_end;
    }
    visit_gap(end, range_end, visit, ctx);
    spin_unlock(&lock);
}

/* What the debug firmware cannot see from outside. */
static void own_check(void)
{
    const struct vmap_area *va;
    list_for_each_entry (va, &areas, list) {
        BUG_ON(va->list.next->prev != &va->list);
    }
}

const struct vm_allocator vm_allocator_own = {
    .name = "own",
    .init = own_init,
    .alloc = own_alloc,
    .find = own_find,
    .unlink = own_unlink,
    .free_lazy = NULL,
    .free_now = own_free,
    .purge = own_purge,
    .try_purge = own_purge,
    .reclaim = own_purge,
    .lazy_pages = own_lazy_pages,
    .for_each = own_for_each,
    .check = own_check,
};
