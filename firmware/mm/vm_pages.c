/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work goes in runs: as many entries of the array as one page of it holds,
 * since the array may be contiguous in virtual addresses only.
 */
#include "mm/vm_pages.h"

#include "arch/linear.h"
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
static struct page **alloc_array(uint32_t count)
{
    uint64_t size = (uint64_t)count * sizeof(struct page *);
    return size > PAGE_SIZE ? vmalloc(size) : kmalloc(size, GFP_KERNEL);
}

static void free_array(struct page **array)
{
    if (is_vmalloc_addr(array)) {
        vfree(array);
    } else {
        kfree(array);
    }
}

bool vm_pages_alloc(struct vm_struct *area, uint32_t count, gfp_t gfp)
{
    area->nr_pages = 0;
    area->pages = alloc_array(count);
    if (area->pages == NULL) {
        return false;
    }
    while (area->nr_pages < count) {
        struct run run = run_at(area->pages, area->nr_pages, count);
        uint32_t got = alloc_pages_bulk(NUMA_NO_NODE, gfp, run.count, run.pages);
        area->nr_pages += got;
        if (got < run.count) {
            vm_pages_free(area);
            return false;
        }
    }
    return true;
}

void vm_pages_free(struct vm_struct *area)
{
    for (uint32_t done = 0; done < area->nr_pages;) {
        struct run run = run_at(area->pages, done, area->nr_pages);
        free_pages_bulk(run.count, run.pages);
        done += run.count;
    }
    free_array(area->pages);
    area->pages = NULL;
    area->nr_pages = 0;
}

enum fw_status vm_pages_map(const struct vm_struct *area, enum pgprot prot)
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
