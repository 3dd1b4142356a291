/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way between a core's list and the zones of its node. */
#include "mm/page_list.h"

#include "lib/string.h"
#include "mm/zone.h"

DEFINE_PER_CPU(struct page_list, page_list);

bool page_list_refill(struct page_list *list, gfp_t gfp)
{
    for (unsigned type = ZONE_TYPES; type-- > 0 && list->count == 0;) {
        struct zone *zone = &zones[list->node][type];
        if (zone->managed_pages != 0) {
            list->count = zone_alloc_bulk(zone, gfp, PAGE_LIST_BATCH, list->pages, PAGE_CACHED);
        }
    }
    return list->count != 0;
}

/* From the start of `pages`: how many are of one zone. */
static unsigned same_zone(struct page *const *pages, unsigned count)
{
    const struct zone *zone = page_zone(pages[0]);
    unsigned same = 1;
    while (same < count && page_zone(pages[same]) == zone) {
        same++;
    }
    return same;
}

void page_list_spill(struct page_list *list, unsigned count)
{
    const bool mixed = zones[list->node][ZONE_NORMAL].managed_pages != 0;
    for (unsigned done = 0; done < count;) {
        struct page *const *pages = &list->pages[done];
        unsigned run = mixed ? same_zone(pages, count - done) : count - done;
        zone_free_bulk(page_zone(pages[0]), run, pages, PAGE_CACHED);
        done += run;
    }
    list->count -= count;
    memmove(list->pages, list->pages + count, list->count * sizeof(list->pages[0]));
}
