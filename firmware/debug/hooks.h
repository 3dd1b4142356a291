/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions that a debug build looks behind, as the linker's --wrap names
 * them; meson.build has the same list.
 */
#pragma once

#include "lib/status.h"
#include "lib/types.h"
#include "mm/page.h"
#include "mm/pte.h"

#define DEBUG_WRAP(name) __wrap_##name
#define DEBUG_REAL(name) __real_##name

#define DEBUG_HOOK(type, name, arguments)                                                          \
    type DEBUG_WRAP(name) arguments;                                                               \
    type DEBUG_REAL(name)                                                                          \
    arguments

DEBUG_HOOK(void, pgtable_unmap, (uintptr_t va, uint64_t size));
DEBUG_HOOK(enum fw_status, pgtable_map_pages,
           (uintptr_t va, struct page *const *pages, unsigned count, enum pgprot prot));
DEBUG_HOOK(enum fw_status, pgtable_map_blocks,
           (uintptr_t va, struct page *const *pages, unsigned count, unsigned order,
            enum pgprot prot));
DEBUG_HOOK(enum fw_status, pgtable_map_phys,
           (uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot));
DEBUG_HOOK(void, flush_tlb_kernel_range, (uintptr_t start, uintptr_t end));
DEBUG_HOOK(void, flush_tlb_all, (void));
DEBUG_HOOK(void, flush_tlb_kernel_range_local, (uintptr_t start, uintptr_t end));

#undef DEBUG_HOOK
