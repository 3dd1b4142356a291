/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three or four levels of tables under one root. Work goes table by table: the descent
 * from the root happens once for each level 3 table, the entries in it are a
 * plain loop.
 *
 * A store that makes an entry valid is followed by DSB ISHST, so that walkers
 * see it, and ISB, so that this core drops a fault it may have fetched ahead:
 * once for each call, before it returns. A store that makes an entry invalid
 * needs neither; the flush begins with the DSB.
 */
#include "mm/pgtable.h"

#include "arch/barrier.h"
#include "arch/spinlock.h"
#include "lib/panic.h"
#include "mm/bootmem.h"
#include "mm/buddy.h"
#include "mm/pgtable_walk.h"
#include "mm/tlbflush.h"

static pte_t *root_table;
static uint64_t table_pages;
static struct spinlock page_table_lock = SPINLOCK_INIT(PAGE_TABLE);

void pgtable_init(pte_t *root)
{
    root_table = root;
    table_pages = 0;
}

uint64_t pgtable_table_pages(void)
{
    return READ_ONCE(table_pages);
}

static inline pte_t *table_of(pte_t entry)
{
    return __va(pte_phys(entry));
}

static pte_t *alloc_table(void)
{
    if (!buddy_is_ready()) {
        return bootmem_alloc(PAGE_SIZE, PAGE_SIZE);
    }
    struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
    return page == NULL ? NULL : page_address(page);
}

/* Hangs a new, empty table at `slot` unless another core has just done so. */
static __noinline bool install_table(pte_t *slot)
{
    pte_t *table = alloc_table();
    if (table == NULL) {
        return false;
    }
    spin_lock(&page_table_lock);
    bool first = !pte_valid(READ_ONCE(*slot));
    if (first) {
        smp_wmb(); /* walkers that see the table see it empty */
        WRITE_ONCE(*slot, pte_table(__pa(table)));
        table_pages++;
    }
    spin_unlock(&page_table_lock);
    if (!first) {
        free_page(virt_to_page(table));
    }
    return true;
}

struct pgtable_slot pgtable_descend_building(uintptr_t va, unsigned level)
{
    pte_t *table = root_table;
    for (unsigned at = PTE_ROOT_LEVEL;; at++) {
        pte_t *entry = &table[pte_index(va, at)];
        if (at == level || pte_is_leaf(READ_ONCE(*entry), at)) {
            return (struct pgtable_slot){entry, at};
        }
        if (unlikely(!pte_valid(READ_ONCE(*entry))) && !install_table(entry)) {
            return (struct pgtable_slot){NULL, at};
        }
        table = table_of(READ_ONCE(*entry));
    }
}

struct pgtable_slot pgtable_descend(uintptr_t va)
{
    pte_t *table = root_table;
    for (unsigned at = PTE_ROOT_LEVEL;; at++) {
        pte_t *entry = &table[pte_index(va, at)];
        if (at == LEAF_LEVEL || !pte_is_table(READ_ONCE(*entry), at)) {
            return (struct pgtable_slot){entry, at};
        }
        table = table_of(READ_ONCE(*entry));
    }
}

/*
 * The owner of all that the table maps takes it out, so nobody else descends to
 * it; only the hardware may still hold it, until the flush.
 */
bool pgtable_drop_table(pte_t *slot, uintptr_t va)
{
    const pte_t old = *slot;
    const pte_t *table = table_of(old);
    if (!pfn_valid(phys_to_pfn(pte_phys(old))) ||
        page_type(virt_to_page(table)) != PAGE_ALLOCATED) {
        return false; /* it came with the image, or before there were pages */
    }
    for (unsigned i = 0; i < PTRS_PER_TABLE; i++) {
        if (READ_ONCE(table[i]) != 0) {
            return false;
        }
    }
    spin_lock(&page_table_lock);
    WRITE_ONCE(*slot, 0);
    table_pages--;
    spin_unlock(&page_table_lock);
    flush_tlb_kernel_pgtable(va);
    free_page(virt_to_page(table));
    return true;
}

/* Entries from the one for va to the end of its table, at most `count`. */
static inline unsigned run_length(uintptr_t va, unsigned count)
{
    return min(count, PTRS_PER_TABLE - pte_index(va, LEAF_LEVEL));
}

static inline bool set_run(pte_t *entry, struct page *const *pages, unsigned count, pte_t base)
{
    for (unsigned i = 0; i < count; i++) {
        if (unlikely(pte_valid(entry[i]))) {
            return false;
        }
        WRITE_ONCE(entry[i], base | page_to_phys(pages[i]));
    }
    return true;
}

static enum fw_status map_runs(uintptr_t va, struct page *const *pages, unsigned count, pte_t base)
{
    while (count > 0) {
        struct pgtable_slot slot = pgtable_descend_building(va, LEAF_LEVEL);
        if (slot.entry == NULL) {
            return FW_NO_MEMORY;
        }
        unsigned run = run_length(va, count);
        if (slot.level != LEAF_LEVEL || !set_run(slot.entry, pages, run, base)) {
            return FW_BUSY;
        }
        va += (uint64_t)run << PAGE_SHIFT;
        pages += run;
        count -= run;
    }
    return FW_OK;
}

enum fw_status pgtable_map_pages(uintptr_t va, struct page *const *pages, unsigned count,
                                 enum pgprot prot)
{
    enum fw_status status = map_runs(va, pages, count, pte_leaf(0, prot, LEAF_LEVEL));
    pgtable_publish();
    return status;
}

/* Of a contiguous run all pages are mapped or none. */
static inline void check_whole_runs(uintptr_t va, const pte_t *entry, unsigned count)
{
    if (unlikely((entry[0] | entry[count - 1]) & PTE_CONT)) {
        BUG_ON(!IS_ALIGNED(va, CONT_PTE_SIZE) || count % CONT_PTES != 0);
    }
}

static inline void clear_run(pte_t *entry, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        WRITE_ONCE(entry[i], 0);
    }
}

void pgtable_unmap(uintptr_t va, uint64_t size)
{
    while (size > 0) {
        struct pgtable_slot slot = pgtable_descend(va);
        uint64_t step;
        if (likely(slot.level == LEAF_LEVEL)) {
            unsigned run =
                run_length(va, (unsigned)min(size >> PAGE_SHIFT, (uint64_t)PTRS_PER_TABLE));
            check_whole_runs(va, slot.entry, run);
            clear_run(slot.entry, run);
            step = (uint64_t)run << PAGE_SHIFT;
        } else {
            step = pgtable_entry_span(va, slot.level, size);
            if (pte_valid(*slot.entry)) {
                BUG_ON(step != UINT64_C(1) << pte_level_shift(slot.level));
                WRITE_ONCE(*slot.entry, 0);
            }
        }
        va += step;
        size -= step;
    }
}

struct pgtable_leaf pgtable_lookup(uintptr_t va)
{
    struct pgtable_slot slot = pgtable_descend(va);
    struct pgtable_leaf leaf = {.pte = *slot.entry, .level = slot.level};
    leaf.mapped = pte_valid(leaf.pte);
    if (leaf.mapped) {
        leaf.pa = pte_phys(leaf.pte) | (va & ((UINT64_C(1) << pte_level_shift(leaf.level)) - 1));
    }
    return leaf;
}
