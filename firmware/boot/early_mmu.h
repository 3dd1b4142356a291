/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page tables that the firmware boots with: an identity map of a few lines
 * of assembly (TTBR0), and in TTBR1 the image, the device tree, RAM and the
 * devices. They come from a pool inside the image and stay for ever; the page
 * allocator's tables are added below the same root later.
 */
#pragma once

#include "mm/layout.h"

/* TG1 and TG0 of TCR_EL1: the granule. */
#if PAGE_SHIFT == 12
#define TCR_GRANULE (2 << 30 | 0 << 14)
#elif PAGE_SHIFT == 14
#define TCR_GRANULE (1 << 30 | 2 << 14)
#elif PAGE_SHIFT == 16
#define TCR_GRANULE (3 << 30 | 1 << 14)
#else
#error "pages have 4K, 16K or 64K"
#endif

/* TCR_EL1: two 48-bit halves, walks write-back and inner shareable; start.S adds
 * the physical address size. */
#define TCR_BOOT (0x35103510 | TCR_GRANULE)
#define TCR_EPD0_BIT 7
/* MAIR_EL1: MAIR_VALUE of mm/pte.h, for assembly. */
#define MAIR_BOOT 0x04ff
/* SCTLR_EL1: MMU, caches, SP alignment check; the rest as Armv8.0 has it. */
#define SCTLR_BOOT 0x30d0180d

/* Where the device tree is read, whatever its physical address. */
#define FDT_VADDR 0xffffe00000000000

#ifndef __ASSEMBLER__

#include "lib/types.h"
#include "mm/pte.h"

/* Called with the MMU off, at physical addresses: fills the tables that
 * start.S switches to. Without pages of this build's size it says so and ends. `fdt` is the device
 * tree's physical address. */
void early_mmu_build(phys_addr_t fdt);

/* With the MMU on: `image` is the physical address of the image's start. */
void early_mmu_init(phys_addr_t image);

/* The device tree where it can be read; NULL if the loader gave none. */
const void *early_mmu_fdt(void);

/* Adds memory to the linear map, or a device's page to the device map. */
void early_mmu_map_ram(phys_addr_t pa, uint64_t size);
void early_mmu_map_device(phys_addr_t pa, uint64_t size);

/* A page of the image shows other memory from now on. One core runs. */
void early_mmu_replace_page(uintptr_t va, phys_addr_t pa, enum pgprot prot);

/* TTBR0 is never walked again by this core. */
void early_mmu_drop_identity(void);

/* The level 0 table of TTBR1, as the linear map shows it. */
pte_t *early_mmu_root(void);

/* Physical address of something in the image. */
phys_addr_t early_mmu_image_pa(const void *va);

#endif
