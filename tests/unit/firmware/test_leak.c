/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak.c: what is left is named with who asked for it, and nothing else is. */
#include "fake.h"
#include "generations.h"
#include "mm/leak.h"
#include "mm/vmalloc.h"
#include "unit.h"

#define RAM_SIZE (UINT64_C(16) << 20)

struct found {
    unsigned count;
    uint64_t bytes;
    uint32_t caller; /* of the last */
};

static void visit(const struct vm_struct *area, void *ctx)
{
    struct found *found = ctx;
    found->count++;
    found->bytes += area->requested_size;
    found->caller = area->caller;
}

static struct found leaks(void)
{
    struct found found = {0};
    leak_for_each(visit, &found);
    return found;
}

static void start(const struct vm_allocator *generation)
{
    static struct vm_struct early = {.addr = (void *)KIMAGE_VADDR, .size = 0x3000, .flags = VM_MAP};
    fake_machine_start(RAM_SIZE, 1);
    vm_area_add_early(&early);
    ck_assert_int_eq(vmalloc_init(generation), FW_OK);
    fake_set_caller(42);
}

START_TEST(freed_and_early_areas_are_none)
{
    start(generations[_i]);
    vfree(vmalloc(5000));
    ck_assert_uint_eq(leaks().count, 0);
}
END_TEST

START_TEST(live_area_counts_with_its_caller_and_size)
{
    start(generations[_i]);
    void *freed = vmalloc(1);
    vmalloc(5000);
    vfree(freed);
    const struct found found = leaks();
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.bytes, 5000);
    ck_assert_uint_eq(found.caller, 42);
}
END_TEST

START_TEST(array_of_a_large_area_does_not_count)
{
    start(generations[_i]);
    vmalloc(1024 * 4096);
    const struct found found = leaks();
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.bytes, 1024 * 4096);
}
END_TEST

START_TEST(area_of_nobody_is_none)
{
    start(generations[_i]);
    fake_set_caller(0);
    vmalloc(5000);
    ck_assert_uint_eq(leaks().count, 0);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {freed_and_early_areas_are_none, 0, GENERATIONS},
        {live_area_counts_with_its_caller_and_size, 0, GENERATIONS},
        {array_of_a_large_area_does_not_count, 0, GENERATIONS},
        {area_of_nobody_is_none, 0, GENERATIONS},
    };
    return unit_run("leak", tests, ARRAY_SIZE(tests));
}
