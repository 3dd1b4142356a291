/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chains of blocks whose address falls to the same core and bucket. */
#include "mm/vmap_block_table.h"

#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "lib/panic.h"

#define BUCKETS 64u

struct vmap_block_table {
    struct spinlock lock; /* for those who change a chain */
    struct vmap_block *bucket[BUCKETS];
};

static DEFINE_PER_CPU(struct vmap_block_table, vmap_block_table) = {
    .lock = SPINLOCK_INIT(VMAP_BLOCK_TABLE),
};

static uint64_t addr_to_vb_idx(uintptr_t addr)
{
    return (addr - (VMALLOC_START & ~(VMAP_BLOCK_SIZE - 1))) / VMAP_BLOCK_SIZE;
}

/* The core's table, and the chain in it. */
static struct vmap_block_table *table_of(uint64_t idx)
{
    return per_cpu_ptr(&vmap_block_table, idx % nr_cpu_ids);
}

static struct vmap_block **chain_of(struct vmap_block_table *table, uint64_t idx)
{
    return &table->bucket[idx / nr_cpu_ids % BUCKETS];
}

void vmap_block_table_add(struct vmap_block *vb)
{
    const uint64_t idx = addr_to_vb_idx(vb->start);
    struct vmap_block_table *table = table_of(idx);
    struct vmap_block **chain = chain_of(table, idx);
    spin_lock(&table->lock);
    vb->hash_next = *chain;
    __atomic_store_n(chain, vb, __ATOMIC_RELEASE); /* whoever finds it finds it complete */
    spin_unlock(&table->lock);
}

void vmap_block_table_remove(struct vmap_block *vb)
{
    const uint64_t idx = addr_to_vb_idx(vb->start);
    struct vmap_block_table *table = table_of(idx);
    struct vmap_block **link = chain_of(table, idx);
    spin_lock(&table->lock);
    while (*link != vb) {
        BUG_ON(*link == NULL);
        link = &(*link)->hash_next;
    }
    WRITE_ONCE(*link, vb->hash_next);
    spin_unlock(&table->lock);
}

struct vmap_block *vmap_block_table_find(uintptr_t addr)
{
    if (!is_vmalloc_addr((const void *)addr)) {
        return NULL;
    }
    const uint64_t idx = addr_to_vb_idx(addr);
    struct vmap_block **chain = chain_of(table_of(idx), idx);
    struct vmap_block *vb = __atomic_load_n(chain, __ATOMIC_ACQUIRE);
    while (vb != NULL && addr - vb->start >= VMAP_BLOCK_SIZE) {
        vb = READ_ONCE(vb->hash_next);
    }
    return vb;
}

void vmap_block_table_for_each(void (*visit)(struct vmap_block *vb, void *ctx), void *ctx)
{
    for (unsigned cpu = 0; cpu < nr_cpu_ids; cpu++) {
        struct vmap_block_table *table = per_cpu_ptr(&vmap_block_table, cpu);
        for (unsigned i = 0; i < BUCKETS; i++) {
            struct vmap_block *vb = __atomic_load_n(&table->bucket[i], __ATOMIC_ACQUIRE);
            while (vb != NULL) {
                struct vmap_block *next = READ_ONCE(vb->hash_next);
                visit(vb, ctx);
                vb = next;
            }
        }
    }
}
