/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmap_block_queue, one for each core: a list of blocks with free pages, which
 * only this core takes from, and a part of the table of all blocks. Whoever
 * looks at either without a lock relies on grace periods: blocks are freed
 * after one.
 */
#include "mm/vmap_block.h"

#include "arch/percpu.h"
#include "lib/panic.h"
#include "mm/kvfree_rcu.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/tlbflush.h"
#include "mm/vmap_block_table.h"

struct vmap_block_queue {
    struct spinlock lock;
    bool ready;
    struct list_head free; /* oldest first, so that holes are filled */
};

static DEFINE_PER_CPU(struct vmap_block_queue, vmap_block_queue) = {
    .lock = SPINLOCK_INIT(VMAP_BLOCK_QUEUE),
};

static struct vmap_block_queue *queue_of(unsigned cpu)
{
    struct vmap_block_queue *vbq = per_cpu_ptr(&vmap_block_queue, cpu);
    if (unlikely(!vbq->ready)) { /* the core's own first call: nobody else knows it */
        list_init(&vbq->free);
        vbq->ready = true;
    }
    return vbq;
}

static uintptr_t page_addr(const struct vmap_block *vb, unsigned page)
{
    return vb->start + page * PAGE_SIZE;
}

static void leave_free_list(struct vmap_block *vb)
{
    struct vmap_block_queue *vbq = queue_of(vb->cpu);
    spin_lock(&vbq->lock);
    list_del(&vb->free_list);
    spin_unlock(&vbq->lock);
}

/* Bits first .. first + count - 1 of a map, which are in two words at most. */
struct page_bits {
    uint64_t low, high;
};

static inline struct page_bits page_bits(unsigned first, unsigned count)
{
    const uint64_t mask = UINT64_MAX >> (BITMAP_WORD_BITS - count);
    const unsigned bit = first % BITMAP_WORD_BITS;
    return (struct page_bits){mask << bit, bit == 0 ? 0 : mask >> (BITMAP_WORD_BITS - bit)};
}

/* The next pages, of which the first `count` are to be mapped; the lock is held. */
static uintptr_t take_pages(struct vmap_block *vb, unsigned count, unsigned pages)
{
    const unsigned first = VMAP_BBMAP_BITS - vb->free;
    const struct page_bits bits = page_bits(first, count);
    uint64_t *used = &vb->used_map[first / BITMAP_WORD_BITS];
    used[0] |= bits.low;
    if (bits.high != 0) {
        used[1] |= bits.high;
    }
    bitmap_set(vb->last_map, first + count - 1);
    WRITE_ONCE(vb->free, vb->free - pages);
    if (vb->free == 0) {
        leave_free_list(vb);
    }
    return page_addr(vb, first);
}

static struct vmap_area *new_addresses(void)
{
    const struct vmap_request request = {
        .size = VMAP_BLOCK_SIZE,
        .align = VMAP_BLOCK_SIZE,
        .vstart = VMALLOC_START,
        .vend = VMALLOC_END,
        .va_flags = VMAP_RAM | VMAP_BLOCK,
    };
    return alloc_vmap_area(&request, NULL);
}

/* Complete before anybody can find it. */
static struct vmap_block *new_vmap_block(void)
{
    struct vmap_block *vb = kzalloc(sizeof(*vb), GFP_KERNEL);
    struct vmap_area *va = vb == NULL ? NULL : new_addresses();
    if (va == NULL) {
        kfree(vb);
        return NULL;
    }
    spin_lock_init(&vb->lock, LOCK_VMAP_BLOCK);
    vb->va = va;
    vb->start = va->va_start;
    vb->free = VMAP_BBMAP_BITS;
    vb->dirty_min = VMAP_BBMAP_BITS;
    vb->cpu = smp_processor_id();
    vmap_block_table_add(vb);
    return vb;
}

static uintptr_t alloc_from_new(unsigned count, unsigned pages)
{
    struct vmap_block *vb = new_vmap_block();
    if (vb == NULL) {
        return 0;
    }
    struct vmap_block_queue *vbq = queue_of(vb->cpu);
    spin_lock(&vb->lock);
    spin_lock(&vbq->lock);
    list_add_tail(&vb->free_list, &vbq->free);
    spin_unlock(&vbq->lock);
    uintptr_t addr = take_pages(vb, count, pages);
    spin_unlock(&vb->lock);
    return addr;
}

/* Space is handed out in powers of two. */
static unsigned rounded(unsigned count)
{
    return 1u << fls64(count - 1);
}

uintptr_t vb_alloc(unsigned count)
{
    const unsigned pages = rounded(count);
    struct vmap_block *vb;
    list_for_each_entry (vb, &queue_of(smp_processor_id())->free, free_list) {
        if (READ_ONCE(vb->free) < pages) {
            continue;
        }
        spin_lock(&vb->lock);
        uintptr_t addr = vb->free < pages ? 0 : take_pages(vb, count, pages);
        spin_unlock(&vb->lock);
        if (likely(addr != 0)) {
            return addr;
        }
    }
    return alloc_from_new(count, pages);
}

struct vmap_block *vmap_block_find(uintptr_t addr)
{
    return vmap_block_table_find(addr);
}

/* Which page of the block starts a mapping at addr, and of how many pages; 0: none. */
static unsigned mapping_at(const struct vmap_block *vb, unsigned page)
{
    const bool starts =
        bitmap_test(vb->used_map, page) &&
        (page == 0 || !bitmap_test(vb->used_map, page - 1) || bitmap_test(vb->last_map, page - 1));
    return starts ? bitmap_find_next(vb->last_map, VMAP_BBMAP_BITS, page) - page + 1 : 0;
}

/* From here on nobody else can end this mapping. */
static enum fw_status claim_mapping(struct vmap_block *vb, unsigned page, unsigned count)
{
    spin_lock(&vb->lock);
    const unsigned found = mapping_at(vb, page);
    if (found == count) {
        const struct page_bits bits = page_bits(page, count);
        uint64_t *used = &vb->used_map[page / BITMAP_WORD_BITS];
        used[0] &= ~bits.low;
        if (bits.high != 0) {
            used[1] &= ~bits.high;
        }
        bitmap_clear(vb->last_map, page + count - 1);
    }
    spin_unlock(&vb->lock);
    return found == 0 ? FW_UNKNOWN : found == count ? FW_OK : FW_INVALID;
}

/* Out of sight; its addresses wait for a flush, it for a grace period. */
static void free_vmap_block(struct vmap_block *vb)
{
    struct vmap_area *va = vb->va;
    vmap_block_table_remove(vb);
    BUG_ON(vmalloc_allocator()->unlink(vb->start, 0) != va);
    free_vmap_area_noflush(va);
    kfree_rcu(vb, rcu);
}

/* True: all of the block is dirty now. */
static bool add_dirty(struct vmap_block *vb, unsigned page, unsigned pages)
{
    spin_lock(&vb->lock);
    vb->dirty_min = min(vb->dirty_min, page);
    vb->dirty_max = max(vb->dirty_max, page + pages);
    vb->dirty += pages;
    BUG_ON(vb->dirty > VMAP_BBMAP_BITS - vb->free);
    const bool full = vb->dirty == VMAP_BBMAP_BITS;
    spin_unlock(&vb->lock);
    return full;
}

enum fw_status vb_free(uintptr_t addr, unsigned count)
{
    struct vmap_block *vb = vmap_block_find(addr);
    if (vb == NULL) {
        return FW_UNKNOWN;
    }
    const unsigned page = (unsigned)((addr - vb->start) >> PAGE_SHIFT);
    const enum fw_status status = claim_mapping(vb, page, count);
    if (status != FW_OK) {
        return status;
    }
    const uint64_t size = (uint64_t)count << PAGE_SHIFT;
    pgtable_unmap(addr, size);
    if (unlikely(vmalloc_is_immediate())) {
        flush_tlb_kernel_range(addr, addr + size);
    }
    if (unlikely(add_dirty(vb, page, rounded(count)))) {
        free_vmap_block(vb);
    }
    return FW_OK;
}

/* Whether the block goes: nothing is mapped in it, and what is free is little. */
static bool purge_block(struct vmap_block *vb, bool whatever_is_free)
{
    spin_lock(&vb->lock);
    const bool idle = vb->free + vb->dirty == VMAP_BBMAP_BITS && vb->dirty != VMAP_BBMAP_BITS;
    const bool goes = idle && (whatever_is_free || vb->free < VMAP_PURGE_THRESHOLD);
    if (goes) {
        if (vb->free != 0) {
            leave_free_list(vb);
        }
        WRITE_ONCE(vb->free, 0); /* nothing is taken from it any more */
        vb->dirty = VMAP_BBMAP_BITS;
        vb->dirty_min = 0;
        vb->dirty_max = VMAP_BBMAP_BITS;
    }
    spin_unlock(&vb->lock);
    return goes;
}

static void free_purged(struct list_head *purged)
{
    struct vmap_block *vb, *next;
    list_for_each_entry_safe (vb, next, purged, purge) {
        free_vmap_block(vb);
    }
}

static void force_purge(struct vmap_block *vb, void *purged)
{
    if (purge_block(vb, true)) {
        list_add_tail(&vb->purge, purged);
    }
}

bool purge_fragmented_blocks_allcpus(void)
{
    LIST_HEAD(purged);
    vmap_block_table_for_each(force_purge, &purged);
    const bool any = !list_empty(&purged);
    free_purged(&purged);
    return any;
}

struct collection {
    struct vmap_hull *hull;
    struct list_head purged;
};

static void collect(struct vmap_block *vb, void *ctx)
{
    struct collection *collection = ctx;
    if (purge_block(vb, false)) {
        list_add_tail(&vb->purge, &collection->purged);
        return;
    }
    spin_lock(&vb->lock);
    if (vb->dirty_max != 0 && vb->dirty != VMAP_BBMAP_BITS) {
        struct vmap_hull *hull = collection->hull;
        hull->start = min(hull->start, page_addr(vb, vb->dirty_min));
        hull->end = max(hull->end, page_addr(vb, vb->dirty_max));
        vb->dirty_min = VMAP_BBMAP_BITS;
        vb->dirty_max = 0;
    }
    spin_unlock(&vb->lock);
}

void vmap_blocks_collect_dirty(struct vmap_hull *hull)
{
    struct collection collection = {.hull = hull};
    list_init(&collection.purged);
    vmap_block_table_for_each(collect, &collection);
    free_purged(&collection.purged);
}
