/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmalloc_check.c and the hooks of a debug build: a sound world passes in each
 * generation; each kind of damage, done on purpose, ends in a panic that says
 * what is wrong and where.
 */
#include "arch/linear.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/tlbflush.h"
#include "mm/vmalloc.h"
#include "mm/vmap_heap.h"
#include "mm/vmap_lazy.h"
#include "mm/vmap_node.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RAM_SIZE (UINT64_C(16) << 20)
#define AREA_PAGES 4u

static const struct vm_allocator *gen;
static char *first, *freed, *last; /* areas of AREA_PAGES; `freed` is lazy, or free */

static struct vmap_area *area_of(const void *addr)
{
    return gen->find((uintptr_t)addr);
}

static void build_world(const struct vm_allocator *generation)
{
    gen = generation;
    fake_machine_start(RAM_SIZE, 2);
    ck_assert_int_eq(vmalloc_init(gen), FW_OK);
    first = vmalloc(AREA_PAGES * PAGE_SIZE);
    freed = vmalloc(AREA_PAGES * PAGE_SIZE);
    last = vmalloc(AREA_PAGES * PAGE_SIZE);
    ck_assert_int_eq(vfree(freed), FW_OK);
}

static void no_flush(uintptr_t start, uintptr_t end)
{
    (void)start;
    (void)end;
}

static void flush_short(uintptr_t start, uintptr_t end)
{
    flush_tlb_kernel_range(start, end - 2 * PAGE_SIZE); /* the guard, and one more */
}

static void purge_without_flush(void)
{
    gen->reclaim(no_flush);
    vmalloc(AREA_PAGES * PAGE_SIZE);
}

static void purge_with_short_flush(void)
{
    gen->reclaim(flush_short);
    vmalloc(AREA_PAGES * PAGE_SIZE);
}

static void flush_before_the_entries_are_cleared(void)
{
    flush_tlb_kernel_range((uintptr_t)first, (uintptr_t)last);
    vfree(first);
    purge_without_flush();
}

static void free_at_once_without_flush(void)
{
    struct vmap_area *va = gen->unlink((uintptr_t)first, VM_ALLOC);
    pgtable_unmap((uintptr_t)first, AREA_PAGES * PAGE_SIZE);
    gen->free_now(va);
    vmalloc(AREA_PAGES * PAGE_SIZE);
}

static void purge_on_one_of_two_cores(void)
{
    purge_vmap_area_lazy_local();
    vmalloc(AREA_PAGES * PAGE_SIZE);
}

static void map_one(void *addr)
{
    struct page *page = alloc_page(GFP_KERNEL);
    ck_assert_int_eq(pgtable_map_pages((uintptr_t)addr, &page, 1, PROT_KERNEL), FW_OK);
}

static void map_the_guard(void)
{
    map_one(first + AREA_PAGES * PAGE_SIZE);
}

static void map_a_free_address(void)
{
    map_one(last + 100 * PAGE_SIZE);
}

static void leave_a_page_mapped(void)
{
    gen->free_now(gen->unlink((uintptr_t)first, VM_ALLOC));
}

static void unmap_a_page(void)
{
    pgtable_unmap((uintptr_t)first + PAGE_SIZE, PAGE_SIZE);
}

static void free_a_page_in_use(void)
{
    free_page(find_vm_area(first)->pages[2]);
}

static void share_a_frame(void)
{
    struct page **pages = find_vm_area(first)->pages;
    pages[3] = pages[0];
    pgtable_unmap((uintptr_t)first + 3 * PAGE_SIZE, PAGE_SIZE);
    flush_tlb_kernel_range((uintptr_t)first, (uintptr_t)first + 4 * PAGE_SIZE);
    pgtable_map_pages((uintptr_t)first + 3 * PAGE_SIZE, &pages[0], 1, PROT_KERNEL);
}

static void lose_a_page_of_an_area(void)
{
    find_vm_area(first)->nr_pages--;
}

static void widen_an_area(void)
{
    area_of(first)->va_end += PAGE_SIZE;
}

static void forget_an_area(void)
{
    gen->unlink((uintptr_t)last, VM_ALLOC);
}

static struct vmap_area *a_free_range(void)
{
    return list_last_entry(&vmap_heap_set()->list, struct vmap_area, list);
}

static void spoil_the_maximum(void)
{
    a_free_range()->subtree_max_size -= PAGE_SIZE;
}

static void paint_the_root_red(void)
{
    vmap_heap_set()->root.node->parent_color &= ~(uintptr_t)RB_BLACK;
}

static void take_out_of_the_list(void)
{
    list_del(&area_of(last)->list);
}

static void count_a_page_too_many(void)
{
    vmap_lazy_nr++;
}

static void pool_in_a_wrong_class(void)
{
    gen->purge(flush_tlb_kernel_range);
    struct vmap_pool *pools = vmap_nodes[0].pools.pool;
    list_move_all(&pools[AREA_PAGES].head, &pools[AREA_PAGES + 1].head);
}

#define ONLY(name) (&vm_allocator_##name)
#define ALL_BUT_VMLIST NULL

static const struct damage {
    void (*inflict)(void);
    const struct vm_allocator *generation; /* ALL_BUT_VMLIST */
    const char *message; /* part of it */
} damages[] = {
    {purge_without_flush, ALL_BUT_VMLIST, "was not flushed since its entries were cleared"},
    {purge_with_short_flush, ALL_BUT_VMLIST, "ffff800000008000-ffff800000009000 was not flushed"},
    {flush_before_the_entries_are_cleared, ALL_BUT_VMLIST,
     "ffff800000000000-ffff800000004000 is used again"},
    {free_at_once_without_flush, ONLY(vmlist), "ffff800000000000-ffff800000004000 was not flushed"},
    {free_at_once_without_flush, ONLY(rbtree), "(0 flushes began since)"},
    {purge_on_one_of_two_cores, ALL_BUT_VMLIST,
     "ffff800000005000-ffff800000009000 was not flushed"},
    {map_the_guard, ALL_BUT_VMLIST,
     "area ffff800000000000: its guard page at ffff800000004000 is mapped"},
    {map_the_guard, ONLY(vmlist),
     "area ffff800000000000: its guard page at ffff800000004000 is mapped"},
    {map_a_free_address, ALL_BUT_VMLIST, "ffff80000006e000 is mapped"},
    {leave_a_page_mapped, ONLY(augmented), "ffff800000000000 is mapped"},
    {leave_a_page_mapped, ONLY(vmlist), "and free"},
    {unmap_a_page, ALL_BUT_VMLIST, "area ffff800000000000: page 1 is not mapped as it should be"},
    {free_a_page_in_use, ALL_BUT_VMLIST, "area ffff800000000000: the frame of page 2"},
    {share_a_frame, ALL_BUT_VMLIST, "area ffff800000000000: the frame of page 3"},
    {lose_a_page_of_an_area, ALL_BUT_VMLIST, "area ffff800000000000: it has 3 pages"},
    {widen_an_area, ONLY(augmented), "ffff800000005000-ffff800000006000 is busy, and lazy as well"},
    {widen_an_area, ONLY(nodes), "ffff800000005000-ffff800000006000 is busy, and lazy as well"},
    {forget_an_area, ONLY(augmented), "ffff80000000a000-ffff80000000f000 is in no state"},
    {spoil_the_maximum, ONLY(augmented), "vmap set free: broken at ffff80000000f000"},
    {spoil_the_maximum, ONLY(nodes), "subtree_max_size"},
    {paint_the_root_red, ONLY(augmented), "rb_check"},
    {take_out_of_the_list, ONLY(augmented), "ffff80000000a000-ffff80000000f000 is in no state"},
    {take_out_of_the_list, ONLY(rbtree), "vmap set areas: broken at"},
    {count_a_page_too_many, ONLY(augmented), "vmap_lazy_pages()"},
    {count_a_page_too_many, ONLY(rbtree), "vmap_lazy_pages()"},
    {pool_in_a_wrong_class, ONLY(nodes), "pool[i].len"},
};

/* What the damage makes the process say before it dies; empty: it lived. */
static const char *last_words(const struct damage *damage, const struct vm_allocator *generation)
{
    static char text[512];
    FILE *said = tmpfile();
    int status;
    ck_assert_ptr_nonnull(said);
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(said), STDERR_FILENO);
        build_world(generation);
        damage->inflict();
        vmalloc_check();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    rewind(said);
    size_t length = fread(text, 1, sizeof(text) - 1, said);
    text[length] = '\0';
    fclose(said);
    return WIFSIGNALED(status) ? text : "";
}

START_TEST(sound_world_passes)
{
    build_world(generations[_i]);
    vmalloc_check();
    gen->reclaim(flush_tlb_kernel_range);
    vmalloc_check();
    ck_assert_ptr_nonnull(vmalloc(AREA_PAGES * PAGE_SIZE));
    vmalloc_check();
}
END_TEST

START_TEST(damage_is_found_and_named)
{
    const struct damage *damage = &damages[_i];
    for (unsigned i = 0; i < GENERATIONS; i++) {
        bool meant =
            damage->generation == generations[i] || (damage->generation == ALL_BUT_VMLIST && i > 0);
        if (meant) {
            const char *text = last_words(damage, generations[i]);
            ck_assert_msg(strstr(text, damage->message) != NULL, "%s: \"%s\" lacks \"%s\"",
                          generations[i]->name, text, damage->message);
        }
    }
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {sound_world_passes, 0, GENERATIONS},
        {damage_is_found_and_named, 0, (int)ARRAY_SIZE(damages)},
    };
    return unit_run("vmalloc_check", tests, ARRAY_SIZE(tests));
}
