/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slow and obvious: each rule is looked at by itself. */
#include "mm/vmap_check.h"

#include "lib/panic.h"
#include "mm/layout.h"
#include "mm/vmap_tree.h"

#define CHECK(condition, name)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            panic("vmap set %s: broken: %s", name, #condition);                                    \
        }                                                                                          \
    } while (0)

static void check_area(const struct vmap_area *va, uintptr_t from, const char *name)
{
    CHECK(va->va_start >= from, name);
    CHECK(va->va_start < va->va_end, name);
    CHECK(((va->va_start | va->va_end) & ~PAGE_MASK) == 0, name);
}

void vmap_check_set(const struct vmap_set *set, const char *name)
{
    uintptr_t end = 0;
    long count = 0;
    struct rb_node *node = rb_first(&set->root);
    struct vmap_area *va;
    list_for_each_entry (va, &set->list, list) {
        check_area(va, end, name);
        CHECK(node == &va->rb_node, name);
        CHECK(set->augment == NULL || va->subtree_max_size == vmap_tree_max_size(va), name);
        end = va->va_end;
        node = rb_next(node);
        count++;
    }
    CHECK(node == NULL, name);
    CHECK(rb_check(&set->root) == count, name);
}

/* The one area at hand that starts at addr, stepped past; NULL: none, or several. */
static const struct vmap_area *area_at(uintptr_t addr, const struct rb_node **next, unsigned count)
{
    const struct vmap_area *found = NULL;
    for (unsigned i = 0; i < count; i++) {
        const struct vmap_area *va =
            next[i] == NULL ? NULL : rb_entry(next[i], const struct vmap_area, rb_node);
        if (va != NULL && va->va_start == addr) {
            if (found != NULL) {
                return NULL;
            }
            found = va;
            next[i] = rb_next(next[i]);
        }
    }
    return found;
}

void vmap_check_partition(uintptr_t start, uintptr_t end, const struct rb_root *const *trees,
                          unsigned count)
{
    const struct rb_node *next[VMAP_CHECK_MAX_TREES];
    BUG_ON(count > VMAP_CHECK_MAX_TREES);
    for (unsigned i = 0; i < count; i++) {
        next[i] = rb_first(trees[i]);
    }
    while (start < end) {
        const struct vmap_area *va = area_at(start, next, count);
        if (va == NULL) {
            panic("address %lx is in no set, or in two", (unsigned long)start);
        }
        start = va->va_end;
    }
    for (unsigned i = 0; i < count; i++) {
        BUG_ON(next[i] != NULL);
    }
}
