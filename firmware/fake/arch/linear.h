/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: the linear map is a block of host memory. */
#pragma once

#include "fake.h"
#include "mm/layout.h"

extern char *fake_ram;

static inline void *__va(phys_addr_t pa)
{
    return (void *)((uintptr_t)fake_ram + (pa - FAKE_RAM_START));
}

static inline phys_addr_t __pa(const void *va)
{
    return FAKE_RAM_START + ((uintptr_t)va - (uintptr_t)fake_ram);
}

/* Walks the page tables for a vmalloc address; an unmapped one panics. */
void *vmalloc_access(const void *va);
