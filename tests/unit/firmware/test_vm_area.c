/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vm_area.c: addresses with a description, reserved, found, given back. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vm_area.h"
#include "unit.h"

static void start(void)
{
    fake_machine_start(UINT64_C(8) << 20, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

START_TEST(reserved_area_is_found_and_not_mapped)
{
    start();
    struct vm_struct *area = get_vm_area(3 * PAGE_SIZE - 5, VM_MAP);
    ck_assert_uint_eq(area->size, 4 * PAGE_SIZE);
    ck_assert_uint_eq(get_vm_area_size(area), 3 * PAGE_SIZE);
    ck_assert_uint_eq(area->flags, VM_MAP);
    ck_assert_ptr_eq(find_vm_area((char *)area->addr + 2 * PAGE_SIZE), area);
    ck_assert(!pgtable_lookup((uintptr_t)area->addr).mapped);
    ck_assert(area->nr_pages == 0 && area->pages == NULL);
}
END_TEST

START_TEST(area_without_guard_is_no_larger_than_asked)
{
    start();
    struct vm_struct *area = get_vm_area(PAGE_SIZE, VM_MAP | VM_NO_GUARD);
    ck_assert_uint_eq(area->size, PAGE_SIZE);
    ck_assert_uint_eq(get_vm_area_size(area), PAGE_SIZE);
}
END_TEST

START_TEST(io_area_is_aligned_to_its_size)
{
    static const struct {
        uint64_t size, align;
    } cases[] = {
        {1, PAGE_SIZE},
        {PAGE_SIZE, PAGE_SIZE},
        {PAGE_SIZE + 1, 2 * PAGE_SIZE},
        {UINT64_C(0x10000), UINT64_C(0x10000)}, /* not its double */
        {UINT64_C(0x10001), UINT64_C(0x20000)},
        {UINT64_C(2) << 20, UINT64_C(2) << 20},
        {UINT64_C(1) << 30, UINT64_C(1) << 30},
        {UINT64_C(3) << 30, UINT64_C(1) << 30},
    };
    start();
    get_vm_area(1, VM_MAP); /* so that the lowest free address has no alignment */
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct vm_struct *area = get_vm_area(cases[i].size, VM_IOREMAP);
        ck_assert_uint_eq((uintptr_t)area->addr % cases[i].align, 0);
        if (i == 3) {
            ck_assert_uint_ne((uintptr_t)area->addr % (2 * cases[i].align), 0);
        }
    }
    vmalloc_check();
}
END_TEST

START_TEST(impossible_area_is_null_with_a_complaint)
{
    start();
    ck_assert_ptr_null(get_vm_area(0, VM_MAP));
    ck_assert_ptr_null(get_vm_area(UINT64_MAX, VM_MAP));
    ck_assert_uint_eq(fake_warning_count(), 2);
    ck_assert_ptr_null(get_vm_area(VMALLOC_END - VMALLOC_START, VM_MAP));
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 70368744177664, no addresses left");
    ck_assert_ptr_nonnull(get_vm_area(VMALLOC_END - VMALLOC_START, VM_MAP | VM_NO_GUARD));
    fail_slab_alloc(1);
    ck_assert_ptr_null(get_vm_area(PAGE_SIZE, VM_MAP));
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 4096, vm_struct allocation failed");
}
END_TEST

START_TEST(removed_area_is_unmapped_and_its_addresses_wait)
{
    start();
    struct vm_struct *area = get_vm_area(2 * PAGE_SIZE, VM_MAP);
    char *addr = area->addr;
    struct page *page = alloc_page(GFP_KERNEL);
    pgtable_map_pages((uintptr_t)addr + PAGE_SIZE, &page, 1, PROT_KERNEL);
    ck_assert_ptr_null(remove_vm_area(addr, VM_ALLOC));
    ck_assert_ptr_null(remove_vm_area(addr + PAGE_SIZE, VM_MAP));
    ck_assert(pgtable_lookup((uintptr_t)addr + PAGE_SIZE).mapped);
    ck_assert_ptr_eq(remove_vm_area(addr, VM_MAP), area);
    vm_struct_free(area);
    ck_assert(!pgtable_lookup((uintptr_t)addr + PAGE_SIZE).mapped);
    ck_assert_ptr_null(find_vm_area(addr));
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 3);
    vmalloc_check();
}
END_TEST

START_TEST(unused_area_is_free_at_once)
{
    start();
    struct vm_struct *area = get_vm_area(2 * PAGE_SIZE, VM_MAP);
    void *addr = area->addr;
    fake_trace_start();
    free_vm_area(area);
    ck_assert_str_eq(fake_trace(), "");
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 0);
    ck_assert_ptr_eq(get_vm_area(PAGE_SIZE, VM_MAP)->addr, addr);
}
END_TEST

START_TEST(early_area_gets_the_first_aligned_place_that_holds_it)
{
    static struct vm_struct low = {.addr = (void *)(VMALLOC_START + PAGE_SIZE), .size = PAGE_SIZE};
    static struct vm_struct next = {.addr = (void *)(VMALLOC_START + 4 * PAGE_SIZE),
                                    .size = 2 * PAGE_SIZE};
    static struct vm_struct placed[] = {
        {.size = 2 * PAGE_SIZE}, {.size = PAGE_SIZE}, {.size = PAGE_SIZE}, {.size = PAGE_SIZE}};
    static const unsigned at[] = {2, 0, 8, 6}; /* pages from the start */
    vm_area_add_early(&next);
    vm_area_add_early(&low);
    for (unsigned i = 0; i < ARRAY_SIZE(placed); i++) {
        vm_area_register_early(&placed[i], i == 2 ? 8 * PAGE_SIZE : PAGE_SIZE);
        ck_assert_uint_eq((uintptr_t)placed[i].addr, VMALLOC_START + at[i] * PAGE_SIZE);
    }
    start();
    ck_assert_ptr_eq(find_vm_area(placed[2].addr), &placed[2]);
    ck_assert_ptr_eq(get_vm_area(PAGE_SIZE, VM_MAP | VM_NO_GUARD)->addr,
                     (void *)(VMALLOC_START + 7 * PAGE_SIZE));
    vmalloc_check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {reserved_area_is_found_and_not_mapped, 0},
        {area_without_guard_is_no_larger_than_asked, 0},
        {io_area_is_aligned_to_its_size, 0},
        {impossible_area_is_null_with_a_complaint, 0},
        {removed_area_is_unmapped_and_its_addresses_wait, 0},
        {unused_area_is_free_at_once, 0},
        {early_area_gets_the_first_aligned_place_that_holds_it, 0},
    };
    return unit_run("vm_area", tests, ARRAY_SIZE(tests));
}
