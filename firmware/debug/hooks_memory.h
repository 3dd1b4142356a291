/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks around memory that is given out and taken back. */
#pragma once

#include "debug/hooks.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "mm/vm_area.h"
#include "mm/vrealloc.h"

#define DEBUG_HOOK(type, name, arguments)                                                          \
    type DEBUG_WRAP(name) arguments;                                                               \
    type DEBUG_REAL(name)                                                                          \
    arguments

DEBUG_HOOK(struct page *, alloc_page_node, (int node, gfp_t gfp));
DEBUG_HOOK(struct page *, alloc_pages_node, (int node, gfp_t gfp, unsigned order));
DEBUG_HOOK(unsigned, alloc_pages_bulk, (int node, gfp_t gfp, unsigned count, struct page **pages));
DEBUG_HOOK(void, free_page, (struct page * page));
DEBUG_HOOK(void, free_pages, (struct page * page, unsigned order));
DEBUG_HOOK(void, free_pages_bulk, (unsigned count, struct page *const *pages));

DEBUG_HOOK(struct kmem_cache *, kmem_cache_create, (const char *name, size_t size, size_t align));
DEBUG_HOOK(void *, kmem_cache_alloc, (struct kmem_cache * cache, gfp_t gfp));
DEBUG_HOOK(void *, kmem_cache_alloc_node, (struct kmem_cache * cache, gfp_t gfp, int node));
DEBUG_HOOK(void, kmem_cache_free, (struct kmem_cache * cache, void *object));
DEBUG_HOOK(void *, kmalloc, (size_t size, gfp_t gfp));
DEBUG_HOOK(void *, kmalloc_node, (size_t size, gfp_t gfp, int node));
DEBUG_HOOK(void, kfree, (void *object));
DEBUG_HOOK(size_t, ksize, (const void *object));

DEBUG_HOOK(void *, vrealloc_node_align,
           (const void *addr, uint64_t size, uint64_t align, gfp_t gfp, int node));
DEBUG_HOOK(void, clear_vm_uninitialized_flag, (struct vm_struct * area));
DEBUG_HOOK(void, vm_area_set_requested_size, (struct vm_struct * area, uint64_t size));
DEBUG_HOOK(struct vm_struct *, remove_vm_area, (const void *addr, uint32_t flags));

#undef DEBUG_HOOK
