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
#include "mm/tlbflush.h"

#define LEAF_LEVEL 3u

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

/* What stops a descent. */
struct slot {
    pte_t *entry; /* NULL: no memory for a table */
    unsigned level;
};

/* To the entry for va at `level`, building tables; stops early at a block. */
static struct slot descend_building(uintptr_t va, unsigned level)
{
    pte_t *table = root_table;
    for (unsigned at = PTE_ROOT_LEVEL;; at++) {
        pte_t *entry = &table[pte_index(va, at)];
        if (at == level || pte_is_leaf(READ_ONCE(*entry), at)) {
            return (struct slot){entry, at};
        }
        if (unlikely(!pte_valid(READ_ONCE(*entry))) && !install_table(entry)) {
            return (struct slot){NULL, at};
        }
        table = table_of(READ_ONCE(*entry));
    }
}

/* To the entry that ends the walk for va: a leaf or an invalid one. */
static struct slot descend(uintptr_t va)
{
    pte_t *table = root_table;
    for (unsigned at = PTE_ROOT_LEVEL;; at++) {
        pte_t *entry = &table[pte_index(va, at)];
        if (at == LEAF_LEVEL || !pte_is_table(READ_ONCE(*entry), at)) {
            return (struct slot){entry, at};
        }
        table = table_of(READ_ONCE(*entry));
    }
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
        struct slot slot = descend_building(va, LEAF_LEVEL);
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

/* What was stored becomes usable: on this core and for every walker. */
static inline void publish(void)
{
    dsb(ishst);
    isb();
}

enum fw_status pgtable_map_pages(uintptr_t va, struct page *const *pages, unsigned count,
                                 enum pgprot prot)
{
    enum fw_status status = map_runs(va, pages, count, pte_leaf(0, prot, LEAF_LEVEL));
    publish();
    return status;
}

/* The highest level with leaves whose entries fit va, pa and size. */
static unsigned leaf_level_for(uintptr_t va, phys_addr_t pa, uint64_t size)
{
    unsigned level = PTE_BLOCK_LEVEL;
    while (level < LEAF_LEVEL) {
        uint64_t block = UINT64_C(1) << pte_level_shift(level);
        if (size >= block && IS_ALIGNED(va | pa, block)) {
            break;
        }
        level++;
    }
    return level;
}

/*
 * One leaf for the start of the range, as large as fits and as the tables that
 * are already there allow. Returns its level.
 */
static enum fw_status map_leaf(uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot,
                               unsigned *ret_level)
{
    unsigned level = leaf_level_for(va, pa, size);
    struct slot slot = descend_building(va, level);
    if (slot.entry != NULL && pte_is_table(*slot.entry, slot.level)) {
        level = LEAF_LEVEL;
        slot = descend_building(va, level);
    }
    if (slot.entry == NULL) {
        return FW_NO_MEMORY;
    }
    if (slot.level != level || pte_valid(*slot.entry)) {
        return FW_BUSY;
    }
    WRITE_ONCE(*slot.entry, pte_leaf(pa, prot, level));
    *ret_level = level;
    return FW_OK;
}

enum fw_status pgtable_map_phys(uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot)
{
    enum fw_status status = FW_OK;
    while (size > 0) {
        unsigned level;
        status = map_leaf(va, pa, size, prot, &level);
        if (status != FW_OK) {
            break;
        }
        uint64_t step = UINT64_C(1) << pte_level_shift(level);
        va += step;
        pa += step;
        size -= step;
    }
    publish();
    return status;
}

/* Bytes from va to the end of what one entry at `level` covers, at most `size`. */
static inline uint64_t entry_span(uintptr_t va, unsigned level, uint64_t size)
{
    uint64_t covered = UINT64_C(1) << pte_level_shift(level);
    return min(covered - (va & (covered - 1)), size);
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
        struct slot slot = descend(va);
        uint64_t step;
        if (likely(slot.level == LEAF_LEVEL)) {
            unsigned run =
                run_length(va, (unsigned)min(size >> PAGE_SHIFT, (uint64_t)PTRS_PER_TABLE));
            clear_run(slot.entry, run);
            step = (uint64_t)run << PAGE_SHIFT;
        } else {
            step = entry_span(va, slot.level, size);
            if (pte_valid(*slot.entry)) {
                BUG_ON(step != UINT64_C(1) << pte_level_shift(slot.level));
                WRITE_ONCE(*slot.entry, 0);
            }
        }
        va += step;
        size -= step;
    }
}

/* Is every page of the range mapped, by entries that the range covers whole? */
static bool all_mapped(uintptr_t va, uint64_t size)
{
    while (size > 0) {
        struct slot slot = descend(va);
        uint64_t step = entry_span(va, slot.level, size);
        if (!pte_valid(*slot.entry) || step != UINT64_C(1) << pte_level_shift(slot.level)) {
            return false;
        }
        va += step;
        size -= step;
    }
    return true;
}

static void change_entry(pte_t *entry, pte_t new, uintptr_t va, uint64_t size)
{
    if (!pte_change_is_safe(*entry, new)) {
        WRITE_ONCE(*entry, 0);
        flush_tlb_kernel_range(va, va + size);
    }
    WRITE_ONCE(*entry, new);
}

enum fw_status pgtable_protect(uintptr_t va, uint64_t size, enum pgprot prot)
{
    if (!all_mapped(va, size)) {
        return FW_UNKNOWN;
    }
    uintptr_t end = va + size;
    for (uintptr_t at = va; at < end;) {
        struct slot slot = descend(at);
        uint64_t step = UINT64_C(1) << pte_level_shift(slot.level);
        change_entry(slot.entry, pte_leaf(pte_phys(*slot.entry), prot, slot.level), at, step);
        at += step;
    }
    flush_tlb_kernel_range(va, end);
    return FW_OK;
}

struct pgtable_leaf pgtable_lookup(uintptr_t va)
{
    struct slot slot = descend(va);
    struct pgtable_leaf leaf = {.pte = *slot.entry, .level = slot.level};
    leaf.mapped = pte_valid(leaf.pte);
    if (leaf.mapped) {
        leaf.pa = pte_phys(leaf.pte) | (va & ((UINT64_C(1) << pte_level_shift(leaf.level)) - 1));
    }
    return leaf;
}
