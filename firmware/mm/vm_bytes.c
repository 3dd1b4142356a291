/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A step ends where the page of either side does. */
#include "mm/vm_bytes.h"

#include "arch/linear.h"
#include "lib/kernel.h"
#include "lib/string.h"

static inline uint64_t to_page_end(const void *addr)
{
    return PAGE_SIZE - ((uintptr_t)addr & (PAGE_SIZE - 1));
}

void vm_copy(void *dst, const void *src, uint64_t size)
{
    char *to = dst;
    const char *from = src;
    while (size > 0) {
        const uint64_t both = min(to_page_end(to), to_page_end(from));
        const uint64_t step = min(size, both);
        memcpy(vmalloc_access(to), vmalloc_access(from), step);
        to += step;
        from += step;
        size -= step;
    }
}

void vm_zero(void *addr, uint64_t size)
{
    for (char *at = addr; size > 0;) {
        const uint64_t step = min(size, to_page_end(at));
        memset(vmalloc_access(at), 0, step);
        at += step;
        size -= step;
    }
}
