/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kfree_checked(): for addresses that nobody vouches for. It looks at all that
 * is free in the object's slab, so it is slow; no other core may use the cache.
 */
#include "mm/slab_cache.h"
#include "mm/vm_report.h"

static bool in_magazine(const struct magazine *magazine, const void *object)
{
    for (unsigned i = 0; i < magazine->count; i++) {
        if (magazine->objects[i] == object) {
            return true;
        }
    }
    return false;
}

static bool in_slab(const struct kmem_cache *cache, const void *object)
{
    char *base = slab_base(cache, object);
    unsigned free = virt_to_page(base)->slab_free;
    while (free != SLAB_END && base + free != object) {
        free = *slab_link(base + free);
    }
    return free != SLAB_END;
}

static bool is_free(const struct kmem_cache *cache, const void *object)
{
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        if (in_magazine(&per_cpu_ptr(&slab_cpu, cpu)->magazines[cache->id], object)) {
            return true;
        }
    }
    return in_slab(cache, object);
}

static enum fw_status object_status(const struct kmem_cache *cache, const void *object)
{
    const uint64_t offset = (uint64_t)((const char *)object - slab_base(cache, object));
    if (offset % cache->size != 0 || offset / cache->size >= cache->per_slab) {
        return FW_MISALIGNED;
    }
    return is_free(cache, object) ? FW_UNKNOWN : FW_OK;
}

/* The frame of a linear-map address, or NULL. */
static struct page *page_of(const void *addr)
{
    const pfn_t pfn = phys_to_pfn(__pa(addr));
    return pfn_valid(pfn) ? pfn_to_page(pfn) : NULL;
}

static enum fw_status status_of(const void *object)
{
    const struct page *page = page_of(object);
    if (page == NULL) {
        return FW_UNKNOWN;
    }
    if (page_type(page) == PAGE_SLAB) {
        return object_status(page->cache, object);
    }
    if (page_type(page) != PAGE_ALLOCATED) {
        return FW_UNKNOWN;
    }
    return IS_ALIGNED((uintptr_t)object, PAGE_SIZE << page->order) ? FW_OK : FW_MISALIGNED;
}

enum fw_status kfree_checked(void *object)
{
    const enum fw_status status = object == NULL ? FW_OK : status_of(object);
    if (status != FW_OK) {
        return vm_report_address("kfree", object, status);
    }
    kfree(object);
    return FW_OK;
}
