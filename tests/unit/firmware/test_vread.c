/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vread.c: areas as they are, zeros everywhere else, and never a fault. */
#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/vm_area.h"
#include "mm/vread.h"
#include "unit.h"

#include <string.h>

static unsigned char buffer[10 * 4096];

static void start(void)
{
    fake_machine_start(UINT64_C(16) << 20, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
    memset(buffer, 0xee, sizeof(buffer));
}

static char *area_of(uint64_t pages, int byte)
{
    char *p = vmalloc(pages * PAGE_SIZE);
    for (uint64_t i = 0; i < pages; i++) {
        memset(vmalloc_access(p + i * PAGE_SIZE), byte + (int)i, PAGE_SIZE);
    }
    return p;
}

static bool all(uint64_t from, uint64_t to, int byte)
{
    while (from < to && buffer[from] == byte) {
        from++;
    }
    return from == to;
}

START_TEST(areas_are_copied_and_guards_are_zeros)
{
    start();
    char *p = area_of(2, 1), *q = area_of(1, 9);
    ck_assert_ptr_eq(q, p + 3 * PAGE_SIZE);
    ck_assert_uint_eq(vread(buffer, p + PAGE_SIZE - 10, 10 + PAGE_SIZE + PAGE_SIZE + 20),
                      10 + PAGE_SIZE + 20);
    ck_assert(all(0, 10, 1));
    ck_assert(all(10, 10 + PAGE_SIZE, 2));
    ck_assert(all(10 + PAGE_SIZE, 10 + 2 * PAGE_SIZE, 0));
    ck_assert(all(10 + 2 * PAGE_SIZE, 30 + 2 * PAGE_SIZE, 9));
    ck_assert_uint_eq(buffer[30 + 2 * PAGE_SIZE], 0xee);
}
END_TEST

START_TEST(range_without_an_area_leaves_the_buffer_alone)
{
    start();
    char *p = area_of(2, 1);
    ck_assert_uint_eq(vread(buffer, p + 2 * PAGE_SIZE, 100), 0);
    ck_assert_uint_eq(vread(buffer, (void *)VMALLOC_END, 100), 0);
    ck_assert_uint_eq(vread(buffer, (void *)PAGE_OFFSET, 100), 0);
    ck_assert_uint_eq(vread(buffer, (char *)UINTPTR_MAX - 50, 100), 0);
    ck_assert_uint_eq(vread(buffer, p, 0), 0);
    vfree(p);
    ck_assert_uint_eq(vread(buffer, p, 100), 0);
    ck_assert(all(0, sizeof(buffer), 0xee));
}
END_TEST

START_TEST(area_being_built_reads_as_nothing)
{
    start();
    char *p = area_of(1, 1);
    find_vm_area(p)->flags |= VM_UNINITIALIZED;
    ck_assert_uint_eq(vread(buffer, p, 100), 0);
    fake_trace_start();
    clear_vm_uninitialized_flag(find_vm_area(p));
    ck_assert_uint_eq(vread(buffer, p, 100), 100);
    ck_assert_ptr_nonnull(strstr(fake_trace(), "dmb ishst\ndmb ishld\n"));
}
END_TEST

START_TEST(devices_and_unmapped_pages_of_an_area_are_zeros)
{
    start();
    char *p = area_of(3, 1);
    struct vm_struct *device = get_vm_area(PAGE_SIZE, VM_MAP);
    pgtable_map_phys((uintptr_t)device->addr, 0x09000000, PAGE_SIZE, PROT_DEVICE);
    ck_assert_uint_eq(vread(buffer, device->addr, 100), 0);
    pgtable_unmap((uintptr_t)p + PAGE_SIZE, PAGE_SIZE);
    ck_assert_uint_eq(vread(buffer, p, 3 * PAGE_SIZE), 2 * PAGE_SIZE);
    ck_assert(all(PAGE_SIZE, 2 * PAGE_SIZE, 0));
    ck_assert(all(2 * PAGE_SIZE, 3 * PAGE_SIZE, 3));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {areas_are_copied_and_guards_are_zeros, 0},
        {range_without_an_area_leaves_the_buffer_alone, 0},
        {area_being_built_reads_as_nothing, 0},
        {devices_and_unmapped_pages_of_an_area_are_zeros, 0},
    };
    return unit_run("vread", tests, ARRAY_SIZE(tests));
}
