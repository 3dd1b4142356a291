/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfree_deferred: a lock-free list for each core and the work that frees what
 * is on it. Who makes the list non-empty queues the work.
 */
#include "mm/vfree_atomic.h"

#include "arch/linear.h"
#include "arch/percpu.h"
#include "mm/vm_area.h"
#include "mm/vm_report.h"
#include "mm/workqueue.h"

struct vfree_deferred {
    struct llist_head list;
    struct work_struct work;
};

/* What becomes of the first words of an area that waits. */
struct deferred_area {
    struct llist_node node;
    struct vm_struct *area;
    uint32_t flags; /* of the area until then */
};

#define FREEABLE (VM_ALLOC | VM_MAP_PUT_PAGES)

static void delayed_vfree_work(struct work_struct *work);

static DEFINE_PER_CPU(struct vfree_deferred, vfree_deferred) = {
    .work = WORK_INIT(delayed_vfree_work),
};

static void delayed_vfree_work(struct work_struct *work)
{
    struct vfree_deferred *deferred = container_of(work, struct vfree_deferred, work);
    struct llist_node *node = llist_del_all(&deferred->list);
    while (node != NULL) {
        const struct deferred_area *waiting = llist_entry(node, struct deferred_area, node);
        struct vm_struct *area = waiting->area;
        const uint32_t flags = waiting->flags;
        node = node->next;
        WRITE_ONCE(area->flags, flags);
        vfree(area->addr);
    }
}

/* The area at addr, which nobody else can free from now on; NULL: there is none. */
static struct vm_struct *claim_area(const void *addr, uint32_t *ret_flags)
{
    struct vm_struct *area = find_vm_area(addr);
    uint32_t flags = area == NULL ? 0 : READ_ONCE(area->flags);
    if ((flags & FREEABLE) == 0 || area->addr != addr ||
        !__atomic_compare_exchange_n(&area->flags, &flags, flags & ~FREEABLE, false,
                                     __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        return NULL;
    }
    *ret_flags = flags;
    return area;
}

enum fw_status vfree_atomic(const void *addr)
{
    uint32_t flags;
    if (addr == NULL) {
        return FW_OK;
    }
    if (!IS_ALIGNED((uintptr_t)addr, PAGE_SIZE)) {
        return vm_report_address("vfree_atomic", addr, FW_MISALIGNED);
    }
    struct vm_struct *area = claim_area(addr, &flags);
    if (area == NULL) {
        return vm_report_address("vfree_atomic", addr, FW_UNKNOWN);
    }
    struct vfree_deferred *deferred = this_cpu_ptr(&vfree_deferred);
    struct deferred_area *waiting = vmalloc_access(addr);
    waiting->area = area;
    waiting->flags = flags;
    if (llist_add(&waiting->node, &deferred->list)) {
        schedule_work(&deferred->work);
    }
    return FW_OK;
}
