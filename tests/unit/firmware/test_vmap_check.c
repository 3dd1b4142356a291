/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmap_check.c: sound sets pass, each kind of damage panics. */
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmap_check.h"
#include "mm/vmap_tree.h"
#include "unit.h"

static struct vmap_set free_set, busy_set;

static struct vmap_area *add(struct vmap_set *set, unsigned first, unsigned end)
{
    struct vmap_area *va = vmap_area_alloc(GFP_KERNEL);
    va->va_start = first * PAGE_SIZE;
    va->va_end = end * PAGE_SIZE;
    vmap_set_insert(set, va);
    return va;
}

/* free 1-4 and 6-10, busy 4-6 */
static struct vmap_area *start(void)
{
    fake_machine_start(UINT64_C(8) << 20, 1);
    vmap_area_init();
    vmap_set_init(&free_set, &vmap_tree_augment);
    vmap_set_init(&busy_set, NULL);
    struct vmap_area *first = add(&free_set, 1, 4);
    add(&free_set, 6, 10);
    add(&busy_set, 4, 6);
    return first;
}

static void check(void)
{
    const struct rb_root *const trees[] = {&free_set.root, &busy_set.root};
    vmap_check_set(&free_set, "free");
    vmap_check_set(&busy_set, "busy");
    vmap_check_partition(PAGE_SIZE, 10 * PAGE_SIZE, trees, 2);
}

START_TEST(sound_sets_pass)
{
    start();
    check();
}
END_TEST

START_TEST(wrong_maximum_panics)
{
    start()->subtree_max_size += PAGE_SIZE;
    check();
}
END_TEST

START_TEST(area_missing_from_the_list_panics)
{
    list_del(&start()->list);
    vmap_check_set(&free_set, "free");
}
END_TEST

START_TEST(hole_between_sets_panics)
{
    struct vmap_area *first = start();
    vmap_set_remove(&free_set, first);
    first->va_end -= PAGE_SIZE;
    vmap_set_insert(&free_set, first);
    check();
}
END_TEST

START_TEST(address_in_two_sets_panics)
{
    struct vmap_area *first = start();
    vmap_set_remove(&free_set, first);
    first->va_end += PAGE_SIZE;
    vmap_set_insert(&free_set, first);
    check();
}
END_TEST

START_TEST(area_beyond_the_range_panics)
{
    start();
    add(&busy_set, 10, 11);
    check();
}
END_TEST

START_TEST(overlap_inside_a_set_panics)
{
    start()->va_end += 3 * PAGE_SIZE;
    vmap_check_set(&free_set, "free");
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {sound_sets_pass, 0},
        {wrong_maximum_panics, SIGABRT},
        {area_missing_from_the_list_panics, SIGABRT},
        {hole_between_sets_panics, SIGABRT},
        {address_in_two_sets_panics, SIGABRT},
        {area_beyond_the_range_panics, SIGABRT},
        {overlap_inside_a_set_panics, SIGABRT},
    };
    return unit_run("vmap_check", tests, ARRAY_SIZE(tests));
}
