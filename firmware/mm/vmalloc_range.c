/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of one allocation, in their order, and the way back from each. */
#include "mm/vmalloc_range.h"

#include "arch/barrier.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/vm_area.h"
#include "mm/vm_pages.h"
#include "mm/vm_report.h"

/* NULL, or why the request makes no sense. */
static inline const char *request_fault(const struct vmalloc_request *request)
{
    const struct vm_area_request *area = &request->area;
    if (unlikely(area->size == 0 || !is_power_of_2(area->align) || area->start >= area->end ||
                 (request->node != NUMA_NO_NODE && !node_online(request->node)))) {
        return "malformed request";
    }
    if (unlikely(request->area.size >> PAGE_SHIFT >= pages_managed_total())) {
        return "exceeds total pages";
    }
    return NULL;
}

/* Whether to ask again for what could not be had. Only who may wait may insist. */
static __noinline bool try_again(const struct vmalloc_request *request, const char *failure)
{
    const gfp_t insists = __GFP_NOFAIL | __GFP_RECLAIM;
    if ((request->area.gfp & __GFP_NOWARN) == 0) {
        vm_report_failure(request->area.size, failure);
    }
    if ((request->area.gfp & insists) != insists) {
        return false;
    }
    drain_local_pages();
    cpu_relax();
    return true;
}

static inline struct vm_struct *reserve(const struct vmalloc_request *request)
{
    struct vm_struct *area;
    const char *failure;
    do {
        area = __get_vm_area_node(&request->area, VM_ALLOC | VM_UNINITIALIZED, &failure);
    } while (unlikely(area == NULL) && try_again(request, failure));
    return area;
}

/* The caller may use what it asked for, though there is more. */
static __noinline enum fw_status map_blocks(const struct vmalloc_request *request,
                                            struct vm_struct *area)
{
    area->requested_size = request->requested_size;
    return vm_pages_map_blocks(area, request->order, request->prot);
}

static inline enum fw_status map_once(const struct vmalloc_request *request, struct vm_struct *area)
{
    return likely(request->order == 0) ? vm_pages_map(area, request->prot)
                                       : map_blocks(request, area);
}

/*
 * Before another try, what was mapped is cleared: mapping refuses entries in
 * use. They were never used, and become the same again: no flush is needed.
 */
static bool map_pages(const struct vmalloc_request *request, struct vm_struct *area)
{
    while (unlikely(map_once(request, area) != FW_OK)) {
        if (!try_again(request, "failed to map pages")) {
            return false;
        }
        pgtable_unmap((uintptr_t)area->addr, get_vm_area_size(area));
    }
    return true;
}

/* Pages for an area that has addresses. */
static bool get_pages(const struct vmalloc_request *request, struct vm_struct *area)
{
    const struct vm_pages_request wanted = {
        .count = (uint32_t)(get_vm_area_size(area) >> PAGE_SHIFT),
        .gfp = request->area.gfp,
        .node = request->node,
        .order = request->order,
    };
    const char *failure;
    while (unlikely((failure = vm_pages_alloc(area, &wanted)) != NULL)) {
        if (!try_again(request, failure)) {
            return false;
        }
    }
    return true;
}

void *__vmalloc_node_range(const struct vmalloc_request *request)
{
    const char *fault = request_fault(request);
    if (unlikely(fault != NULL)) {
        vm_report_failure(request->area.size, fault);
        return NULL;
    }
    struct vm_struct *area = reserve(request);
    if (unlikely(area == NULL)) {
        return NULL;
    }
    if (unlikely(!get_pages(request, area))) {
        vm_pages_free(area);
        free_vm_area(area); /* nothing was mapped: nothing to flush */
        return NULL;
    }
    if (unlikely(!map_pages(request, area))) {
        vfree(area->addr);
        return NULL;
    }
    clear_vm_uninitialized_flag(area);
    return area->addr;
}
