/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The allocator of virtual addresses as its rules say it, over one sorted
 * array: slow, without trees, nodes or caches, and so easy to believe. It is
 * told what the firmware answered and says whether that was the right answer.
 *
 *   vmlist     the lowest gap; a free is flushed and reusable at once
 *   rbtree     the first gap from the hint on; freed areas are in the way
 *              until a purge, which comes above 32 MiB for each doubling of
 *              the cores
 *   augmented  the lowest gap; freed areas wait for the same purge
 *   nodes      the same, and with more than one core a purged area goes to the
 *              pool of the core that allocated it, newest first out, a
 *              quarter of each pool decaying at each purge
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vmalloc_model_generation {
    MODEL_VMLIST,
    MODEL_RBTREE,
    MODEL_AUGMENTED,
    MODEL_NODES,
};

/* Rules that can be wrong on purpose, to see that it shows. */
enum vmalloc_model_fault {
    MODEL_RIGHT,
    MODEL_NO_GUARD, /* an area ends without a guard page */
    MODEL_EAGER, /* freed addresses can be had at once */
    MODEL_HIGHEST, /* the highest gap */
    MODEL_OLDEST, /* pools give the oldest area */
    MODEL_NO_FLUSH, /* a purge flushes nothing: that of the firmware is one too many */
    MODEL_FAULT_COUNT,
};

enum vmalloc_model_state { MODEL_BUSY, MODEL_LAZY, MODEL_POOLED };

/* What is not free: [start, end). */
struct vmalloc_model_range {
    uint64_t start, end;
    enum vmalloc_model_state state;
    unsigned owner; /* the core that allocated it + 1; 0: no pool wants it */
    int64_t rank; /* lazy: when it was freed; pooled: the highest comes out first */
};

#define VMALLOC_MODEL_RANGES 40000

struct vmalloc_model {
    enum vmalloc_model_generation generation;
    enum vmalloc_model_fault fault;
    unsigned cpus;
    uint64_t start, end; /* all that there is */
    struct vmalloc_model_range range[VMALLOC_MODEL_RANGES]; /* sorted */
    size_t count;
    uint64_t lazy_pages;
    int64_t newest, oldest; /* ranks given so far */

    /* rbtree: where the search begins */
    uint64_t hint; /* start of an area; 0: none */
    uint64_t hole_size, hint_vstart, hint_align;

    /* The flush that the last call asked for; both 0: none. */
    uint64_t flush_start, flush_end;
};

struct vmalloc_model_request {
    uint64_t size; /* bytes, whole pages, without the guard */
    uint64_t align;
    uint64_t vstart, vend;
    unsigned cpu;
};

void vmalloc_model_init(struct vmalloc_model *model, enum vmalloc_model_generation generation,
                        unsigned cpus, uint64_t start, uint64_t end);

/* An area that is there from the beginning. */
void vmalloc_model_reserve(struct vmalloc_model *model, uint64_t start, uint64_t end);

/*
 * The firmware answered a request with the address `got`, or 0. Returns NULL,
 * or what is wrong with that; *ret_expected is the right answer.
 */
const char *vmalloc_model_alloc(struct vmalloc_model *model,
                                const struct vmalloc_model_request *request, uint64_t got,
                                uint64_t *ret_expected);

/* True: a live area starts there, and is free or lazy now. */
bool vmalloc_model_free(struct vmalloc_model *model, uint64_t addr);

void vmalloc_model_purge(struct vmalloc_model *model);
/* The same, and the pools end empty. */
void vmalloc_model_reclaim(struct vmalloc_model *model);

/* The live area that contains addr, or NULL. */
const struct vmalloc_model_range *vmalloc_model_find(const struct vmalloc_model *model,
                                                     uint64_t addr);
