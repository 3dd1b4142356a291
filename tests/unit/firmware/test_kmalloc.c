/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kmalloc.c: classes, and blocks above them. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(16) << 20)

START_TEST(kmalloc_rounds_up_to_classes_and_aligns)
{
    fake_machine_start(RAM_SIZE, 1);
    for (size_t size = 1; size <= 4096; size += size < 300 ? 1 : 97) {
        char *object = kmalloc(size, GFP_KERNEL);
        size_t class = 8;
        while (class < size) {
            class *= 2;
        }
        ck_assert_ptr_nonnull(object);
        ck_assert_uint_eq(((uintptr_t)object) % class, 0);
        memset(object, 0xee, size);
        kfree(object);
    }
}
END_TEST

START_TEST(large_kmalloc_comes_from_the_buddy)
{
    fake_machine_start(RAM_SIZE, 1);
    uint64_t before = pages_free_total();
    void *object = kmalloc(5 * PAGE_SIZE, GFP_KERNEL);
    ck_assert_uint_eq(pages_free_total(), before - 8);
    kfree(object);
    ck_assert_uint_eq(pages_free_total(), before);
    ck_assert_ptr_null(kmalloc((PAGE_SIZE << MAX_ORDER) + 1, GFP_KERNEL));
}
END_TEST

START_TEST(kmalloc_of_nothing_is_null_and_kfree_takes_null)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_ptr_null(kmalloc(0, GFP_KERNEL));
    kfree(NULL);
}
END_TEST

START_TEST(kzalloc_clears_a_used_object)
{
    fake_machine_start(RAM_SIZE, 1);
    char *object = kmalloc(256, GFP_KERNEL);
    memset(object, 0x77, 256);
    kfree(object);
    ck_assert_ptr_eq(kzalloc(256, GFP_KERNEL), object);
    for (int i = 0; i < 256; i++) {
        ck_assert_int_eq(object[i], 0);
    }
}
END_TEST

START_TEST(ksize_is_the_class_or_the_pages)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_uint_eq(ksize(kmalloc(65, GFP_KERNEL)), 128);
    ck_assert_uint_eq(ksize(kmalloc(5 * PAGE_SIZE, GFP_KERNEL)), 8 * PAGE_SIZE);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {kmalloc_rounds_up_to_classes_and_aligns, 0},
        {large_kmalloc_comes_from_the_buddy, 0},
        {kmalloc_of_nothing_is_null_and_kfree_takes_null, 0},
        {kzalloc_clears_a_used_object, 0},
        {ksize_is_the_class_or_the_pages, 0},
    };
    return unit_run("kmalloc", tests, ARRAY_SIZE(tests));
}
