/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slab_check.c: what nobody holds is not freed, wherever it lies. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "unit.h"

#define RAM_SIZE (UINT64_C(16) << 20)

START_TEST(held_objects_are_freed_and_free_ones_refused)
{
    fake_machine_start(RAM_SIZE, 1);
    static char *objects[200];
    uint64_t before = pages_free_total();
    for (int i = 0; i < 200; i++) {
        objects[i] = kmalloc(64, GFP_KERNEL);
    }
    for (int i = 0; i < 200; i++) { /* by now some lie in the magazine, some in slabs */
        ck_assert_int_eq(kfree_checked(objects[i]), FW_OK);
        for (int j = 0; j <= i; j += 7) {
            ck_assert_int_eq(kfree_checked(objects[j]), FW_UNKNOWN);
        }
    }
    ck_assert_int_eq(kfree_checked(NULL), FW_OK);
    slab_shrink();
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(object_in_another_cores_magazine_is_free)
{
    fake_machine_start(RAM_SIZE, 2);
    char *object = kmalloc(64, GFP_KERNEL);
    fake_become_cpu(1);
    ck_assert_int_eq(kfree_checked(object), FW_OK);
    fake_become_cpu(0);
    ck_assert_int_eq(kfree_checked(object), FW_UNKNOWN);
}
END_TEST

START_TEST(address_inside_an_object_is_misaligned)
{
    fake_machine_start(RAM_SIZE, 1);
    struct kmem_cache *cache = kmem_cache_create("test", 96, 0);
    char *object = kmem_cache_alloc(cache, GFP_KERNEL), *block = kmalloc(9000, GFP_KERNEL);
    ck_assert_int_eq(kfree_checked(object + 8), FW_MISALIGNED);
    ck_assert_int_eq(kfree_checked(object - 1), FW_MISALIGNED);
    ck_assert_int_eq(kfree_checked(block + 16), FW_MISALIGNED);
    ck_assert_int_eq(kfree_checked(block), FW_OK);
    ck_assert_int_eq(kfree_checked(block), FW_UNKNOWN);
    ck_assert_int_eq(kfree_checked(object), FW_OK);
}
END_TEST

START_TEST(address_that_was_never_an_object_is_unknown)
{
    fake_machine_start(RAM_SIZE, 1);
    char *free_page_of_nobody = page_address(pfn_to_page(mem_map_start + 2048));
    ck_assert_int_eq(kfree_checked(free_page_of_nobody), FW_UNKNOWN);
    ck_assert_int_eq(kfree_checked((void *)VMALLOC_START), FW_UNKNOWN);
    ck_assert_int_eq(kfree_checked((void *)8), FW_UNKNOWN);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {held_objects_are_freed_and_free_ones_refused, 0},
        {object_in_another_cores_magazine_is_free, 0},
        {address_inside_an_object_is_misaligned, 0},
        {address_that_was_never_an_object_is_unknown, 0},
    };
    return unit_run("slab_check", tests, ARRAY_SIZE(tests));
}
