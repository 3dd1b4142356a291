/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page by page: what it is, by its area; where it is, by the page tables. */
#include "mm/vread.h"

#include "arch/barrier.h"
#include "mm/page.h"
#include "mm/vm_area.h"
#include "mm/vm_bytes.h"

/* Areas whose pages are memory that may be read. */
static bool readable(const struct vm_struct *area)
{
    if (area == NULL || READ_ONCE(area->flags) & VM_UNINITIALIZED) {
        return false;
    }
    smp_rmb(); /* pages and nr_pages are as of when the flag was cleared, or newer */
    return true;
}

/* Its frame in the linear map, or NULL: reads as zeros. Devices have no frame. */
static const char *page_behind(uintptr_t at)
{
    const void *addr = (const void *)at;
    if (!is_vmalloc_addr(addr) || !readable(find_vm_area(addr))) {
        return NULL;
    }
    const struct page *page = vmalloc_to_page(addr);
    return page == NULL ? NULL : page_address(page);
}

static inline uint64_t step_at(uintptr_t at, uint64_t size)
{
    return min(size, PAGE_SIZE - (at & (PAGE_SIZE - 1)));
}

/* Bytes of the range that areas have. */
static uint64_t count(uintptr_t at, uint64_t size)
{
    uint64_t found = 0;
    while (size > 0) {
        const uint64_t step = step_at(at, size);
        found += page_behind(at) != NULL ? step : 0;
        at += step;
        size -= step;
    }
    return found;
}

uint64_t vread(void *buffer, const void *addr, uint64_t size)
{
    uintptr_t at = (uintptr_t)addr;
    char *to = buffer;
    const uint64_t found = count(at, size);
    while (found != 0 && size > 0) {
        const uint64_t step = step_at(at, size);
        const char *page = page_behind(at);
        if (page != NULL) {
            vm_copy(to, page + (at & (PAGE_SIZE - 1)), step);
        } else {
            vm_zero(to, step);
        }
        at += step;
        to += step;
        size -= step;
    }
    return found;
}
