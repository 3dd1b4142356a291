/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors as numbers. Kernel mappings are global and never for EL0. */
#include "mm/pte.h"

/* What every leaf has: accessed, never executable at EL0. */
#define PTE_COMMON (PTE_AF | PTE_UXN)
#define PTE_NORMAL (PTE_COMMON | PTE_SH_INNER | PTE_ATTR_INDEX(MAIR_INDEX_NORMAL))
#define PTE_DEVICE (PTE_COMMON | PTE_ATTR_INDEX(MAIR_INDEX_DEVICE))

/* Bits that may differ between two live entries for the same memory. */
#define PTE_SAFE_CHANGES (PTE_RDONLY | PTE_PXN | PTE_NG)

uint64_t pte_attributes(enum pgprot prot)
{
    static const uint64_t attributes[] = {
        [PROT_KERNEL] = PTE_NORMAL | PTE_PXN,
        [PROT_KERNEL_RO] = PTE_NORMAL | PTE_PXN | PTE_RDONLY,
        [PROT_KERNEL_ROX] = PTE_NORMAL | PTE_RDONLY,
        [PROT_DEVICE] = PTE_DEVICE | PTE_PXN,
        [PROT_USER] = PTE_NORMAL | PTE_PXN | PTE_USER,
    };
    return attributes[prot];
}

pte_t pte_leaf(phys_addr_t pa, enum pgprot prot, unsigned level)
{
    uint64_t type = level == 3 ? PTE_VALID | PTE_TABLE : PTE_VALID;
    return pa | pte_attributes(prot) | type;
}

pte_t pte_table(phys_addr_t table)
{
    return table | PTE_VALID | PTE_TABLE;
}

bool pte_change_is_safe(pte_t old, pte_t new)
{
    if (!pte_valid(old) || !pte_valid(new)) {
        return true;
    }
    bool becomes_global = (old & PTE_NG) && !(new &PTE_NG);
    return !becomes_global && ((old ^ new) & ~PTE_SAFE_CHANGES) == 0;
}
