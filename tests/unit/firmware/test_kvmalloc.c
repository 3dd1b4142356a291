/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kvmalloc.c: contiguous if it can be had, whole in any case. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/kvmalloc.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"
#include "unit.h"

#define MiB (UINT64_C(1) << 20)

static void start(void)
{
    fake_machine_start(32 * MiB, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

START_TEST(memory_is_contiguous_while_there_is_some)
{
    start();
    static const uint64_t sizes[] = {1, 4096, 5 * 4096, 4 * MiB};
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        void *p = kvmalloc(sizes[i], GFP_KERNEL);
        ck_assert_ptr_nonnull(p);
        ck_assert(!is_vmalloc_addr(p));
        kvfree(p);
    }
    kvfree(NULL);
}
END_TEST

START_TEST(larger_than_any_block_comes_from_vmalloc)
{
    start();
    void *p = kvmalloc(4 * MiB + 1, GFP_KERNEL);
    ck_assert(is_vmalloc_addr(p));
    kvfree(p);
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 1026 + 4); /* and its array */
}
END_TEST

START_TEST(missing_block_is_made_up_of_pages_and_a_missing_page_is_not)
{
    start();
    fail_page_alloc(1);
    void *p = kvmalloc(8 * PAGE_SIZE, GFP_KERNEL);
    ck_assert(is_vmalloc_addr(p));
    kvfree(p);
    fail_slab_alloc(1);
    ck_assert_ptr_null(kvmalloc(PAGE_SIZE, GFP_KERNEL));
    ck_assert_uint_eq(fake_warning_count(), 0);
}
END_TEST

START_TEST(node_and_zeros_are_kept_either_way)
{
    ck_assert(node_set_count(2));
    start();
    for (uint64_t size = 16; size <= 8 * MiB; size *= 8) {
        char *p = kvmalloc_node(size, GFP_KERNEL | __GFP_ZERO, 1);
        struct page *page = is_vmalloc_addr(p) ? vmalloc_to_page(p) : virt_to_page(p);
        ck_assert_uint_eq(page->node, 1);
        ck_assert_int_eq(*(char *)page_address(page), 0);
        kvfree(p);
    }
}
END_TEST

START_TEST(impossible_sizes_are_null)
{
    start();
    ck_assert_ptr_null(kvmalloc(0, GFP_KERNEL));
    ck_assert_ptr_null(kvmalloc(UINT64_MAX, GFP_KERNEL));
    ck_assert_ptr_null(kvmalloc(64 * MiB, GFP_KERNEL));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {memory_is_contiguous_while_there_is_some, 0},
        {larger_than_any_block_comes_from_vmalloc, 0},
        {missing_block_is_made_up_of_pages_and_a_missing_page_is_not, 0},
        {node_and_zeros_are_kept_either_way, 0},
        {impossible_sizes_are_null, 0},
    };
    return unit_run("kvmalloc", tests, ARRAY_SIZE(tests));
}
