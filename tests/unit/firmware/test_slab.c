/* SPDX-License-Identifier: GPL-2.0-or-later */
/* slab.c: objects are whole, aligned, owned once, and all come back. */
#include "fake.h"
#include "mm/buddy.h"
#include "mm/slab.h"
#include "unit.h"

#include <string.h>

#define RAM_SIZE (UINT64_C(16) << 20)

#define OBJECTS 3000

/* Fills each object with its own number and finds it unharmed at the end. */
static void exercise(struct kmem_cache *cache, size_t size)
{
    static unsigned char *objects[OBJECTS];
    static unsigned char mark[OBJECTS];
    uint64_t seed = size;
    for (int step = 0; step < 20000; step++) {
        unsigned i = (unsigned)(unit_random(&seed) % OBJECTS);
        if (objects[i] == NULL) {
            objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
            ck_assert_ptr_nonnull(objects[i]);
            mark[i] = (unsigned char)step;
            memset(objects[i], mark[i], size);
        } else {
            ck_assert_uint_eq(objects[i][0], mark[i]);
            ck_assert_uint_eq(objects[i][size - 1], mark[i]);
            kmem_cache_free(cache, objects[i]);
            objects[i] = NULL;
        }
    }
    for (unsigned i = 0; i < OBJECTS; i++) {
        if (objects[i] != NULL) {
            kmem_cache_free(cache, objects[i]);
            objects[i] = NULL;
        }
    }
}

START_TEST(objects_never_overlap_and_slabs_go_back)
{
    fake_machine_start(RAM_SIZE, 1);
    static const size_t sizes[] = {8, 24, 96, 200, 1000, 3000};
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        uint64_t before = pages_free_total();
        struct kmem_cache *cache = kmem_cache_create("test", sizes[i], 0);
        exercise(cache, sizes[i]);
        slab_shrink();
        ck_assert_uint_eq(pages_free_total(), before);
    }
}
END_TEST

START_TEST(alignment_is_kept)
{
    fake_machine_start(RAM_SIZE, 1);
    struct kmem_cache *cache = kmem_cache_create("test", 40, 64);
    for (int i = 0; i < 200; i++) {
        ck_assert_uint_eq((uintptr_t)kmem_cache_alloc(cache, GFP_KERNEL) % 64, 0);
    }
}
END_TEST

START_TEST(object_freed_by_another_core_is_found_again)
{
    fake_machine_start(RAM_SIZE, 2);
    uint64_t before = pages_free_total();
    static void *objects[500];
    for (int i = 0; i < 500; i++) {
        objects[i] = kmalloc(64, GFP_KERNEL);
    }
    fake_become_cpu(1);
    for (int i = 0; i < 500; i++) {
        kfree(objects[i]);
    }
    slab_shrink();
    fake_become_cpu(0);
    slab_shrink();
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(exhaustion_returns_null_and_harms_nothing)
{
    fake_machine_start(RAM_SIZE, 1);
    struct chain {
        struct chain *next;
    } *chain = NULL, *object;
    uint64_t before = pages_free_total();
    while ((object = kmalloc(4096, GFP_KERNEL)) != NULL) {
        object->next = chain;
        chain = object;
    }
    ck_assert_uint_lt(pages_free_total(), 256);
    while (chain != NULL) {
        object = chain->next;
        kfree(chain);
        chain = object;
    }
    slab_shrink();
    ck_assert_uint_eq(pages_free_total(), before);
}
END_TEST

START_TEST(object_comes_from_the_node_asked_for)
{
    ck_assert(node_set_count(2));
    fake_machine_start(RAM_SIZE, 2);
    uint64_t before = pages_free_total();
    static void *objects[2][300];
    for (int node = 0; node < 2; node++) {
        for (int i = 0; i < 300; i++) {
            objects[node][i] = kmalloc_node(100, GFP_KERNEL, node);
            ck_assert_uint_eq(virt_to_page(objects[node][i])->node, node);
        }
        ck_assert_uint_gt(pages_free_total(), before - 64);
        ck_assert_uint_eq(virt_to_page(kmalloc_node(9000, GFP_KERNEL, node))->node, node);
    }
    for (int i = 0; i < 600; i++) {
        kfree(objects[i % 2][i / 2]);
    }
    slab_shrink();
    ck_assert_uint_eq(pages_free_total(), before - 8);
    ck_assert_uint_eq(virt_to_page(kmalloc(100, GFP_KERNEL))->node, 0);
    fake_become_cpu(1);
    ck_assert_uint_eq(virt_to_page(kmalloc(3000, GFP_KERNEL))->node, 1);
}
END_TEST

START_TEST(failure_comes_at_the_kth_object_and_once)
{
    fake_machine_start(RAM_SIZE, 1);
    kfree(kmalloc(64, GFP_KERNEL)); /* the magazine has objects */
    fail_slab_alloc(3);
    ck_assert_ptr_nonnull(kmalloc(64, GFP_KERNEL));
    ck_assert_ptr_nonnull(kmalloc(512, GFP_KERNEL));
    ck_assert_ptr_null(kmalloc(64, GFP_KERNEL));
    ck_assert_ptr_nonnull(kmalloc(64, GFP_KERNEL));
    fail_slab_alloc(1);
    ck_assert_ptr_nonnull(kmalloc(2 * PAGE_SIZE, GFP_KERNEL)); /* pages, not an object */
    ck_assert_ptr_null(kzalloc(8, GFP_KERNEL));
}
END_TEST

START_TEST(object_of_another_cache_panics)
{
    fake_machine_start(RAM_SIZE, 1);
    struct kmem_cache *cache = kmem_cache_create("test", 64, 0);
    kmem_cache_free(cache, kmalloc(64, GFP_KERNEL));
    slab_shrink();
}
END_TEST

START_TEST(too_many_caches_are_refused)
{
    fake_machine_start(RAM_SIZE, 1);
    int made = 0;
    while (made < 100 && kmem_cache_create("test", 8, 0) != NULL) {
        made++;
    }
    ck_assert_int_ge(made, 8);
    ck_assert_int_lt(made, 100);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {objects_never_overlap_and_slabs_go_back, 0},
        {alignment_is_kept, 0},
        {object_freed_by_another_core_is_found_again, 0},
        {exhaustion_returns_null_and_harms_nothing, 0},
        {object_comes_from_the_node_asked_for, 0},
        {failure_comes_at_the_kth_object_and_once, 0},
        {object_of_another_cache_panics, SIGABRT},
        {too_many_caches_are_refused, 0},
    };
    return unit_run("slab", tests, ARRAY_SIZE(tests));
}
