/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The count of lazy pages and the lock of purges. */
#include "mm/vmap_lazy.h"

#include "arch/percpu.h"
#include "arch/spinlock.h"
#include "mm/layout.h"

#define LAZY_MAX_PAGES_STEP ((UINT64_C(32) << 20) >> PAGE_SHIFT)

uint64_t vmap_lazy_nr;
uint64_t vmap_lazy_max_pages;

static struct spinlock vmap_purge_lock = SPINLOCK_INIT(VMAP_PURGE);

void vmap_lazy_init(void)
{
    vmap_lazy_nr = 0;
    vmap_lazy_max_pages = fls64(nr_cpu_ids) * LAZY_MAX_PAGES_STEP;
}

uint64_t vmap_lazy_pages(void)
{
    return READ_ONCE(vmap_lazy_nr);
}

bool vmap_lazy_purge(bool (*purge)(vmap_flush_fn flush), vmap_flush_fn flush)
{
    spin_lock(&vmap_purge_lock);
    bool purged = purge(flush);
    spin_unlock(&vmap_purge_lock);
    return purged;
}

bool vmap_lazy_try_purge(bool (*purge)(vmap_flush_fn flush), vmap_flush_fn flush)
{
    if (!spin_trylock(&vmap_purge_lock)) {
        return false;
    }
    bool purged = purge(flush);
    spin_unlock(&vmap_purge_lock);
    return purged;
}
