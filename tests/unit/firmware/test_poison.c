/* SPDX-License-Identifier: GPL-2.0-or-later */
/* poison.c, redzone.c and their hooks: what is written too late or too far is found, and said. */
#include "arch/linear.h"
#include "fake.h"
#include "generations.h"
#include "mm/buddy.h"
#include "mm/poison.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RAM_SIZE (UINT64_C(16) << 20)

static void start(void)
{
    fake_machine_start(RAM_SIZE, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

static void write_freed_page(void)
{
    struct page *page = alloc_page(GFP_KERNEL);
    char *bytes = page_address(page);
    free_page(page);
    bytes[100] = 1;
    alloc_page(GFP_KERNEL);
}

static void write_freed_block(void)
{
    struct page *page = alloc_pages(GFP_KERNEL, 2);
    char *bytes = page_address(page);
    free_pages(page, 2);
    bytes[3 * PAGE_SIZE + 5] = 1;
    alloc_pages(GFP_KERNEL, 2);
}

static void free_page_twice(void)
{
    struct page *page = alloc_page(GFP_KERNEL);
    free_page(page);
    free_page(page);
}

static void write_freed_area(void)
{
    char *area = vmalloc(2 * PAGE_SIZE);
    char *bytes = vmalloc_access(area + PAGE_SIZE);
    vfree(area);
    bytes[7] = 1;
    vmalloc(2 * PAGE_SIZE);
}

static void write_behind_area(void)
{
    char *area = vmalloc(5000);
    *(char *)vmalloc_access(area + 5000) = 1;
    vfree(area);
}

static void write_last_byte_of_last_page(void)
{
    char *area = vmalloc(5000);
    *(char *)vmalloc_access(area + 2 * PAGE_SIZE - 1) = 1;
    vfree(area);
}

static void write_behind_object(void)
{
    char *object = kmalloc(20, GFP_KERNEL);
    object[20] = 1;
    kfree(object);
}

static void write_far_behind_object(void)
{
    char *object = kmalloc(40, GFP_KERNEL);
    memset(object, 0, 128);
    kfree(object);
}

static void write_behind_large_object(void)
{
    char *object = kmalloc(5000, GFP_KERNEL);
    object[5000] = 1;
    kfree(object);
}

static void free_object_twice(void)
{
    char *object = kmalloc(20, GFP_KERNEL);
    kfree(object);
    kfree(object);
}

static void write_freed_object(void)
{
    char *object = kmalloc(100, GFP_KERNEL);
    kfree(object);
    object[50] = 1;
    kmalloc(100, GFP_KERNEL);
}

static void write_freed_object_of_a_cache(void)
{
    struct kmem_cache *cache = kmem_cache_create("own", 48, 8);
    char *object = kmem_cache_alloc(cache, GFP_KERNEL);
    kmem_cache_free(cache, object);
    object[47] = 1;
    kmem_cache_alloc(cache, GFP_KERNEL);
}

static void write_behind_object_of_a_cache(void)
{
    struct kmem_cache *cache = kmem_cache_create("own", 44, 8);
    char *object = kmem_cache_alloc(cache, GFP_KERNEL);
    object[44] = 1;
    kmem_cache_free(cache, object);
}

static const struct misuse {
    void (*commit)(void);
    const char *message; /* part of it */
} misuses[] = {
    {write_freed_page, "was written while it was free: byte 100 is 01"},
    {write_freed_block, "was written while it was free: byte 5 is 01"},
    {free_page_twice, "BUG: page_type(page) != PAGE_ALLOCATED"},
    {write_freed_area, "use after free: the frame at "},
    {write_behind_area,
     "the area at ffff800000000000, of 5000 bytes, was written beyond its end: byte 5000 is 01"},
    {write_last_byte_of_last_page, "byte 8191 is 01"},
    {write_behind_object, "of 20 bytes, was written beyond its end: byte 20 is 01"},
    {write_far_behind_object, "is none, or was written beyond its end"},
    {write_behind_large_object, "of 5000 bytes, was written beyond its end: byte 5000 is 01"},
    {free_object_twice, "was already free"},
    {write_freed_object, "was written while it was free: byte 50 is 01"},
    {write_freed_object_of_a_cache, "byte 47 is 01"},
    {write_behind_object_of_a_cache, "of 44 bytes, was written beyond its end: byte 44 is 01"},
};

/* What the misuse makes the process say before it dies; empty: it lived. */
static const char *last_words(const struct misuse *misuse)
{
    static char text[512];
    FILE *said = tmpfile();
    int status;
    ck_assert_ptr_nonnull(said);
    pid_t child = fork();
    if (child == 0) {
        dup2(fileno(said), STDERR_FILENO);
        start();
        misuse->commit();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    rewind(said);
    text[fread(text, 1, sizeof(text) - 1, said)] = '\0';
    fclose(said);
    return WIFSIGNALED(status) ? text : "";
}

START_TEST(misuse_is_found_and_named)
{
    const char *text = last_words(&misuses[_i]);
    ck_assert_msg(strstr(text, misuses[_i].message) != NULL, "\"%s\" lacks \"%s\"", text,
                  misuses[_i].message);
}
END_TEST

START_TEST(proper_use_passes)
{
    start();
    for (size_t size = 1; size < 20000; size += 1 + size / 7) {
        char *object = kzalloc(size, GFP_KERNEL), *area = vmalloc(size);
        for (size_t i = 0; i < size; i++) {
            ck_assert_int_eq(object[i], 0);
            object[i] = 1;
            *(char *)vmalloc_access(area + i) = 1;
        }
        ck_assert_uint_ge(ksize(object), size);
        kfree(object);
        ck_assert_int_eq(vfree(area), FW_OK);
    }
}
END_TEST

START_TEST(zeroed_pages_are_zero)
{
    start();
    struct page *page = alloc_page(GFP_KERNEL);
    free_page(page);
    page = alloc_page(GFP_KERNEL | __GFP_ZERO);
    ck_assert_ptr_null(poison_find(page_address(page), PAGE_SIZE, 0));
}
END_TEST

START_TEST(freed_memory_is_filled)
{
    start();
    struct page *page = alloc_page(GFP_KERNEL);
    memset(page_address(page), 0, PAGE_SIZE);
    free_page(page);
    ck_assert_ptr_null(poison_find(page_address(page), PAGE_SIZE, POISON_PAGE));
    char *object = kmalloc(64, GFP_KERNEL);
    kfree(object);
    ck_assert_ptr_null(poison_find(object, 64, POISON_OBJECT));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {misuse_is_found_and_named, 0, (int)ARRAY_SIZE(misuses)},
        {proper_use_passes, 0},
        {zeroed_pages_are_zero, 0},
        {freed_memory_is_filled, 0},
    };
    return unit_run("poison", tests, ARRAY_SIZE(tests));
}
