/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a generation of the virtual address allocator implements. It owns the
 * addresses and their locks; mm/vmalloc.c owns pages, mappings and flushes.
 *
 * An address is free, busy (in a live area), lazy (freed and unmapped, not yet
 * flushed) or pooled (flushed, and kept for an area of the same size). It
 * becomes free or pooled only after a flush that began when it was already
 * unmapped.
 */
#pragma once

#include "lib/list.h"
#include "lib/llist.h"
#include "lib/rbtree.h"
#include "lib/status.h"
#include "lib/types.h"

struct vm_struct;

/* [va_start, va_end) in one of the four states. */
struct vmap_area {
    uintptr_t va_start;
    uintptr_t va_end;
    struct rb_node rb_node; /* in the tree of its state */
    struct list_head list; /* the same, sorted by address; or that of a pool */
    union {
        uint64_t subtree_max_size; /* free: largest free range below and at this node */
        struct vm_struct *vm; /* busy; NULL: VMAP_RAM */
        struct llist_node purge_list; /* lazy, where a list is all there is */
    };
    uint64_t flags; /* VMAP_*; bit 0 and bits from 8 on are the generation's own */
};

#define VMAP_RAM 0x2u /* of vm_map_ram(): nothing but addresses, no vm_struct */
#define VMAP_BLOCK 0x4u /* with VMAP_RAM: cut up for many small mappings */

enum vmap_state { VMAP_FREE, VMAP_BUSY, VMAP_LAZY, VMAP_POOL };

/* A request for addresses: size bytes in [vstart, vend), at a multiple of align. */
struct vmap_request {
    uint64_t size; /* whole pages, guard included */
    uint64_t align; /* a power of two, at least PAGE_SIZE */
    uintptr_t vstart;
    uintptr_t vend;
    uint32_t va_flags; /* VMAP_* of the area */
};

typedef void (*vmap_flush_fn)(uintptr_t start, uintptr_t end);
typedef void (*vmap_visit_fn)(const struct vmap_area *va, enum vmap_state state, void *ctx);

struct vm_allocator {
    const char *name; /* as --allocator spells it */

    /* All of [start, end) is free, except the early areas: busy, sorted. */
    enum fw_status (*init)(uintptr_t start, uintptr_t end, struct vm_struct *early);

    /* A busy area for vm; NULL: no space, or no memory for the area. */
    struct vmap_area *(*alloc)(const struct vmap_request *request, struct vm_struct *vm);

    /* The live area that contains the address, or NULL. */
    struct vmap_area *(*find)(uintptr_t addr);

    /*
     * Takes the live area that starts at the address out of the busy set, if
     * its vm has one of `flags`, or it has none and `flags` is 0. NULL: there
     * is no such area. The caller owns it now
     * and gives it to free_lazy or free_now before it asks for anything else:
     * until then the generation may hold a lock.
     */
    struct vmap_area *(*unlink)(uintptr_t addr, uint32_t flags);

    /* An unlinked area becomes lazy. True: so much is lazy that a purge is due.
     * NULL: this generation has no lazy areas, each free flushes. */
    bool (*free_lazy)(struct vmap_area *va);

    /* An unlinked area becomes free at once: never mapped, or flushed. */
    void (*free_now)(struct vmap_area *va);

    /* Flushes what is lazy now and makes it free or pooled. False: nothing was lazy. */
    bool (*purge)(vmap_flush_fn flush);

    /* The same, but false at once when another core is purging. */
    bool (*try_purge)(vmap_flush_fn flush);

    /* When alloc found no addresses: all that is lazy or pooled becomes free.
     * False: there was nothing. */
    bool (*reclaim)(vmap_flush_fn flush);

    /* Pages that are lazy, guards included. */
    uint64_t (*lazy_pages)(void);

    /* Visits every range of every state, each state in address order as far as
     * the generation keeps one. No range may change meanwhile. */
    void (*for_each)(vmap_visit_fn visit, void *ctx);

    /* Panics on a broken structure; slow. For tests and debug firmware. */
    void (*check)(void);
};

extern const struct vm_allocator vm_allocator_vmlist;
extern const struct vm_allocator vm_allocator_rbtree;
extern const struct vm_allocator vm_allocator_augmented;
extern const struct vm_allocator vm_allocator_nodes;
