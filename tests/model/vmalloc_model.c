/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules, one function each; every search is a walk over all ranges. */
#include "vmalloc_model.h"

#include <string.h>

#define PAGE 4096ULL
#define LAZY_STEP 8192ULL /* pages of 32 MiB */
#define POOL_PAGES 256ULL /* the largest area that pools hold, guard included */

static uint64_t align_up(uint64_t addr, uint64_t align)
{
    return (addr + align - 1) / align * align;
}

void vmalloc_model_init(struct vmalloc_model *model, enum vmalloc_model_generation generation,
                        unsigned cpus, uint64_t start, uint64_t end)
{
    memset(model, 0, sizeof(*model));
    model->generation = generation;
    model->cpus = cpus;
    model->start = start;
    model->end = end;
}

/* The number of the first range that starts above addr. */
static size_t above(const struct vmalloc_model *model, uint64_t addr)
{
    size_t i = 0;

    while (i < model->count && model->range[i].start <= addr) {
        i++;
    }
    return i;
}

/* Inserts a copy where it belongs; false: it overlaps, or leaves what there is. */
static bool insert(struct vmalloc_model *model, const struct vmalloc_model_range *range)
{
    size_t at = above(model, range->start);

    if (model->count == VMALLOC_MODEL_RANGES || range->start < model->start ||
        range->end > model->end || (at > 0 && model->range[at - 1].end > range->start) ||
        (at < model->count && model->range[at].start < range->end)) {
        return false;
    }
    memmove(&model->range[at + 1], &model->range[at], (model->count - at) * sizeof(*range));
    model->range[at] = *range;
    model->count++;
    return true;
}

static void erase(struct vmalloc_model *model, size_t at)
{
    model->count--;
    memmove(&model->range[at], &model->range[at + 1],
            (model->count - at) * sizeof(model->range[0]));
}

void vmalloc_model_reserve(struct vmalloc_model *model, uint64_t start, uint64_t end)
{
    const struct vmalloc_model_range range = {.start = start, .end = end};

    insert(model, &range);
}

/* Where `size` bytes fit into the gap [from, to) and into the window; 0: nowhere. */
static uint64_t fit(const struct vmalloc_model_request *request, uint64_t size, uint64_t from,
                    uint64_t to)
{
    uint64_t addr = align_up(from > request->vstart ? from : request->vstart, request->align);
    uint64_t end = to < request->vend ? to : request->vend;

    return addr + size <= end ? addr : 0;
}

static uint64_t lowest_gap(const struct vmalloc_model *model,
                           const struct vmalloc_model_request *request, uint64_t size)
{
    uint64_t from = model->start, found = 0;

    for (size_t i = 0; i <= model->count; i++) {
        uint64_t to = i < model->count ? model->range[i].start : model->end;
        uint64_t addr = fit(request, size, from, to);

        if (addr != 0) {
            found = addr;
            if (model->fault != MODEL_HIGHEST) {
                break;
            }
        }
        from = i < model->count ? model->range[i].end : to;
    }
    return found;
}

/*
 * The gap that rbtree takes: from the hint on, if the request wants no less
 * than those since the hint was set; else from the window's start.
 */
static uint64_t hinted_gap(struct vmalloc_model *model, const struct vmalloc_model_request *request,
                           uint64_t size)
{
    bool serves = model->hint != 0 && size >= model->hole_size &&
                  request->vstart >= model->hint_vstart && request->align >= model->hint_align;
    uint64_t addr = align_up(request->vstart, request->align);
    size_t i = 0;

    if (addr + size > request->vend) {
        return 0;
    }
    model->hint_vstart = request->vstart;
    model->hint_align = request->align;
    if (serves) {
        i = above(model, model->hint) - 1;
        serves = align_up(model->range[i].end, request->align) >= request->vstart;
    }
    if (serves) {
        addr = align_up(model->range[i].end, request->align);
    } else {
        model->hint = 0;
        model->hole_size = 0;
        for (i = 0; i < model->count && model->range[i].end < addr; i++) {
        }
    }
    for (; i < model->count && addr + size <= request->vend; i++) {
        if (addr + size <= model->range[i].start) {
            break;
        }
        if (addr + model->hole_size < model->range[i].start) {
            model->hole_size = model->range[i].start - addr;
        }
        addr = align_up(model->range[i].end, request->align);
    }
    return addr + size <= request->vend ? addr : 0;
}

/* What a pool would give: the newest of the right size of this core, if it is aligned. */
static struct vmalloc_model_range *
pooled(struct vmalloc_model *model, const struct vmalloc_model_request *request, uint64_t size)
{
    struct vmalloc_model_range *best = NULL;

    for (size_t i = 0; i < model->count; i++) {
        struct vmalloc_model_range *range = &model->range[i];
        bool right = range->state == MODEL_POOLED && range->owner == request->cpu + 1 &&
                     range->end - range->start == size;

        if (right &&
            (best == NULL || (range->rank > best->rank) == (model->fault != MODEL_OLDEST))) {
            best = range;
        }
    }
    if (best != NULL && best->start % request->align != 0) {
        best->rank = --model->oldest;
        best = NULL;
    }
    return best;
}

/* Only a request for the whole range, with more than one core, knows pools. */
static bool has_pools(const struct vmalloc_model *model,
                      const struct vmalloc_model_request *request)
{
    return model->generation == MODEL_NODES && model->cpus > 1 && request->vstart == model->start &&
           request->vend == model->end;
}

static void remove_state(struct vmalloc_model *model, enum vmalloc_model_state state)
{
    size_t kept = 0;

    for (size_t i = 0; i < model->count; i++) {
        if (model->range[i].state != state) {
            model->range[kept++] = model->range[i];
        }
    }
    model->count = kept;
}

/* The lowest rank of the same pool, or NULL; counts the pool. */
static struct vmalloc_model_range *oldest_of(struct vmalloc_model *model, unsigned owner,
                                             uint64_t size, size_t *ret_count)
{
    struct vmalloc_model_range *oldest = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < model->count; i++) {
        struct vmalloc_model_range *range = &model->range[i];

        if (range->state == MODEL_POOLED && range->owner == owner &&
            range->end - range->start == size) {
            ++*ret_count;
            oldest = oldest == NULL || range->rank < oldest->rank ? range : oldest;
        }
    }
    return oldest;
}

/* A quarter of each pool, the oldest first, is free again. */
static void decay(struct vmalloc_model *model)
{
    for (unsigned owner = 1; owner <= model->cpus; owner++) {
        for (uint64_t pages = 1; pages <= POOL_PAGES; pages++) {
            size_t count;
            struct vmalloc_model_range *oldest = oldest_of(model, owner, pages * PAGE, &count);

            for (size_t left = count / 4; left > 0; left--) {
                erase(model, (size_t)(oldest - model->range));
                oldest = oldest_of(model, owner, pages * PAGE, &count);
            }
        }
    }
}

/* Lazy areas are flushed at once, from the lowest to the highest. */
static void note_flush(struct vmalloc_model *model)
{
    for (size_t i = 0; i < model->count; i++) {
        if (model->range[i].state == MODEL_LAZY && model->fault != MODEL_NO_FLUSH) {
            if (model->flush_end == 0) {
                model->flush_start = model->range[i].start;
            }
            model->flush_end = model->range[i].end;
        }
    }
}

/* rbtree: the hint moves below what goes away at or below it. */
static void move_hint(struct vmalloc_model *model)
{
    uint64_t hint = model->hint;

    for (size_t i = model->count; i-- > 0 && model->hint != 0;) {
        const struct vmalloc_model_range *range = &model->range[i];

        if (range->state != MODEL_LAZY) {
            continue;
        }
        if (range->end < model->hint_vstart) {
            model->hint = 0;
        } else if (range->start <= hint) {
            size_t below = i;

            while (below > 0 && model->range[below - 1].state == MODEL_LAZY) {
                below--;
            }
            model->hint = below == 0 ? 0 : model->range[below - 1].start;
        }
    }
}

/* The pool of its owner, where it has one, or nobody's. */
static void purge(struct vmalloc_model *model, bool full)
{
    note_flush(model);
    move_hint(model);
    if (full) {
        remove_state(model, MODEL_POOLED);
    } else {
        decay(model);
    }
    for (size_t i = 0; i < model->count; i++) {
        struct vmalloc_model_range *range = &model->range[i];

        if (range->state == MODEL_LAZY && !full && range->owner != 0 &&
            range->end - range->start <= POOL_PAGES * PAGE) {
            range->state = MODEL_POOLED;
        }
    }
    remove_state(model, MODEL_LAZY);
    model->lazy_pages = 0;
}

void vmalloc_model_purge(struct vmalloc_model *model)
{
    model->flush_start = model->flush_end = 0;
    purge(model, false);
}

void vmalloc_model_reclaim(struct vmalloc_model *model)
{
    model->flush_start = model->flush_end = 0;
    purge(model, true);
}

static uint64_t search(struct vmalloc_model *model, const struct vmalloc_model_request *request,
                       uint64_t size)
{
    return model->generation == MODEL_RBTREE ? hinted_gap(model, request, size)
                                             : lowest_gap(model, request, size);
}

/*
 * With an alignment above a page the free tree of augmented and nodes looks for
 * a gap that holds the request wherever the gap starts, and takes a tighter one
 * only if the search comes by: any gap that fits is right.
 */
static bool any_gap_will_do(const struct vmalloc_model *model,
                            const struct vmalloc_model_request *request)
{
    return model->generation >= MODEL_AUGMENTED && request->align > PAGE;
}

const char *vmalloc_model_alloc(struct vmalloc_model *model,
                                const struct vmalloc_model_request *request, uint64_t got,
                                uint64_t *ret_expected)
{
    uint64_t size = request->size + (model->fault == MODEL_NO_GUARD ? 0 : PAGE);
    struct vmalloc_model_range range = {.state = MODEL_BUSY};
    struct vmalloc_model_range *pool = NULL;
    uint64_t expected;

    model->flush_start = model->flush_end = 0;
    if (has_pools(model, request)) {
        range.owner = request->cpu + 1;
        pool = pooled(model, request, size);
    }
    if (pool != NULL) {
        expected = pool->start;
        erase(model, (size_t)(pool - model->range));
    } else {
        expected = search(model, request, size);
        if (expected == 0) {
            purge(model, true);
            expected = search(model, request, size);
        }
    }
    if (expected != 0 && pool == NULL && any_gap_will_do(model, request) && got != 0 &&
        got % request->align == 0) {
        expected = got; /* insert() says whether it is a gap */
    }
    *ret_expected = expected;
    if (got != expected) {
        return "address";
    }
    range.start = got;
    range.end = got + size;
    if (got != 0 && !insert(model, &range)) {
        return "overlap";
    }
    model->hint = got == 0 ? model->hint : got;
    return NULL;
}

bool vmalloc_model_free(struct vmalloc_model *model, uint64_t addr)
{
    size_t at = above(model, addr);
    struct vmalloc_model_range *range = at == 0 ? NULL : &model->range[at - 1];

    model->flush_start = model->flush_end = 0;
    if (range == NULL || range->start != addr || range->state != MODEL_BUSY) {
        return false;
    }
    if (model->generation == MODEL_VMLIST || model->fault == MODEL_EAGER) {
        model->flush_start = range->start;
        model->flush_end = range->end;
        erase(model, at - 1);
        return true;
    }
    range->state = MODEL_LAZY;
    range->rank = ++model->newest;
    model->lazy_pages += (range->end - range->start) / PAGE;
    unsigned doublings = 0;

    for (unsigned cpus = model->cpus; cpus > 0; cpus /= 2) {
        doublings++;
    }
    if (model->lazy_pages > doublings * LAZY_STEP) {
        purge(model, false);
    }
    return true;
}

const struct vmalloc_model_range *vmalloc_model_find(const struct vmalloc_model *model,
                                                     uint64_t addr)
{
    size_t at = above(model, addr);
    const struct vmalloc_model_range *range = at == 0 ? NULL : &model->range[at - 1];

    return range != NULL && addr < range->end && range->state == MODEL_BUSY ? range : NULL;
}
