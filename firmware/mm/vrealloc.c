/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * requested_size is what the caller may use, get_vm_area_size() what there is.
 * Between the two lie bytes that were used before the area shrank.
 */
#include "mm/vrealloc.h"

#include "mm/buddy.h"
#include "mm/vm_area.h"
#include "mm/vm_bytes.h"
#include "mm/vm_report.h"

/* The area to change, or NULL with a message. */
static struct vm_struct *find_area(const void *addr, uint64_t align)
{
    struct vm_struct *area = find_vm_area(addr);
    if (area == NULL || area->addr != addr || (area->flags & VM_ALLOC) == 0) {
        vm_report_address("vrealloc", addr, FW_UNKNOWN);
        return NULL;
    }
    if (!is_power_of_2(align) || !IS_ALIGNED((uintptr_t)addr, align)) {
        vm_report_address("vrealloc", addr, FW_MISALIGNED);
        return NULL;
    }
    return area;
}

/* Bytes are zeroed while they are the caller's: before they go, after they came. */
static void resize_in_place(struct vm_struct *area, uint64_t size, gfp_t gfp)
{
    const uint64_t old = area->requested_size;
    char *addr = area->addr;
    if (gfp & __GFP_ZERO && size < old) {
        vm_zero(addr + size, old - size);
    }
    vm_area_set_requested_size(area, size);
    if (gfp & __GFP_ZERO && size > old) {
        vm_zero(addr + old, size - old);
    }
}

/* A larger area with the same contents. */
static void *move(const struct vm_struct *area, uint64_t size, uint64_t align, gfp_t gfp, int node)
{
    const uint64_t kept = area->requested_size;
    void *new = __vmalloc_node(size, align, gfp, node);
    if (new != NULL) {
        vm_copy(new, area->addr, kept);
        vfree(area->addr);
    }
    return new;
}

void *vrealloc_node_align(const void *addr, uint64_t size, uint64_t align, gfp_t gfp, int node)
{
    if (size == 0) {
        vfree(addr);
        return NULL;
    }
    if (addr == NULL) {
        return __vmalloc_node(size, align, gfp, node);
    }
    struct vm_struct *area = find_area(addr, align);
    if (area == NULL) {
        return NULL;
    }
    if (size > get_vm_area_size(area)) {
        return move(area, size, align, gfp, node);
    }
    resize_in_place(area, size, gfp);
    return area->addr;
}

void *vrealloc(const void *addr, uint64_t size, gfp_t gfp)
{
    return vrealloc_node_align(addr, size, 1, gfp, NUMA_NO_NODE);
}
