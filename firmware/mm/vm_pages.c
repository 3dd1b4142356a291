/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work goes in runs: as many entries of the array as one page of it holds,
 * since the array may be contiguous in virtual addresses only.
 */
#include "mm/vm_pages.h"

#include "arch/linear.h"
#include "lib/panic.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"

#define ENTRIES_PER_PAGE ((uint32_t)(PAGE_SIZE / sizeof(struct page *)))

/* Part of an array that can be reached through one pointer. */
struct run {
    struct page **pages;
    uint32_t count;
};

/* From entry `first` on, at most up to `end`. */
static inline struct run run_at(struct page **array, uint32_t first, uint32_t end)
{
    uint32_t fits = ENTRIES_PER_PAGE - (first & (ENTRIES_PER_PAGE - 1));
    return (struct run){vmalloc_access(&array[first]), min(end - first, fits)};
}

/* A page or less by kmalloc, which aligns it so that it crosses no page. */
static inline struct page **alloc_array(const struct vm_pages_request *request)
{
    const uint64_t size = (uint64_t)request->count * sizeof(struct page *);
    const gfp_t gfp = request->gfp & GFP_SLAB_MASK;
    return likely(size <= PAGE_SIZE) ? kmalloc_node(size, gfp, request->node)
                                     : __vmalloc_node(size, 1, gfp, request->node);
}

static inline void free_array(struct page **array)
{
    if (unlikely(is_vmalloc_addr(array))) {
        vfree(array);
    } else {
        kfree(array);
    }
}

/* Single frames: as many as one call gives, then one by one. */
static __noinline bool fill_singles(struct vm_struct *area, const struct vm_pages_request *request)
{
    while (area->nr_pages < request->count) {
        struct run run = run_at(area->pages, area->nr_pages, request->count);
        uint32_t got = alloc_pages_bulk(request->node, request->gfp, run.count, run.pages);
        area->nr_pages += got;
        for (; unlikely(got < run.count); got++) {
            run.pages[got] = alloc_page_node(request->node, request->gfp);
            if (run.pages[got] == NULL) {
                return false;
            }
            area->nr_pages++;
        }
    }
    return true;
}

/* One call does for most areas: few pages, all of them at hand. */
static inline bool fill(struct vm_struct *area, const struct vm_pages_request *request)
{
    const uint32_t count = request->count;
    if (likely(count <= ENTRIES_PER_PAGE && area->nr_pages == 0)) {
        struct page **pages = vmalloc_access(area->pages);
        area->nr_pages = alloc_pages_bulk(request->node, request->gfp, count, pages);
    }
    return likely(area->nr_pages == count) || fill_singles(area, request);
}

/* The frames of one block, each entered and owned for itself. */
static void enter_block(struct vm_struct *area, struct page *block, unsigned order)
{
    split_page(block, order);
    for (uint32_t i = 0; i < 1u << order; i++) {
        struct page **entry = vmalloc_access(&area->pages[area->nr_pages++]);
        *entry = block + i;
    }
}

/* Blocks, and nothing less: whoever maps them maps them as blocks. */
static __noinline bool fill_blocks(struct vm_struct *area, const struct vm_pages_request *request)
{
    BUG_ON((request->count & ((1u << request->order) - 1)) != 0);
    while (area->nr_pages < request->count) {
        struct page *block = alloc_pages_node(request->node, request->gfp, request->order);
        if (block == NULL) {
            return false;
        }
        enter_block(area, block, request->order);
    }
    return true;
}

const char *vm_pages_alloc(struct vm_struct *area, const struct vm_pages_request *request)
{
    if (likely(area->pages == NULL)) {
        area->pages = alloc_array(request);
        if (unlikely(area->pages == NULL)) {
            return "failed to allocate page array";
        }
    }
    bool filled = likely(request->order == 0) ? fill(area, request) : fill_blocks(area, request);
    return likely(filled) ? NULL : "failed to allocate pages";
}

static __noinline void free_runs(const struct vm_struct *area)
{
    for (uint32_t done = 0; done < area->nr_pages;) {
        struct run run = run_at(area->pages, done, area->nr_pages);
        free_pages_bulk(run.count, run.pages);
        done += run.count;
    }
}

void vm_pages_free(struct vm_struct *area)
{
    if (unlikely(area->nr_pages > ENTRIES_PER_PAGE)) {
        free_runs(area);
    } else if (likely(area->nr_pages != 0)) {
        free_pages_bulk(area->nr_pages, vmalloc_access(area->pages));
    }
    struct page **array = area->pages;
    area->pages = NULL;
    area->nr_pages = 0;
    free_array(array);
}

static __noinline enum fw_status map_runs(const struct vm_struct *area, enum pgprot prot)
{
    uintptr_t va = (uintptr_t)area->addr;
    enum fw_status status = FW_OK;
    for (uint32_t done = 0; done < area->nr_pages && status == FW_OK;) {
        struct run run = run_at(area->pages, done, area->nr_pages);
        status = pgtable_map_pages(va, run.pages, run.count, prot);
        va += (uint64_t)run.count << PAGE_SHIFT;
        done += run.count;
    }
    return status;
}

enum fw_status vm_pages_map(const struct vm_struct *area, enum pgprot prot)
{
    if (unlikely(area->nr_pages > ENTRIES_PER_PAGE)) {
        return map_runs(area, prot);
    }
    return pgtable_map_pages((uintptr_t)area->addr, vmalloc_access(area->pages), area->nr_pages,
                             prot);
}

/* A page of the array lists whole blocks: none is larger than what one lists. */
enum fw_status vm_pages_map_blocks(const struct vm_struct *area, unsigned order, enum pgprot prot)
{
    uintptr_t va = (uintptr_t)area->addr;
    enum fw_status status = FW_OK;
    for (uint32_t done = 0; done < area->nr_pages && status == FW_OK;) {
        struct run run = run_at(area->pages, done, area->nr_pages);
        status = pgtable_map_blocks(va, run.pages, run.count, order, prot);
        va += (uint64_t)run.count << PAGE_SHIFT;
        done += run.count;
    }
    return status;
}
