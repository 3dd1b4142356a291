/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's half of the virtual address space: 48 bits, TTBR1. The size of
 * a page is the build's: -DPAGE_SHIFT=12, 14 or 16.
 *
 *   0xffff_0000_0000_0000  PAGE_OFFSET    linear map: va = PAGE_OFFSET + pa
 *   0xffff_8000_0000_0000  VMALLOC_START  vmalloc range, 64 TiB
 *   0xffff_8000_8000_0000  KIMAGE_VADDR   the image, an early area of that range
 *   0xffff_c000_0000_0000  VMALLOC_END
 *   0xffff_f000_0000_0000  DEVICE_VADDR   devices: va = DEVICE_VADDR + pa
 *
 * Also read by assembly and the linker script: numbers only.
 */
#pragma once

#ifndef PAGE_SHIFT
#define PAGE_SHIFT 12
#endif
#define VA_BITS 48
#define PAGE_OFFSET 0xffff000000000000
#define VMALLOC_START 0xffff800000000000
#define KIMAGE_VADDR 0xffff800080000000
#define VMALLOC_END 0xffffc00000000000
#define DEVICE_VADDR 0xfffff00000000000

#ifndef __ASSEMBLER__

#include "lib/types.h"

#define PAGE_SIZE (UINT64_C(1) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x) (((x) + PAGE_SIZE - 1) & PAGE_MASK)

static inline bool is_vmalloc_addr(const void *p)
{
    return (uintptr_t)p - VMALLOC_START < VMALLOC_END - VMALLOC_START;
}

#endif
