/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The linear map: all of RAM at PAGE_OFFSET + physical address. It holds for
 * pointers into the linear map only, not for the image or a vmalloc area.
 */
#pragma once

#include "mm/layout.h"

static inline void *__va(phys_addr_t pa)
{
    return (void *)(PAGE_OFFSET + pa);
}

static inline phys_addr_t __pa(const void *va)
{
    return (phys_addr_t)va - PAGE_OFFSET;
}

/*
 * A pointer through which the code may reach `va`, a vmalloc or linear
 * address, up to the end of its page. The hardware translates: it is `va`.
 */
static inline void *vmalloc_access(const void *va)
{
    return (void *)va;
}
