/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mapping contiguous memory by as few TLB entries as fit: blocks, then runs of
 * pages with the contiguous bit, then pages. First it is chosen what the next
 * piece is, then it is entered.
 */
#include "mm/pgtable.h"

#include "mm/pgtable_walk.h"

struct piece {
    unsigned level;
    unsigned entries; /* 1, or CONT_PTES of level 3 */
};

static uint64_t piece_size(struct piece piece)
{
    return (uint64_t)piece.entries << pte_level_shift(piece.level);
}

static struct piece choose_pages(uintptr_t va, phys_addr_t pa, uint64_t size)
{
    const bool run = size >= CONT_PTE_SIZE && IS_ALIGNED(va | pa, CONT_PTE_SIZE);
    return (struct piece){LEAF_LEVEL, run ? CONT_PTES : 1};
}

/* The largest that fits va, pa and size. */
static struct piece choose(uintptr_t va, phys_addr_t pa, uint64_t size)
{
    for (unsigned level = PTE_BLOCK_LEVEL; level < LEAF_LEVEL; level++) {
        const uint64_t block = UINT64_C(1) << pte_level_shift(level);
        if (size >= block && IS_ALIGNED(va | pa, block)) {
            return (struct piece){level, 1};
        }
    }
    return choose_pages(va, pa, size);
}

static bool all_free(const pte_t *entry, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (pte_valid(READ_ONCE(entry[i]))) {
            return false;
        }
    }
    return true;
}

static void enter(pte_t *entry, phys_addr_t pa, enum pgprot prot, struct piece piece)
{
    const pte_t cont = piece.entries > 1 ? PTE_CONT : 0;
    for (unsigned i = 0; i < piece.entries; i++) {
        WRITE_ONCE(entry[i], pte_leaf(pa, prot, piece.level) | cont);
        pa += UINT64_C(1) << pte_level_shift(piece.level);
    }
}

/* A table that is in the way of a block goes when it is empty; else pages it is. */
static enum fw_status map_piece(uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot,
                                uint64_t *ret_size)
{
    struct piece piece = choose(va, pa, size);
    struct pgtable_slot slot = pgtable_descend_building(va, piece.level);
    if (slot.entry != NULL && pte_is_table(*slot.entry, slot.level) &&
        !pgtable_drop_table(slot.entry, va)) {
        piece = choose_pages(va, pa, size);
        slot = pgtable_descend_building(va, piece.level);
    }
    if (slot.entry == NULL) {
        return FW_NO_MEMORY;
    }
    if (slot.level != piece.level || !all_free(slot.entry, piece.entries)) {
        return FW_BUSY;
    }
    enter(slot.entry, pa, prot, piece);
    *ret_size = piece_size(piece);
    return FW_OK;
}

static enum fw_status map_range(uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot)
{
    for (uint64_t done = 0; done < size;) {
        uint64_t step;
        const enum fw_status status = map_piece(va + done, pa + done, size - done, prot, &step);
        if (status != FW_OK) {
            return status;
        }
        done += step;
    }
    return FW_OK;
}

enum fw_status pgtable_map_phys(uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot)
{
    const enum fw_status status = map_range(va, pa, size, prot);
    pgtable_publish();
    return status;
}

enum fw_status pgtable_map_blocks(uintptr_t va, struct page *const *pages, unsigned count,
                                  unsigned order, enum pgprot prot)
{
    const uint64_t block = PAGE_SIZE << order;
    enum fw_status status = FW_OK;
    for (unsigned i = 0; i < count && status == FW_OK; i += 1u << order) {
        status = map_range(va, page_to_phys(pages[i]), block, prot);
        va += block;
    }
    pgtable_publish();
    return status;
}
