/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trailers of objects, tails of areas. */
#include "mm/redzone.h"

#include "arch/linear.h"
#include "lib/panic.h"
#include "mm/poison.h"
#include "mm/vmalloc.h"

#define STATE_LIVE UINT64_C(0x4c4956454c495645)
#define STATE_FREE UINT64_C(0x4652454546524545)

/* A free object's first bytes are the slab's, which links it to the next. */
#define LINK_SIZE 8u

struct trailer {
    uint64_t size;
    uint64_t state;
};

static struct trailer *trailer_of(void *object, size_t room)
{
    return (struct trailer *)(void *)((char *)object + room - sizeof(struct trailer));
}

void redzone_object_alloc(void *object, size_t size, size_t room)
{
    struct trailer *trailer = trailer_of(object, room);
    size_t own = room - sizeof(*trailer);
    if (trailer->state == STATE_FREE && own > LINK_SIZE) {
        const uint8_t *from = (const uint8_t *)object + LINK_SIZE;
        const uint8_t *bad = poison_find(from, own - LINK_SIZE, POISON_OBJECT);
        if (bad != NULL) {
            panic("use after free: the object at %lx was written while it was free: byte %u is "
                  "%02x",
                  (unsigned long)object, (unsigned)(bad - (const uint8_t *)object), *bad);
        }
    }
    poison_fill((char *)object + size, own - size, POISON_TAIL);
    *trailer = (struct trailer){size, STATE_LIVE};
}

void redzone_object_free(void *object, size_t room)
{
    struct trailer *trailer = trailer_of(object, room);
    size_t own = room - sizeof(*trailer);
    if (trailer->state != STATE_LIVE || trailer->size > own) {
        panic("the object at %lx is freed and %s", (unsigned long)object,
              trailer->state == STATE_FREE ? "was already free"
                                           : "is none, or was written beyond its end");
    }
    const uint8_t *end = (const uint8_t *)object + trailer->size;
    const uint8_t *bad = poison_find(end, own - trailer->size, POISON_TAIL);
    if (bad != NULL) {
        panic("overrun: the object at %lx, of %lu bytes, was written beyond its end: byte %u is "
              "%02x",
              (unsigned long)object, (unsigned long)trailer->size,
              (unsigned)(bad - (const uint8_t *)object), *bad);
    }
    poison_fill(object, own, POISON_OBJECT);
    trailer->state = STATE_FREE;
}

/* The tail of the area that lies in its page number i, by the linear map. */
static uint8_t *tail_in(const struct vm_struct *area, uint32_t i, size_t *ret_size)
{
    struct page *const *slot = vmalloc_access(&area->pages[i]);
    uint64_t start = (uint64_t)i << PAGE_SHIFT;
    uint64_t used = area->requested_size > start ? area->requested_size - start : 0;
    *ret_size = used < PAGE_SIZE ? PAGE_SIZE - used : 0;
    return (uint8_t *)page_address(*slot) + used;
}

/* The first page that has some of the tail. */
static uint32_t first_tail_page(const struct vm_struct *area)
{
    return (uint32_t)(area->requested_size >> PAGE_SHIFT);
}

void redzone_area_alloc(const struct vm_struct *area)
{
    for (uint32_t i = first_tail_page(area); i < area->nr_pages; i++) {
        size_t size;
        uint8_t *tail = tail_in(area, i, &size);
        poison_fill(tail, size, POISON_TAIL);
    }
}

void redzone_area_free(const struct vm_struct *area)
{
    for (uint32_t i = first_tail_page(area); i < area->nr_pages; i++) {
        size_t size;
        const uint8_t *tail = tail_in(area, i, &size);
        const uint8_t *bad = poison_find(tail, size, POISON_TAIL);
        if (bad != NULL) {
            uint64_t at = ((uint64_t)i << PAGE_SHIFT) + PAGE_SIZE - size + (uint64_t)(bad - tail);
            panic("overrun: the area at %lx, of %lu bytes, was written beyond its end: byte %lu "
                  "is %02x",
                  (unsigned long)area->addr, (unsigned long)area->requested_size, (unsigned long)at,
                  *bad);
        }
    }
}
