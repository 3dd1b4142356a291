/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plain list: it is for builds that do not count time. */
#include "shadow.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef CHECK_MIRROR

static struct shadow_page *find(struct shadow *shadow, uint64_t va, bool fetch)
{
    for (size_t i = 0; i < shadow->count; i++) {
        if (shadow->page[i].va == va && shadow->page[i].fetch == fetch) {
            return &shadow->page[i];
        }
    }
    return NULL;
}

static void grow(struct shadow *shadow)
{
    size_t capacity = shadow->capacity == 0 ? 256 : 2 * shadow->capacity;
    struct shadow_page *page = realloc(shadow->page, capacity * sizeof(*page));

    if (page == NULL) {
        fprintf(stderr, "check_mirror: out of memory\n");
        abort();
    }
    shadow->page = page;
    shadow->capacity = capacity;
}

void shadow_add(struct shadow *shadow, uint64_t va, uint64_t pa, bool fetch)
{
    struct shadow_page *known = find(shadow, va, fetch);

    if (known != NULL) {
        known->pa = pa;
        return;
    }
    if (shadow->count == shadow->capacity) {
        grow(shadow);
    }
    shadow->page[shadow->count++] = (struct shadow_page){va, pa, fetch};
}

static bool is_tagged(uint64_t va)
{
    return (uint64_t)((int64_t)(va << 8) >> 8) != va;
}

void shadow_drop(struct shadow *shadow, uint64_t va)
{
    for (unsigned fetch = 0; fetch < 2 && !is_tagged(va); fetch++) {
        struct shadow_page *page = find(shadow, va, fetch != 0);

        if (page != NULL) {
            *page = shadow->page[--shadow->count];
        }
    }
}

void shadow_clear(struct shadow *shadow)
{
    shadow->count = 0;
}

void shadow_finish(struct shadow *shadow)
{
    free(shadow->page);
    *shadow = (struct shadow){0};
}

#endif
