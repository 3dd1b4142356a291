/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything against everything: the states of the range against each other
 * (vmap_check.c), areas against page tables and frames, and page tables
 * against areas.
 */
#include "arch/linear.h"
#include "lib/panic.h"
#include "mm/pgtable.h"
#include "mm/vm_area.h"
#include "mm/vmalloc.h"
#include "mm/vmap_check.h"

/* One bit for each frame of RAM that an area owns. */
#define FRAMES_MAX (UINT64_C(1) << 24) /* 64 GiB */
static uint8_t owned[FRAMES_MAX / 8];

static bool claim(pfn_t pfn)
{
    uint64_t index = pfn - mem_map_start;
    BUG_ON(index >= FRAMES_MAX);
    bool first = !(owned[index / 8] >> index % 8 & 1);
    owned[index / 8] |= (uint8_t)(1u << index % 8);
    return first;
}

static void forget_claims(void)
{
    for (uint64_t i = 0; i < (mem_map_count + 7) / 8 && i < sizeof(owned); i++) {
        owned[i] = 0;
    }
}

/* The frame is the area's alone, and mapped where it belongs. */
static void check_page(const struct vm_struct *area, uint32_t i, uintptr_t va)
{
    struct page *const *slot = vmalloc_access(&area->pages[i]);
    struct pgtable_leaf leaf = pgtable_lookup(va);
    enum page_type type = page_type(*slot);
    if (!leaf.mapped || leaf.pa != page_to_phys(*slot)) {
        panic("area %lx: page %u is not mapped as it should be", (unsigned long)area->addr, i);
    }
    if (type == PAGE_FREE || type == PAGE_CACHED || type == PAGE_SLAB) {
        panic("area %lx: the frame of page %u, at %llx, is free", (unsigned long)area->addr, i,
              (unsigned long long)leaf.pa);
    }
    if (!claim(page_to_pfn(*slot))) {
        panic("area %lx: the frame of page %u, at %llx, has two owners", (unsigned long)area->addr,
              i, (unsigned long long)leaf.pa);
    }
}

/* Pages where they belong, the guard page unmapped. */
static void check_busy(const struct vmap_area *va)
{
    const struct vm_struct *area = va->vm;
    if (area == NULL || (area->flags & VM_ALLOC) == 0) {
        return;
    }
    uint64_t guard = area->flags & VM_NO_GUARD ? 0 : PAGE_SIZE;
    uint64_t mapped = (uint64_t)area->nr_pages << PAGE_SHIFT;
    if ((uintptr_t)area->addr != va->va_start || area->size != va->va_end - va->va_start ||
        area->size != mapped + guard) {
        panic("area %lx: it has %u pages, its addresses are %lx-%lx", (unsigned long)area->addr,
              area->nr_pages, (unsigned long)va->va_start, (unsigned long)va->va_end);
    }
    for (uint32_t i = 0; i < area->nr_pages; i++) {
        check_page(area, i, va->va_start + ((uint64_t)i << PAGE_SHIFT));
    }
    if (guard != 0 && pgtable_lookup(va->va_end - PAGE_SIZE).mapped) {
        panic("area %lx: its guard page at %lx is mapped", (unsigned long)area->addr,
              (unsigned long)(va->va_end - PAGE_SIZE));
    }
}

static void check_area(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    (void)ctx;
    if (state == VMAP_BUSY) {
        check_busy(va);
    }
}

/* Walks what is mapped in the range; the areas at hand are sorted. */
static void check_tables(const struct vmap_range *ranges, uint32_t count)
{
    uint32_t i = 0;
    for (uintptr_t at = VMALLOC_START; at < VMALLOC_END;) {
        struct pgtable_leaf leaf = pgtable_lookup(at);
        uint64_t span = UINT64_C(1) << pte_level_shift(leaf.level);
        while (i < count && ranges[i].end <= at) {
            i++;
        }
        if (leaf.mapped && (i == count || ranges[i].state != VMAP_BUSY)) {
            panic("%lx is mapped, to %llx, and %s", (unsigned long)at, (unsigned long long)leaf.pa,
                  i == count ? "in no state" : vmap_state_text(ranges[i].state));
        }
        at = (at & ~(span - 1)) + span;
    }
}

void vmalloc_check(void)
{
    const struct vm_allocator *allocator = vmalloc_allocator();
    uint32_t count;
    const struct vmap_range *ranges =
        vmap_check_states(allocator, VMALLOC_START, VMALLOC_END, &count);
    allocator->check();
    forget_claims();
    allocator->for_each(check_area, NULL);
    check_tables(ranges, count);
}
