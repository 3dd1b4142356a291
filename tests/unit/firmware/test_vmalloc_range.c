/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmalloc_range.c: each step of an allocation, and the way back from each. */
#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vmalloc_range.h"
#include "unit.h"

#include <string.h>

#define MiB (UINT64_C(1) << 20)

static struct vm_allocator generation;

static void start_generation(void)
{
    generation = vm_allocator_augmented;
    ck_assert_int_eq(vmalloc_init(&generation), FW_OK);
}

static void start(void)
{
    fake_machine_start(32 * MiB, 1);
    start_generation();
}

static struct vmalloc_request request(uint64_t size, gfp_t gfp)
{
    return (struct vmalloc_request){
        .area = {size, 1, VMALLOC_START, VMALLOC_END, 0, gfp},
        .node = NUMA_NO_NODE,
    };
}

static void *alloc(uint64_t size, gfp_t gfp)
{
    const struct vmalloc_request wanted = request(size, gfp);
    return __vmalloc_node_range(&wanted);
}

/* Nothing is busy, and what slabs and tables do not hold is free. */
static uint64_t free_pages_at_rest(void)
{
    purge_vmap_area_lazy();
    slab_shrink();
    vmalloc_check();
    return pages_free_total() + pgtable_table_pages();
}

static void count_busy(const struct vmap_area *va, enum vmap_state state, void *count)
{
    (void)va;
    *(unsigned *)count += state == VMAP_BUSY;
}

static unsigned busy_areas(void)
{
    unsigned count = 0;
    generation.for_each(count_busy, &count);
    return count;
}

/* With an array by kmalloc, by vmalloc, and a run that ends in the array's page. */
static const uint64_t rollback_pages[] = {1, 5, 64, 600, 1024};

/* Whatever cannot be had, the request fails whole; what it took comes back. */
static void fail_each(uint64_t size, void (*inject)(unsigned))
{
    unsigned k = 0;
    void *p;
    vfree(alloc(size, GFP_KERNEL)); /* the tables are there, for some of it */
    const uint64_t before = free_pages_at_rest();
    const unsigned areas = size > 512 * PAGE_SIZE ? 2 : 1;
    do {
        inject(++k);
        p = alloc(size, GFP_KERNEL);
        inject(0);
        ck_assert_uint_eq(busy_areas(), p == NULL ? 0 : areas);
        vmalloc_check();
        vfree(p);
        ck_assert_uint_eq(free_pages_at_rest(), before);
    } while (p == NULL);
    ck_assert(inject == fail_slab_alloc ? k > 3 : k > size / PAGE_SIZE);
}

START_TEST(missing_page_k_rolls_back)
{
    start();
    fail_each(rollback_pages[_i] * PAGE_SIZE, fail_page_alloc);
}
END_TEST

START_TEST(missing_object_k_rolls_back)
{
    start();
    fail_each(rollback_pages[_i] * PAGE_SIZE, fail_slab_alloc);
}
END_TEST

START_TEST(missing_table_rolls_back)
{
    start();
    /* Pages 2 and on need tables of three levels that are not there yet. */
    struct vmalloc_request wanted = request(4 * PAGE_SIZE, GFP_KERNEL);
    wanted.area.start = (UINT64_C(1) << 39) * 3 + VMALLOC_START - 2 * PAGE_SIZE;
    uint64_t before = free_pages_at_rest();
    void *p;
    unsigned k = 0;
    do {
        fail_page_alloc(++k);
        p = __vmalloc_node_range(&wanted);
        vmalloc_check();
        if (p == NULL) {
            ck_assert_uint_eq(free_pages_at_rest(), before);
            ck_assert(!pgtable_lookup(wanted.area.start).mapped);
        }
    } while (p == NULL);
    fail_page_alloc(0);
    ck_assert_uint_gt(k, 4 + 3);
    ck_assert_uint_eq((uintptr_t)p, wanted.area.start);
}
END_TEST

START_TEST(nofail_asks_again_at_every_step)
{
    start();
    for (unsigned k = 1; k < 40; k++) {
        unsigned warnings = fake_warning_count();
        fail_page_alloc(k);
        void *p = alloc(20 * PAGE_SIZE, GFP_KERNEL | __GFP_NOFAIL);
        ck_assert_ptr_nonnull(p);
        ck_assert_uint_le(fake_warning_count(), warnings + 1);
        fail_page_alloc(0);
        fail_slab_alloc(k);
        void *q = alloc(20 * PAGE_SIZE, GFP_KERNEL | __GFP_NOFAIL);
        ck_assert_ptr_nonnull(q);
        fail_slab_alloc(0);
        vmalloc_check();
        vfree(p);
        vfree(q);
    }
}
END_TEST

START_TEST(nofail_maps_again_when_a_table_was_missing)
{
    start();
    unsigned missing = 0;
    for (unsigned k = 5; k <= 5 + 6; k++) {
        /* Two pages on either side of a border: six tables that are not there yet. */
        struct vmalloc_request wanted = request(4 * PAGE_SIZE, GFP_KERNEL | __GFP_NOFAIL);
        wanted.area.start = (UINT64_C(1) << 39) * 2 * k + VMALLOC_START - 2 * PAGE_SIZE;
        vfree(alloc(4 * PAGE_SIZE, GFP_KERNEL)); /* the objects are there */
        unsigned warnings = fake_warning_count();
        fail_page_alloc(k);
        ck_assert_uint_eq((uintptr_t)__vmalloc_node_range(&wanted), wanted.area.start);
        fail_page_alloc(0);
        missing += fake_warning_count() - warnings;
        vmalloc_check();
    }
    ck_assert_uint_eq(missing, 6);
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 16384, failed to map pages");
}
END_TEST

START_TEST(nofail_means_nothing_to_those_who_may_not_wait)
{
    start();
    fail_page_alloc(1);
    ck_assert_ptr_null(alloc(PAGE_SIZE, GFP_ATOMIC | __GFP_NOFAIL));
}
END_TEST

START_TEST(malformed_requests_take_nothing)
{
    start();
    uint64_t before = free_pages_at_rest();
    struct vmalloc_request bad[] = {
        request(0, GFP_KERNEL),
        request(UINT64_MAX, GFP_KERNEL | __GFP_NOFAIL),
        request(pages_managed_total() << PAGE_SHIFT, GFP_KERNEL),
        request(PAGE_SIZE, GFP_KERNEL),
        request(PAGE_SIZE, GFP_KERNEL),
        request(PAGE_SIZE, GFP_KERNEL),
        request(PAGE_SIZE, GFP_KERNEL),
    };
    bad[3].area.align = 3 * PAGE_SIZE;
    bad[4].area.align = 0;
    bad[5].area.end = bad[5].area.start;
    bad[6].node = 1;
    for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
        ck_assert_ptr_null(__vmalloc_node_range(&bad[i]));
    }
    ck_assert_uint_eq(fake_warning_count(), ARRAY_SIZE(bad));
    ck_assert_uint_eq(free_pages_at_rest(), before);
}
END_TEST

START_TEST(alignment_up_to_the_whole_range_is_kept_or_refused)
{
    start();
    for (unsigned shift = 0; shift < 64; shift++) {
        struct vmalloc_request wanted = request(PAGE_SIZE, GFP_KERNEL);
        wanted.area.align = UINT64_C(1) << shift;
        void *p = __vmalloc_node_range(&wanted);
        ck_assert(IS_ALIGNED((uintptr_t)p, wanted.area.align));
        ck_assert_int_eq(p != NULL, shift <= 47); /* the range starts at such a multiple */
        vmalloc_check();
        vfree(p);
        purge_vmap_area_lazy();
    }
}
END_TEST

START_TEST(area_without_guard_touches_the_next)
{
    start();
    struct vmalloc_request wanted = request(2 * PAGE_SIZE, GFP_KERNEL);
    wanted.area.flags = VM_NO_GUARD;
    char *p = __vmalloc_node_range(&wanted), *q = __vmalloc_node_range(&wanted);
    ck_assert_ptr_eq(q, p + 2 * PAGE_SIZE);
    ck_assert_uint_eq(find_vm_area(p)->nr_pages, 2);
    vmalloc_check();
    vfree(p);
    ck_assert(!pgtable_lookup((uintptr_t)p + PAGE_SIZE).mapped);
    ck_assert(pgtable_lookup((uintptr_t)q).mapped);
    vmalloc_check();
}
END_TEST

START_TEST(pages_array_and_objects_are_of_the_node)
{
    ck_assert(node_set_count(2));
    fake_machine_start(32 * MiB, 2);
    start_generation();
    struct vmalloc_request wanted = request(700 * PAGE_SIZE, GFP_KERNEL);
    wanted.node = 1;
    struct vm_struct *area = find_vm_area(__vmalloc_node_range(&wanted));
    struct vm_struct *array = find_vm_area(area->pages);
    for (uint32_t i = 0; i < area->nr_pages; i++) {
        struct page **slot = vmalloc_access(&area->pages[i]);
        ck_assert_uint_eq((*slot)->node, 1);
    }
    ck_assert_uint_eq(array->pages[0]->node, 1);
    ck_assert_uint_eq(virt_to_page(array->pages)->node, 1);
}
END_TEST

START_TEST(exhausted_node_is_completed_from_another)
{
    ck_assert(node_set_count(2));
    fake_machine_start(32 * MiB, 1);
    start_generation();
    struct vmalloc_request wanted = request(20 * MiB, GFP_KERNEL);
    struct vm_struct *area = find_vm_area(__vmalloc_node_range(&wanted));
    unsigned of_node[2] = {0, 0};
    for (uint32_t i = 0; i < area->nr_pages; i++) {
        struct page **slot = vmalloc_access(&area->pages[i]);
        of_node[(*slot)->node]++;
    }
    ck_assert_uint_gt(of_node[0], 3000);
    ck_assert_uint_gt(of_node[1], 1000);
    vmalloc_check();
    vfree(area->addr);
}
END_TEST

static uint32_t flags_at_alloc;

static struct vmap_area *see_flags(const struct vmap_request *wanted, struct vm_struct *vm)
{
    flags_at_alloc = vm->flags;
    return vm_allocator_augmented.alloc(wanted, vm);
}

START_TEST(area_is_uninitialized_until_all_else_is_visible)
{
    start();
    generation.alloc = see_flags;
    fake_trace_start();
    void *p = alloc(PAGE_SIZE, GFP_KERNEL);
    const char *trace = fake_trace();
    ck_assert_str_eq(trace + strlen(trace) - strlen("isb\ndmb ishst\n"), "isb\ndmb ishst\n");
    ck_assert_uint_eq(flags_at_alloc, VM_ALLOC | VM_UNINITIALIZED);
    ck_assert_uint_eq(find_vm_area(p)->flags, VM_ALLOC);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {missing_page_k_rolls_back, 0, ARRAY_SIZE(rollback_pages)},
        {missing_object_k_rolls_back, 0, ARRAY_SIZE(rollback_pages)},
        {missing_table_rolls_back, 0},
        {nofail_asks_again_at_every_step, 0},
        {nofail_maps_again_when_a_table_was_missing, 0},
        {nofail_means_nothing_to_those_who_may_not_wait, 0},
        {malformed_requests_take_nothing, 0},
        {alignment_up_to_the_whole_range_is_kept_or_refused, 0},
        {area_without_guard_touches_the_next, 0},
        {pages_array_and_objects_are_of_the_node, 0},
        {exhausted_node_is_completed_from_another, 0},
        {area_is_uninitialized_until_all_else_is_visible, 0},
    };
    return unit_run("vmalloc_range", tests, ARRAY_SIZE(tests));
}
