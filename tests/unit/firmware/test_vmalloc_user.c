/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmalloc_user.c: pages mapped twice, and freed once. */
#include "arch/linear.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vm_area.h"
#include "mm/vmalloc_user.h"
#include "unit.h"

#define MiB (UINT64_C(1) << 20)

static void start(void)
{
    fake_machine_start(32 * MiB, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
}

static uint64_t at_rest(void)
{
    purge_vmap_area_lazy();
    slab_shrink();
    vmalloc_check();
    return pages_free_total() + pgtable_table_pages();
}

START_TEST(area_is_zeroed_and_says_so)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    *(char *)vmalloc_access(p + 5) = 1;
    vfree(p);
    p = vmalloc_user(PAGE_SIZE);
    ck_assert_int_eq(*(char *)vmalloc_access(p + 5), 0);
    ck_assert_uint_eq(find_vm_area(p)->flags, VM_ALLOC | VM_USERMAP);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)p).pte & PTE_USER, 0);
    ck_assert_ptr_null(vmalloc_user(0));
}
END_TEST

START_TEST(mapping_shows_the_same_pages_to_el0_and_never_executes)
{
    start();
    char *p = vmalloc_user(5 * PAGE_SIZE);
    char *u = remap_vmalloc_range(p, 2 * PAGE_SIZE, 3 * PAGE_SIZE);
    for (unsigned i = 0; i < 3; i++) {
        struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)u + i * PAGE_SIZE);
        ck_assert_uint_eq(leaf.pa, pgtable_lookup((uintptr_t)p + (i + 2) * PAGE_SIZE).pa);
        ck_assert_uint_eq(leaf.pte & (PTE_USER | PTE_RDONLY | PTE_UXN | PTE_PXN),
                          PTE_USER | PTE_UXN | PTE_PXN);
    }
    ck_assert(!pgtable_lookup((uintptr_t)u + 3 * PAGE_SIZE).mapped);
    vmalloc_check();
}
END_TEST

/* Two mappings and the area, freed in each order. */
static const unsigned orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

START_TEST(pages_go_with_the_last_user)
{
    start();
    vfree(vmalloc(6 * PAGE_SIZE));
    uint64_t before = at_rest();
    void *p = vmalloc_user(4 * PAGE_SIZE);
    void *users[] = {p, remap_vmalloc_range(p, 0, 4 * PAGE_SIZE),
                     remap_vmalloc_range(p, PAGE_SIZE, PAGE_SIZE)};
    for (unsigned i = 0; i < 3; i++) {
        void *user = users[orders[_i][i]];
        uint64_t held = before - pages_free_total();
        ck_assert_uint_ge(held, 4);
        ck_assert_int_eq(user == p ? vfree(user) : unmap_vmalloc_range(user), FW_OK);
        ck_assert_int_eq(user == p ? vfree(user) : unmap_vmalloc_range(user), FW_UNKNOWN);
        vmalloc_check();
    }
    ck_assert_uint_eq(at_rest(), before);
}
END_TEST

START_TEST(array_that_is_an_area_can_be_remapped)
{
    start();
    void *p = vmalloc_user(700 * PAGE_SIZE);
    char *u = remap_vmalloc_range(p, 0, 700 * PAGE_SIZE);
    ck_assert_uint_eq(pgtable_lookup((uintptr_t)u + 699 * PAGE_SIZE).pa,
                      pgtable_lookup((uintptr_t)p + 699 * PAGE_SIZE).pa);
}
END_TEST

START_TEST(refused_ranges_take_nothing)
{
    start();
    char *plain = vmalloc(PAGE_SIZE), *p = vmalloc_user(2 * PAGE_SIZE);
    char *u = remap_vmalloc_range(p, 0, PAGE_SIZE);
    const struct {
        void *addr;
        uint64_t offset, size;
    } bad[] = {
        {plain, 0, PAGE_SIZE},
        {p + PAGE_SIZE, 0, PAGE_SIZE},
        {u, 0, PAGE_SIZE}, /* a mapping of a mapping */
        {p, 0, 0},
        {p, 0, 3 * PAGE_SIZE},
        {p, 2 * PAGE_SIZE, PAGE_SIZE},
        {p, PAGE_SIZE, UINT64_MAX - PAGE_SIZE + 1},
        {p, UINT64_MAX - PAGE_SIZE + 1, PAGE_SIZE},
        {p, 1, PAGE_SIZE},
        {p, 0, 100},
    };
    uint64_t before = at_rest();
    for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
        ck_assert_ptr_null(remap_vmalloc_range(bad[i].addr, bad[i].offset, bad[i].size));
        ck_assert_uint_eq(fake_warning_count(), i + 1);
    }
    ck_assert_int_eq(unmap_vmalloc_range(p), FW_UNKNOWN);
    ck_assert_int_eq(unmap_vmalloc_range(plain), FW_UNKNOWN);
    ck_assert_int_eq(unmap_vmalloc_range(NULL), FW_UNKNOWN);
    ck_assert_int_eq(vfree(u), FW_UNKNOWN);
    ck_assert_uint_eq(at_rest(), before);
}
END_TEST

START_TEST(mapping_that_fails_half_way_is_gone)
{
    start();
    void *p = vmalloc_user(600 * PAGE_SIZE), *u;
    uint64_t before = at_rest();
    unsigned k = 0;
    do { /* the mapping begins in a table that is there, and ends in one that is not */
        ck_assert_uint_eq(at_rest(), before);
        fail_page_alloc(++k);
        u = remap_vmalloc_range(p, PAGE_SIZE, 500 * PAGE_SIZE);
    } while (u == NULL);
    fail_page_alloc(0);
    ck_assert_uint_gt(k, 1);
    ck_assert_ptr_eq(u, (char *)p + 604 * PAGE_SIZE); /* behind p and its array */
    ck_assert_str_eq(fake_last_warning(), "vmalloc error: size 2048000, failed to map pages");
    unmap_vmalloc_range(u);
    vfree(p);
    vmalloc_check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {area_is_zeroed_and_says_so, 0},
        {mapping_shows_the_same_pages_to_el0_and_never_executes, 0},
        {pages_go_with_the_last_user, 0, ARRAY_SIZE(orders)},
        {array_that_is_an_area_can_be_remapped, 0},
        {refused_ranges_take_nothing, 0},
        {mapping_that_fails_half_way_is_gone, 0},
    };
    return unit_run("vmalloc_user", tests, ARRAY_SIZE(tests));
}
