/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Slow and obvious: each rule is looked at by itself. */
#include "mm/vmap_check.h"

#include "lib/panic.h"
#include "mm/layout.h"
#include "mm/vmap_tree.h"

#define CHECK(condition, name, where)                                                              \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            panic("vmap set %s: broken at %lx: %s", name, (unsigned long)(where), #condition);     \
        }                                                                                          \
    } while (0)

static void check_area(const struct vmap_area *va, uintptr_t from, const char *name)
{
    CHECK(va->va_start >= from, name, va->va_start);
    CHECK(va->va_start < va->va_end, name, va->va_start);
    CHECK(((va->va_start | va->va_end) & ~PAGE_MASK) == 0, name, va->va_start);
}

void vmap_check_set(const struct vmap_set *set, const char *name)
{
    uintptr_t end = 0;
    long count = 0;
    struct rb_node *node = rb_first(&set->root);
    struct vmap_area *va;
    list_for_each_entry (va, &set->list, list) {
        check_area(va, end, name);
        CHECK(node == &va->rb_node, name, va->va_start);
        CHECK(set->augment == NULL || va->subtree_max_size == vmap_tree_max_size(va), name,
              va->va_start);
        end = va->va_end;
        node = rb_next(node);
        count++;
    }
    CHECK(node == NULL, name, end);
    CHECK(rb_check(&set->root) == count, name, end);
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

const char *vmap_state_text(enum vmap_state state)
{
    static const char *const texts[] = {
        [VMAP_FREE] = "free",
        [VMAP_BUSY] = "busy",
        [VMAP_LAZY] = "lazy",
        [VMAP_POOL] = "pooled",
    };
    return texts[state];
}

#define RANGES_MAX 131072u

static struct vmap_range ranges[RANGES_MAX];
static uint32_t range_count;

static void collect(const struct vmap_area *va, enum vmap_state state, void *ctx)
{
    (void)ctx;
    BUG_ON(range_count == RANGES_MAX);
    ranges[range_count++] = (struct vmap_range){va->va_start, va->va_end, state};
}

/* Shell's method, with the gaps 3n + 1: short, and quick enough for what is nearly sorted. */
static void sort_ranges(void)
{
    uint32_t gap = 1;
    while (gap < range_count / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (uint32_t i = gap; i < range_count; i++) {
            const struct vmap_range range = ranges[i];
            uint32_t at = i;
            for (; at >= gap && ranges[at - gap].start > range.start; at -= gap) {
                ranges[at] = ranges[at - gap];
            }
            ranges[at] = range;
        }
    }
}

/* `next` follows what reached up to `at`, in state `before`. */
static void check_step(uintptr_t at, enum vmap_state before, const struct vmap_range *next)
{
    if (next->start < at) {
        panic("%lx-%lx is %s, and %s as well", (unsigned long)next->start,
              (unsigned long)min(at, next->end), vmap_state_text(before),
              vmap_state_text(next->state));
    }
    if (next->start > at) {
        panic("%lx-%lx is in no state", (unsigned long)at, (unsigned long)next->start);
    }
}

const struct vmap_range *vmap_check_states(const struct vm_allocator *allocator, uintptr_t start,
                                           uintptr_t end, uint32_t *ret_count)
{
    const struct vmap_range last = {end, end, VMAP_FREE};
    uintptr_t at = start;
    enum vmap_state before = VMAP_FREE;
    range_count = 0;
    allocator->for_each(collect, NULL);
    sort_ranges();
    for (uint32_t i = 0; i < range_count; i++) {
        check_step(at, before, &ranges[i]);
        at = ranges[i].end;
        before = ranges[i].state;
    }
    check_step(at, before, &last);
    *ret_count = range_count;
    return ranges;
}
