/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pools of one node, under one lock. */
#include "mm/vmap_pool.h"

#include "mm/vmap_heap.h"

void vmap_pools_init(struct vmap_pools *pools)
{
    spin_lock_init(&pools->lock, LOCK_VMAP_POOL);
    for (unsigned i = 0; i < MAX_VA_SIZE_PAGES; i++) {
        list_init(&pools->pool[i].head);
        pools->pool[i].len = 0;
    }
}

/* NULL: no pool holds areas of this size. */
static inline struct vmap_pool *pool_of(struct vmap_pools *pools, uint64_t size)
{
    uint64_t class = (size - 1) >> PAGE_SHIFT;
    return class < MAX_VA_SIZE_PAGES ? &pools->pool[class] : NULL;
}

/* The newest area, if it is aligned; the lock is held. */
static inline struct vmap_area *take_newest(struct vmap_pool *pool, uint64_t align)
{
    if (list_empty(&pool->head)) {
        return NULL;
    }
    struct vmap_area *va = list_first_entry(&pool->head, struct vmap_area, list);
    list_del(&va->list);
    if (!IS_ALIGNED(va->va_start, align)) {
        list_add_tail(&va->list, &pool->head);
        return NULL;
    }
    WRITE_ONCE(pool->len, pool->len - 1);
    return va;
}

struct vmap_area *vmap_pools_take(struct vmap_pools *pools, uint64_t size, uint64_t align)
{
    struct vmap_pool *pool = pool_of(pools, size);
    if (pool == NULL || READ_ONCE(pool->len) == 0) {
        return NULL;
    }
    spin_lock(&pools->lock);
    struct vmap_area *va = take_newest(pool, align);
    spin_unlock(&pools->lock);
    return va;
}

bool vmap_pools_add(struct vmap_pools *pools, struct vmap_area *va)
{
    struct vmap_pool *pool = pool_of(pools, vmap_area_size(va));
    if (pool == NULL) {
        return false;
    }
    spin_lock(&pools->lock);
    list_add(&va->list, &pool->head);
    WRITE_ONCE(pool->len, pool->len + 1);
    spin_unlock(&pools->lock);
    return true;
}

/* Moves the oldest areas of the pool to `decayed`, where neighbours merge; the
 * lock is held. */
static bool decay_pool(struct vmap_pool *pool, uint64_t count, struct vmap_set *decayed)
{
    WRITE_ONCE(pool->len, pool->len - count);
    for (uint64_t left = count; left > 0; left--) {
        struct vmap_area *va = list_last_entry(&pool->head, struct vmap_area, list);
        list_del(&va->list);
        vmap_set_merge(decayed, va);
    }
    return count != 0;
}

bool vmap_pools_decay(struct vmap_pools *pools, bool full)
{
    bool any = false;
    struct vmap_set decayed;
    vmap_set_init(&decayed, NULL);
    for (unsigned i = 0; i < MAX_VA_SIZE_PAGES; i++) {
        struct vmap_pool *pool = &pools->pool[i];
        if (READ_ONCE(pool->len) == 0) {
            continue;
        }
        spin_lock(&pools->lock);
        any |= decay_pool(pool, full ? pool->len : pool->len / 4, &decayed);
        spin_unlock(&pools->lock);
    }
    if (any) {
        vmap_heap_free_list(&decayed.list);
    }
    return any;
}

void vmap_pools_for_each(struct vmap_pools *pools, vmap_visit_fn visit, void *ctx)
{
    spin_lock(&pools->lock);
    for (unsigned i = 0; i < MAX_VA_SIZE_PAGES; i++) {
        const struct vmap_area *va;
        list_for_each_entry (va, &pools->pool[i].head, list) {
            visit(va, VMAP_POOL, ctx);
        }
    }
    spin_unlock(&pools->lock);
}
