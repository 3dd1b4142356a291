/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc: memory that is contiguous in virtual addresses only. It joins a
 * range of addresses (vm_allocator.h), single pages and their mappings. Each
 * area ends in a guard page that is never mapped.
 */
#pragma once

#include "lib/status.h"
#include "mm/gfp.h"
#include "mm/pte.h"
#include "mm/vm_allocator.h"

struct page;

#define VM_IOREMAP 0x1u /* maps what is no memory of the page allocator's */
#define VM_ALLOC 0x2u /* memory of vmalloc(): the pages belong to the area */
#define VM_MAP 0x4u /* maps something that belongs to somebody else */
#define VM_USERMAP 0x8u /* zeroed when allocated: may be mapped for EL0 as well */
#define VM_UNINITIALIZED 0x20u /* being built: pages and nr_pages do not hold yet */
#define VM_NO_GUARD 0x40u /* no guard page */
#define VM_FLUSH_RESET_PERMS 0x100u /* flushed before its pages are free, see below */
#define VM_MAP_PUT_PAGES 0x200u /* with VM_MAP: pages and array are the area's after all */
#define VM_VUNMAP 0x10000u /* vunmap() may end it, unlike an early area */

/* What is behind the addresses of one area. */
struct vm_struct {
    struct vm_struct *next; /* early areas: sorted by address; mappings for EL0: whose pages */
    void *addr;
    uint64_t size; /* bytes, guard page included */
    uint32_t flags; /* VM_* */
    uint32_t nr_pages;
    struct page **pages; /* nr_pages of them; its own memory by kmalloc or vmalloc */
    phys_addr_t phys_addr; /* VM_IOREMAP, VM_MAP of contiguous memory */
    uint64_t requested_size; /* as the caller said it, bytes */
    uint32_t caller; /* vm_caller() when it was asked for */
    uint32_t user_mappings; /* of its pages for EL0 (mm/vmalloc_user.h) */
};

/* Before vmalloc_init(): [addr, addr + size) is in use for ever. The caller
 * keeps `vm`. Overlap is a bug. */
void vm_area_add_early(struct vm_struct *vm);

/*
 * The same for vm->size bytes at the first aligned place that is free; sets
 * vm->addr. `align` is a power of two, at least PAGE_SIZE. No place is a bug.
 */
void vm_area_register_early(struct vm_struct *vm, uint64_t align);

/* FW_UNSUPPORTED: no such generation. Early areas become busy areas. */
enum fw_status vmalloc_init(const struct vm_allocator *allocator);

/* On: freed areas wait for a purge (default). Off: each free flushes; so it
 * stays with a generation that knows no lazy areas. */
void vmalloc_set_lazy(bool lazy);

/*
 * NULL, with a message: size is 0, or out of pages or addresses; everything
 * taken is returned. Contents are undefined; the forms with a z give zeros.
 * Those with a node take pages of it first.
 */
void *vmalloc(uint64_t size);
void *vzalloc(uint64_t size);
void *vmalloc_node(uint64_t size, int node);
void *vzalloc_node(uint64_t size, int node);

/* All frames lie below 4 GiB. */
void *vmalloc_32(uint64_t size);

/* align: a power of two, less than a page is a page. */
void *__vmalloc_node(uint64_t size, uint64_t align, gfp_t gfp, int node);
void *vmalloc_range(uint64_t size, uint64_t align, uintptr_t start, uintptr_t end, gfp_t gfp,
                    enum pgprot prot);

/*
 * Unmaps the area and frees its pages; NULL is fine. FW_MISALIGNED or
 * FW_UNKNOWN: no area starts there, and nothing was changed.
 */
enum fw_status vfree(const void *addr);

/*
 * When the area is freed, every translation of its pages is flushed before they
 * go back: for code, which nobody may run any more once another owns the page.
 * FW_UNKNOWN: no area of vmalloc() starts there.
 */
enum fw_status set_vm_flush_reset_perms(const void *addr);

enum vmalloc_access { VMALLOC_RO, VMALLOC_RW, VMALLOC_ROX };

/*
 * Changes what may be done with the whole area that starts at addr; flushes
 * lazily freed areas first, since one may still reach the same pages. With
 * VMALLOC_ROX every core then fetches the instructions that were stored there.
 */
enum fw_status vmalloc_protect(const void *addr, enum vmalloc_access access);

/* The live area that contains addr, or NULL. */
struct vm_struct *find_vm_area(const void *addr);

/* The frame behind a vmalloc address, or NULL. */
struct page *vmalloc_to_page(const void *addr);

/*
 * Flushes and makes reusable what was freed lazily. The local form flushes the
 * calling core only: the addresses are reused while other cores may still hold
 * stale translations. It is wrong on purpose, to show what that does.
 */
void purge_vmap_area_lazy(void);
void purge_vmap_area_lazy_local(void);

/* The generation in use; NULL before vmalloc_init(). */
const struct vm_allocator *vmalloc_allocator(void);

/*
 * Panics when a structure is broken, an address is in two states or in none,
 * or the page tables say other than the areas. Slow; nobody else may allocate.
 */
void vmalloc_check(void);
