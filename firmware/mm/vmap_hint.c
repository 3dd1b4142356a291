/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Search from the hint. A hint serves requests that want no less than the one
 * before: any smaller size, start or alignment may fit into a gap that was
 * passed, so it begins anew.
 */
#include "mm/vmap_hint.h"

static inline struct vmap_area *area_of(struct rb_node *node)
{
    return rb_entry(node, struct vmap_area, rb_node);
}

/* Whether the search may begin at the hint, which is dropped otherwise. */
static bool hint_serves(struct vmap_hint *hint, const struct vmap_window *window, uintptr_t vstart)
{
    bool serves = hint->free_vmap_cache != NULL && window->size >= hint->cached_hole_size &&
                  vstart >= hint->cached_vstart && window->align >= hint->cached_align &&
                  ALIGN(hint->free_vmap_cache->va_end, window->align) >= vstart;
    if (!serves) {
        hint->free_vmap_cache = NULL;
        hint->cached_hole_size = 0;
    }
    hint->cached_vstart = vstart;
    hint->cached_align = window->align;
    return serves;
}

/* The lowest area that ends at addr or above, or NULL. */
static struct vmap_area *first_reaching(const struct vmap_set *set, uintptr_t addr)
{
    struct vmap_area *first = NULL;
    struct rb_node *node = set->root.node;
    while (node != NULL) {
        struct vmap_area *va = area_of(node);
        if (va->va_end < addr) {
            node = node->right;
            continue;
        }
        first = va;
        if (va->va_start <= addr) {
            break;
        }
        node = node->left;
    }
    return first;
}

bool vmap_hint_search(struct vmap_hint *hint, const struct vmap_set *set,
                      const struct vmap_window *window, uintptr_t *addr)
{
    struct vmap_area *first;
    if (hint_serves(hint, window, *addr)) {
        first = hint->free_vmap_cache;
        if (!vmap_window_move(window, first->va_end, addr)) {
            return false;
        }
    } else {
        first = first_reaching(set, *addr);
    }
    if (first == NULL) {
        return true;
    }
    for (; &first->list != &set->list; first = list_next_entry(first, list)) {
        if (*addr + window->size <= first->va_start) {
            return true;
        }
        if (*addr + hint->cached_hole_size < first->va_start) {
            hint->cached_hole_size = first->va_start - *addr;
        }
        if (!vmap_window_move(window, first->va_end, addr)) {
            return false;
        }
    }
    return true;
}

void vmap_hint_removing(struct vmap_hint *hint, const struct vmap_set *set,
                        const struct vmap_area *va)
{
    const struct vmap_area *cached = hint->free_vmap_cache;
    if (cached == NULL) {
        return;
    }
    if (va->va_end < hint->cached_vstart) {
        hint->free_vmap_cache = NULL;
    } else if (va->va_start <= cached->va_start) {
        bool lowest = va->list.prev == &set->list;
        hint->free_vmap_cache = lowest ? NULL : list_entry(va->list.prev, struct vmap_area, list);
    }
}
