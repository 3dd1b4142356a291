/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of address ranges: a red-black tree and a sorted list of the same
 * areas, for logarithmic search and for neighbours in one step. A set remembers
 * where it changed last, since what comes next often lies right behind. It has
 * no lock of its own.
 */
#pragma once

#include "mm/gfp.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"

struct vmap_set {
    struct rb_root root;
    struct list_head list;
    struct vmap_area *last; /* of the set: put in, grown, or in front of one removed; NULL */
    const struct rb_augment_callbacks *augment; /* NULL: a plain tree, else of sizes */
};

/* Creates the cache that areas come from. */
enum fw_status vmap_area_init(void);
struct vmap_area *vmap_area_alloc(gfp_t gfp);
void vmap_area_free(struct vmap_area *va);

/* An area of [start, end) for vm, in no set yet; NULL: no memory. */
struct vmap_area *vmap_area_new(uintptr_t start, uintptr_t end, struct vm_struct *vm);

static inline uint64_t vmap_area_size(const struct vmap_area *va)
{
    return va->va_end - va->va_start;
}

/* Its size in pages, guard included. */
static inline uint64_t vmap_area_pages(const struct vmap_area *va)
{
    return vmap_area_size(va) >> PAGE_SHIFT;
}

/* Is it one that unlink was asked for? */
static inline bool vmap_area_is(const struct vmap_area *va, uint32_t flags)
{
    return va->vm == NULL ? flags == 0 : (va->vm->flags & flags) != 0;
}

static inline bool vmap_set_empty(const struct vmap_set *set)
{
    return set->root.node == NULL;
}

void vmap_set_init(struct vmap_set *set, const struct rb_augment_callbacks *augment);

/* The set is new and holds an area for each of `early`, a list sorted by address. */
enum fw_status vmap_set_import(struct vmap_set *set, struct vm_struct *early);

/* `from` gives everything to `to`, whatever was in that, and ends empty. */
void vmap_set_take_all(struct vmap_set *to, struct vmap_set *from);

/* Overlap with an area of the set is a bug. */
void vmap_set_insert(struct vmap_set *set, struct vmap_area *va);

/* The same, where `va` is known to belong right before `next`. */
void vmap_set_insert_before(struct vmap_set *set, struct vmap_area *va, struct vmap_area *next);

/* Inserts, joined with neighbours that touch; the set then owns `va`, and may
 * have freed it. */
void vmap_set_merge(struct vmap_set *set, struct vmap_area *va);

void vmap_set_remove(struct vmap_set *set, struct vmap_area *va);

/* The area that contains addr, or NULL. */
struct vmap_area *vmap_set_find(const struct vmap_set *set, uintptr_t addr);

/* The area that starts there, or NULL: takes less than the former. */
struct vmap_area *vmap_set_find_start(const struct vmap_set *set, uintptr_t start);

/* Calls visit for each area in address order. */
void vmap_set_for_each(const struct vmap_set *set, vmap_visit_fn visit, enum vmap_state state,
                       void *ctx);
