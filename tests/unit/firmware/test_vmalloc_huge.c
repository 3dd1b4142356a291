/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmalloc_huge.c: which blocks an area gets, and what happens without them. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vmalloc_huge.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(32) << 20)
#define KiB (UINT64_C(1) << 10)
#define MiB (UINT64_C(1) << 20)

static void start(void)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

static struct pgtable_leaf leaf_at(const void *addr, uint64_t offset)
{
    return pgtable_lookup((uintptr_t)addr + offset);
}

START_TEST(two_megabytes_are_blocks)
{
    start();
    const char *area = vmalloc_huge(5 * MiB);
    ck_assert_ptr_nonnull(area);
    ck_assert(IS_ALIGNED((uintptr_t)area, 2 * MiB));
    for (uint64_t at = 0; at < 6 * MiB; at += 2 * MiB) {
        ck_assert_uint_eq(leaf_at(area, at).level, 2);
    }
    ck_assert(!leaf_at(area, 6 * MiB).mapped); /* the guard */
    ck_assert_uint_eq(find_vm_area(area)->requested_size, 5 * MiB);
    vmalloc_check();
}
END_TEST

START_TEST(sixty_four_kilobytes_are_contiguous_runs)
{
    start();
    const char *area = vmalloc_huge(100 * KiB);
    ck_assert(IS_ALIGNED((uintptr_t)area, 64 * KiB));
    for (uint64_t at = 0; at < 128 * KiB; at += PAGE_SIZE) {
        ck_assert_uint_eq(leaf_at(area, at).level, 3);
        ck_assert(leaf_at(area, at).pte & PTE_CONT);
    }
    ck_assert(!leaf_at(area, 128 * KiB).mapped);
    vmalloc_check();
}
END_TEST

START_TEST(less_is_single_pages)
{
    start();
    const char *area = vmalloc_huge(60 * KiB);
    ck_assert_uint_eq(find_vm_area(area)->nr_pages, 15);
    ck_assert(!(leaf_at(area, 0).pte & PTE_CONT));
}
END_TEST

/* Every second page stays taken: no block of two is left. */
static void fragment(void)
{
    struct page *kept = NULL, *freed = NULL, *page;
    while ((page = alloc_page(GFP_KERNEL)) != NULL) {
        struct page **list = page_to_pfn(page) % 2 ? &kept : &freed;
        page->lru.next = (struct list_head *)*list;
        *list = page;
    }
    while (freed != NULL) {
        page = freed;
        freed = (struct page *)page->lru.next;
        free_page(page);
    }
    drain_local_pages();
}

START_TEST(fragmented_memory_gives_single_pages_without_a_word)
{
    start();
    fragment();
    char *area = vmalloc_huge(3 * MiB);
    ck_assert_ptr_nonnull(area);
    ck_assert_uint_eq(find_vm_area(area)->nr_pages, 768);
    ck_assert_uint_eq(leaf_at(area, 0).level, 3);
    ck_assert_uint_eq(fake_warning_count(), 0);
    ck_assert(!leaf_at(area, 3 * MiB).mapped);
    vmalloc_check();
}
END_TEST

START_TEST(failure_at_any_page_gives_everything_back)
{
    start();
    vfree(vmalloc_huge(4 * MiB)); /* slabs and tables are there */
    purge_vmap_area_lazy();
    const uint64_t unused = pages_free_total() + pgtable_table_pages();
    for (unsigned k = 1; k < 6; k++) {
        fail_page_alloc(k);
        char *area = vmalloc_huge(4 * MiB);
        fail_page_alloc(0);
        vfree(area);
        purge_vmap_area_lazy();
        vmalloc_check();
        ck_assert_uint_eq(pages_free_total() + pgtable_table_pages(), unused);
    }
}
END_TEST

START_TEST(freed_blocks_are_single_pages_again)
{
    start();
    const uint64_t unused = pages_free_total();
    char *area = vmalloc_huge(2 * MiB);
    memset(vmalloc_access(area), 0x5a, PAGE_SIZE);
    ck_assert_int_eq(vfree(area), FW_OK);
    purge_vmap_area_lazy();
    slab_shrink();
    drain_local_pages();
    ck_assert_uint_eq(pages_free_total() + pgtable_table_pages(), unused);
    ck_assert(!pgtable_lookup((uintptr_t)area).mapped);
}
END_TEST

START_TEST(sizes_that_make_no_sense_are_refused)
{
    start();
    ck_assert_ptr_null(vmalloc_huge(0));
    ck_assert_ptr_null(vmalloc_huge(UINT64_MAX));
    ck_assert_ptr_null(vmalloc_huge(RAM_SIZE));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {two_megabytes_are_blocks, 0},
        {sixty_four_kilobytes_are_contiguous_runs, 0},
        {less_is_single_pages, 0},
        {fragmented_memory_gives_single_pages_without_a_word, 0},
        {failure_at_any_page_gives_everything_back, 0},
        {freed_blocks_are_single_pages_again, 0},
        {sizes_that_make_no_sense_are_refused, 0},
    };
    return unit_run("vmalloc_huge", tests, ARRAY_SIZE(tests));
}
