/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much is lazy, when that is too much, and that only one core purges at a
 * time. One generation is in use, so the count is the firmware's.
 */
#pragma once

#include "mm/vm_allocator.h"

/* Pages of lazy areas, guards and those of a purge under way included. */
extern uint64_t vmap_lazy_nr;

/* A purge is due above this: 32 MiB for each doubling of the cores. */
extern uint64_t vmap_lazy_max_pages;

/* Nothing is lazy. Needs the number of cores. */
void vmap_lazy_init(void);

/* To be called before other cores can purge what is counted. True: a purge is due. */
static inline bool vmap_lazy_add(uint64_t pages)
{
    return __atomic_add_fetch(&vmap_lazy_nr, pages, __ATOMIC_RELAXED) > vmap_lazy_max_pages;
}

static inline void vmap_lazy_sub(uint64_t pages)
{
    __atomic_sub_fetch(&vmap_lazy_nr, pages, __ATOMIC_RELAXED);
}

uint64_t vmap_lazy_pages(void);

/* Runs `purge` under vmap_purge_lock and returns what it returns. */
bool vmap_lazy_purge(bool (*purge)(vmap_flush_fn flush), vmap_flush_fn flush);

/* The same, but false at once when another core is at it. */
bool vmap_lazy_try_purge(bool (*purge)(vmap_flush_fn flush), vmap_flush_fn flush);
