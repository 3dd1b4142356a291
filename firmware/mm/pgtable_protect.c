/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other permissions for live entries. One entry may take them in place where
 * pte_change_is_safe(); the members of a contiguous run may not differ even for
 * a moment, so all of them go, are flushed, and come back (Arm ARM, "Using
 * break-before-make when updating translation table entries").
 */
#include "mm/pgtable.h"

#include "mm/pgtable_walk.h"
#include "mm/tlbflush.h"

/* What changes together: an entry, or a contiguous run of them. */
struct group {
    pte_t *entry;
    unsigned level;
    unsigned entries;
};

static struct group group_at(uintptr_t va)
{
    const struct pgtable_slot slot = pgtable_descend(va);
    const bool run = slot.level == LEAF_LEVEL && (*slot.entry & PTE_CONT);
    return (struct group){slot.entry, slot.level, run ? CONT_PTES : 1};
}

static uint64_t group_size(struct group group)
{
    return (uint64_t)group.entries << pte_level_shift(group.level);
}

/* Is every page of the range mapped, by groups that the range covers whole? */
static bool all_mapped(uintptr_t va, uint64_t size)
{
    while (size > 0) {
        const struct group group = group_at(va);
        const uint64_t bytes = group_size(group);
        if (!pte_valid(*group.entry) || size < bytes || !IS_ALIGNED(va, bytes)) {
            return false;
        }
        va += bytes;
        size -= bytes;
    }
    return true;
}

static pte_t changed(pte_t old, enum pgprot prot, unsigned level)
{
    return pte_leaf(pte_phys(old), prot, level) | (old & PTE_CONT);
}

/* Break: nothing is mapped, anywhere, until the entries come back. */
static void change_broken(struct group group, uintptr_t va, enum pgprot prot)
{
    const phys_addr_t pa = pte_phys(*group.entry);
    const pte_t cont = *group.entry & PTE_CONT;
    for (unsigned i = 0; i < group.entries; i++) {
        WRITE_ONCE(group.entry[i], 0);
    }
    flush_tlb_kernel_range(va, va + group_size(group));
    for (unsigned i = 0; i < group.entries; i++) {
        const phys_addr_t offset = (phys_addr_t)i << pte_level_shift(group.level);
        WRITE_ONCE(group.entry[i], pte_leaf(pa + offset, prot, group.level) | cont);
    }
}

static void change_group(struct group group, uintptr_t va, enum pgprot prot)
{
    const pte_t old = *group.entry;
    const pte_t new = changed(old, prot, group.level);
    if (group.entries > 1 || !pte_change_is_safe(old, new)) {
        change_broken(group, va, prot);
    } else {
        WRITE_ONCE(*group.entry, new);
    }
}

enum fw_status pgtable_protect(uintptr_t va, uint64_t size, enum pgprot prot)
{
    if (!all_mapped(va, size)) {
        return FW_UNKNOWN;
    }
    const uintptr_t end = va + size;
    for (uintptr_t at = va; at < end;) {
        const struct group group = group_at(at);
        change_group(group, at, prot);
        at += group_size(group);
    }
    flush_tlb_kernel_range(va, end);
    return FW_OK;
}
