/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vm_pages.c: arrays, runs, blocks, and going on after a failure. */
#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "mm/vm_pages.h"
#include "unit.h"

#define MiB (UINT64_C(1) << 20)

static void start(void)
{
    fake_machine_start(32 * MiB, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

static struct vm_pages_request pages_of_order(uint32_t count, unsigned order)
{
    return (struct vm_pages_request){count, GFP_KERNEL, NUMA_NO_NODE, order};
}

static struct page *page_at(const struct vm_struct *area, uint32_t i)
{
    struct page **slot = vmalloc_access(&area->pages[i]);
    return *slot;
}

START_TEST(array_of_a_page_is_an_object_and_a_larger_one_an_area)
{
    start();
    const struct vm_pages_request small = pages_of_order(512, 0), large = pages_of_order(513, 0);
    struct vm_struct a = {0}, b = {0};
    ck_assert_ptr_null(vm_pages_alloc(&a, &small));
    ck_assert_ptr_null(vm_pages_alloc(&b, &large));
    ck_assert(!is_vmalloc_addr(a.pages));
    ck_assert(is_vmalloc_addr(b.pages));
    ck_assert_uint_eq(find_vm_area(b.pages)->nr_pages, 2);
    vm_pages_free(&a);
    vm_pages_free(&b);
    ck_assert_ptr_null(find_vm_area(b.pages));
}
END_TEST

START_TEST(next_call_goes_on_where_the_last_one_failed)
{
    start();
    const struct vm_pages_request request = pages_of_order(700, 0);
    struct vm_struct area = {0};
    uint64_t before = pages_free_total();
    fail_page_alloc(2 + 600); /* the array has two */
    ck_assert_str_eq(vm_pages_alloc(&area, &request), "failed to allocate pages");
    ck_assert_uint_gt(area.nr_pages, 500);
    ck_assert_uint_lt(area.nr_pages, 700);
    struct page *first = page_at(&area, 0);
    ck_assert_ptr_null(vm_pages_alloc(&area, &request));
    ck_assert_uint_eq(area.nr_pages, 700);
    ck_assert_ptr_eq(page_at(&area, 0), first);
    vm_pages_free(&area);
    purge_vmap_area_lazy();
    slab_shrink();
    ck_assert_uint_ge(pages_free_total(), before - 8); /* tables of the array */
}
END_TEST

START_TEST(blocks_are_whole_aligned_and_freed_frame_by_frame)
{
    start();
    for (unsigned order = 1; order <= MAX_ORDER; order++) {
        const struct vm_pages_request request = pages_of_order(2u << order, order);
        struct vm_struct area = {0};
        ck_assert_ptr_null(vm_pages_alloc(&area, &request));
        for (uint32_t i = 0; i < area.nr_pages; i++) {
            const pfn_t pfn = page_to_pfn(page_at(&area, i & ~((1u << order) - 1)));
            ck_assert_uint_eq(pfn & ((1u << order) - 1), 0);
            ck_assert_uint_eq(page_to_pfn(page_at(&area, i)), pfn + (i & ((1u << order) - 1)));
            ck_assert_uint_eq(page_at(&area, i)->order, 0);
        }
        vm_pages_free(&area);
        drain_local_pages();
    }
}
END_TEST

START_TEST(missing_block_is_not_made_up_of_single_frames)
{
    start();
    const struct vm_pages_request request = pages_of_order(4u << 9, 9);
    struct vm_struct area = {0};
    ck_assert_ptr_null(vm_pages_alloc(&area, &request)); /* objects and tables are there */
    vm_pages_free(&area);
    drain_local_pages();
    purge_vmap_area_lazy();
    fail_page_alloc(4 + 3); /* an array of 4 pages, two blocks */
    ck_assert_str_eq(vm_pages_alloc(&area, &request), "failed to allocate pages");
    ck_assert_uint_eq(area.nr_pages, 2u << 9);
    vm_pages_free(&area);
}
END_TEST

START_TEST(array_that_cannot_be_had_leaves_nothing)
{
    start();
    const struct vm_pages_request small = pages_of_order(3, 0), large = pages_of_order(600, 0);
    struct vm_struct area = {0};
    fail_slab_alloc(1);
    ck_assert_str_eq(vm_pages_alloc(&area, &small), "failed to allocate page array");
    fail_page_alloc(1);
    ck_assert_str_eq(vm_pages_alloc(&area, &large), "failed to allocate page array");
    ck_assert_ptr_null(area.pages);
    vm_pages_free(&area);
}
END_TEST

START_TEST(odd_count_of_blocks_panics)
{
    start();
    const struct vm_pages_request request = pages_of_order(17, 4);
    struct vm_struct area = {0};
    vm_pages_alloc(&area, &request);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {array_of_a_page_is_an_object_and_a_larger_one_an_area, 0},
        {next_call_goes_on_where_the_last_one_failed, 0},
        {blocks_are_whole_aligned_and_freed_frame_by_frame, 0},
        {missing_block_is_not_made_up_of_single_frames, 0},
        {array_that_cannot_be_had_leaves_nothing, 0},
        {odd_count_of_blocks_panics, SIGABRT},
    };
    return unit_run("vm_pages", tests, ARRAY_SIZE(tests));
}
