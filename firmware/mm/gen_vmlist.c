/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The generation up to Linux 2.6.27: one list of areas sorted by address under
 * one lock. A request takes the first gap that holds it. A free unmaps and
 * flushes while it holds the lock, so its addresses are free when it lets go,
 * and nothing is ever lazy.
 *
 * Linux links the vm_structs themselves and has a reader-writer lock, of which
 * every path that changes something is a writer. Here a vmap_area is the
 * element, as in the other generations, and the lock is the ticket lock.
 */
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/vmalloc.h"
#include "mm/vmap_area.h"
#include "mm/vmap_gap.h"

static LIST_HEAD(vmlist);
static struct spinlock vmlist_lock = SPINLOCK_INIT(VMLIST);

static uintptr_t range_start;
static uintptr_t range_end;

static enum fw_status vmlist_init(uintptr_t start, uintptr_t end, struct vm_struct *early)
{
    if (vmap_area_init() != FW_OK) {
        return FW_NO_MEMORY;
    }
    range_start = start;
    range_end = end;
    list_init(&vmlist);
    for (struct vm_struct *vm = early; vm != NULL; vm = vm->next) {
        uintptr_t addr = (uintptr_t)vm->addr;
        struct vmap_area *va = vmap_area_new(addr, addr + vm->size, vm);
        if (va == NULL) {
            return FW_NO_MEMORY;
        }
        list_add_tail(&va->list, &vmlist);
    }
    return FW_OK;
}

/* First fit; links `va` where it belongs and sets its range. The lock is held. */
static bool insert_first_fit(struct vmap_area *va, const struct vmap_request *request)
{
    struct vmap_window window;
    uintptr_t addr;
    if (!vmap_window_open(request, range_start, range_end, &window, &addr)) {
        return false;
    }
    struct vmap_area *other;
    list_for_each_entry (other, &vmlist, list) {
        if (other->va_start >= addr + window.size) {
            break;
        }
        /* The window holds after each move, also after that past the last area. */
        if (other->va_end > addr && !vmap_window_move(&window, other->va_end, &addr)) {
            return false;
        }
    }
    va->va_start = addr;
    va->va_end = addr + window.size;
    list_add_tail(&va->list, &other->list); /* the head, when the walk fell off the end */
    return true;
}

static struct vmap_area *vmlist_alloc(const struct vmap_request *request, struct vm_struct *vm)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    if (va == NULL) {
        return NULL;
    }
    va->vm = vm;
    va->flags = request->va_flags;
    spin_lock(&vmlist_lock);
    bool found = insert_first_fit(va, request);
    spin_unlock(&vmlist_lock);
    if (!found) {
        vmap_area_free(va);
        return NULL;
    }
    return va;
}

/* The area that contains addr; the lock is held. */
static struct vmap_area *find_locked(uintptr_t addr)
{
    struct vmap_area *va;
    list_for_each_entry (va, &vmlist, list) {
        if (addr < va->va_end) {
            return addr >= va->va_start ? va : NULL;
        }
    }
    return NULL;
}

static struct vmap_area *vmlist_find(uintptr_t addr)
{
    spin_lock(&vmlist_lock);
    struct vmap_area *va = find_locked(addr);
    spin_unlock(&vmlist_lock);
    return va;
}

/* The area stays listed and the lock held until vmlist_free(): nobody gets the
 * addresses before they are flushed. */
static struct vmap_area *vmlist_unlink(uintptr_t addr, uint32_t flags)
{
    spin_lock(&vmlist_lock);
    struct vmap_area *va = find_locked(addr);
    if (va == NULL || va->va_start != addr || !vmap_area_is(va, flags)) {
        spin_unlock(&vmlist_lock);
        return NULL;
    }
    return va;
}

static void vmlist_free(struct vmap_area *va)
{
    list_del(&va->list);
    spin_unlock(&vmlist_lock);
    vmap_area_free(va);
}

static bool vmlist_purge(vmap_flush_fn flush)
{
    (void)flush;
    return false;
}

static uint64_t vmlist_lazy_pages(void)
{
    return 0;
}

static void vmlist_for_each(vmap_visit_fn visit, void *ctx)
{
    struct vmap_area *va;
    spin_lock(&vmlist_lock);
    list_for_each_entry (va, &vmlist, list) {
        visit(va, VMAP_BUSY, ctx);
    }
    vmap_gap_for_each(&vmlist, range_start, range_end, visit, ctx);
    spin_unlock(&vmlist_lock);
}

static void vmlist_check(void)
{
    uintptr_t end = range_start;
    const struct vmap_area *va;
    list_for_each_entry (va, &vmlist, list) {
        BUG_ON(va->list.next->prev != &va->list);
        BUG_ON(va->va_start < end || va->va_end <= va->va_start);
        BUG_ON(((va->va_start | va->va_end) & ~PAGE_MASK) != 0);
        end = va->va_end;
    }
    BUG_ON(end > range_end);
}

const struct vm_allocator vm_allocator_vmlist = {
    .name = "vmlist",
    .init = vmlist_init,
    .alloc = vmlist_alloc,
    .find = vmlist_find,
    .unlink = vmlist_unlink,
    .free_lazy = NULL,
    .free_now = vmlist_free,
    .purge = vmlist_purge,
    .try_purge = vmlist_purge,
    .reclaim = vmlist_purge,
    .lazy_pages = vmlist_lazy_pages,
    .for_each = vmlist_for_each,
    .check = vmlist_check,
};
