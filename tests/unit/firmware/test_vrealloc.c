/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vrealloc.c: contents stay, addresses when they can, and refusals change nothing. */
#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "mm/vm_area.h"
#include "mm/vm_bytes.h"
#include "mm/vrealloc.h"
#include "unit.h"

#define MiB (UINT64_C(1) << 20)

static void start(void)
{
    fake_machine_start(32 * MiB, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

static unsigned char *byte_at(const void *p, uint64_t offset)
{
    return vmalloc_access((const char *)p + offset);
}

static void fill(void *p, uint64_t size)
{
    for (uint64_t i = 0; i < size; i++) {
        *byte_at(p, i) = (unsigned char)(i * 7 + 1);
    }
}

static bool holds(const void *p, uint64_t size)
{
    uint64_t i = 0;
    while (i < size && *byte_at(p, i) == (unsigned char)(i * 7 + 1)) {
        i++;
    }
    return i == size;
}

static bool is_zero(const void *p, uint64_t from, uint64_t to)
{
    while (from < to && *byte_at(p, from) == 0) {
        from++;
    }
    return from == to;
}

START_TEST(steps_of_the_kernels_test_keep_what_was_written)
{
    start();
    uint64_t before = pages_free_total();
    char *p = vrealloc(NULL, PAGE_SIZE, GFP_KERNEL);
    fill(p, PAGE_SIZE);
    char *q = vrealloc(p, 4 * PAGE_SIZE, GFP_KERNEL);
    ck_assert_ptr_ne(q, p);
    ck_assert_ptr_null(find_vm_area(p));
    ck_assert(holds(q, PAGE_SIZE));
    fill(q, 4 * PAGE_SIZE);
    ck_assert_ptr_eq(vrealloc(q, PAGE_SIZE, GFP_KERNEL), q);
    ck_assert_ptr_eq(vrealloc(q, PAGE_SIZE / 2, GFP_KERNEL), q);
    ck_assert_ptr_eq(vrealloc(q, PAGE_SIZE, GFP_KERNEL), q);
    ck_assert(holds(q, PAGE_SIZE));
    ck_assert_uint_eq(find_vm_area(q)->requested_size, PAGE_SIZE);
    vmalloc_check();
    ck_assert_ptr_null(vrealloc(q, 0, GFP_KERNEL));
    ck_assert_ptr_null(find_vm_area(q));
    slab_shrink();
    ck_assert_uint_ge(pages_free_total() + 8, before);
}
END_TEST

START_TEST(zero_clears_what_comes_and_what_goes)
{
    start();
    const gfp_t zero = GFP_KERNEL | __GFP_ZERO;
    char *p = vmalloc(3 * PAGE_SIZE);
    fill(p, 3 * PAGE_SIZE);
    ck_assert_ptr_eq(vrealloc(p, PAGE_SIZE + 100, zero), p);
    ck_assert(holds(p, PAGE_SIZE + 100));
    ck_assert(is_zero(p, PAGE_SIZE + 100, 3 * PAGE_SIZE));
    fill(p, 3 * PAGE_SIZE);
    ck_assert_ptr_eq(vrealloc(p, 2 * PAGE_SIZE, zero), p);
    ck_assert(holds(p, PAGE_SIZE + 100));
    ck_assert(is_zero(p, PAGE_SIZE + 100, 2 * PAGE_SIZE));
    p = vrealloc(p, 5 * PAGE_SIZE, zero);
    ck_assert(is_zero(p, PAGE_SIZE + 100, 5 * PAGE_SIZE));
}
END_TEST

START_TEST(move_copies_no_more_than_was_asked_for)
{
    start();
    char *p = vmalloc(100);
    fill(p, PAGE_SIZE);
    char *q = vrealloc(p, 2 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
    ck_assert(holds(q, 100));
    ck_assert(is_zero(q, 100, 2 * PAGE_SIZE));
}
END_TEST

START_TEST(large_area_moves_across_pages_that_lie_apart)
{
    start();
    char *p = vmalloc(700 * PAGE_SIZE);
    fill(p, 700 * PAGE_SIZE);
    ck_assert(holds(vrealloc(p, 1000 * PAGE_SIZE, GFP_KERNEL), 700 * PAGE_SIZE));
    vmalloc_check();
}
END_TEST

START_TEST(refusal_leaves_the_area_as_it_was)
{
    start();
    const struct vm_struct *other = get_vm_area(PAGE_SIZE, VM_MAP);
    char *p = vmalloc(2 * PAGE_SIZE);
    fill(p, 2 * PAGE_SIZE);
    struct {
        const void *addr;
        uint64_t size, align;
    } bad[] = {
        {p + PAGE_SIZE, PAGE_SIZE, 1}, /* inside */
        {p + 3 * PAGE_SIZE, PAGE_SIZE, 1}, /* nothing there */
        {other->addr, PAGE_SIZE, 1}, /* not by vmalloc */
        {p, PAGE_SIZE, 1u << 30}, /* it would have to move */
        {p, PAGE_SIZE, 3},
        {p, UINT64_MAX, 1},
        {p, 64 * MiB, 1},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
        ck_assert_ptr_null(
            vrealloc_node_align(bad[i].addr, bad[i].size, bad[i].align, GFP_KERNEL, NUMA_NO_NODE));
        ck_assert_uint_eq(fake_warning_count(), i + 1);
    }
    fail_page_alloc(3);
    ck_assert_ptr_null(vrealloc(p, 4 * PAGE_SIZE, GFP_KERNEL));
    ck_assert(holds(p, 2 * PAGE_SIZE));
    ck_assert_uint_eq(find_vm_area(p)->requested_size, 2 * PAGE_SIZE);
    vmalloc_check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {steps_of_the_kernels_test_keep_what_was_written, 0},
        {zero_clears_what_comes_and_what_goes, 0},
        {move_copies_no_more_than_was_asked_for, 0},
        {large_area_moves_across_pages_that_lie_apart, 0},
        {refusal_leaves_the_area_as_it_was, 0},
    };
    return unit_run("vrealloc", tests, ARRAY_SIZE(tests));
}
