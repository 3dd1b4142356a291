/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gen_vmlist.c: first fit, and the lock that a free holds until it has flushed. */
#include "arch/spinlock.h"
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"
#include "unit.h"

#include <string.h>

static void start(void)
{
    fake_machine_start(UINT64_C(16) << 20, 1);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_vmlist), FW_OK);
}

START_TEST(gap_is_reused_by_the_first_that_fits)
{
    start();
    char *a = vmalloc(4 * PAGE_SIZE);
    char *b = vmalloc(2 * PAGE_SIZE);
    vmalloc(PAGE_SIZE);
    vfree(a);
    vfree(b);
    ck_assert_ptr_eq(vmalloc(6 * PAGE_SIZE), a); /* both gaps, one guard saved */
    vmalloc_check();
}
END_TEST

START_TEST(each_free_flushes_and_leaves_nothing_lazy)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    vmalloc_set_lazy(true); /* which it cannot be */
    fake_trace_start();
    vfree(p);
    ck_assert_str_eq(fake_trace(), "dsb ishst\n"
                                   "tlbi vaale1is, 0xff800000000\n"
                                   "tlbi vaale1is, 0xff800000001\n"
                                   "dsb ish\nisb\n");
    ck_assert_uint_eq(vmalloc_allocator()->lazy_pages(), 0);
    ck_assert_ptr_eq(vmalloc(PAGE_SIZE), p);
}
END_TEST

/* A class that nests outside of the list's panics when its lock is held. */
static void take_the_list_again(const char *name, uint64_t operand)
{
    (void)name;
    (void)operand;
    find_vm_area((void *)VMALLOC_START);
}

START_TEST(lock_is_held_while_a_free_flushes)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    fake_on_tlbi(take_the_list_again);
    vfree(p);
}
END_TEST

START_TEST(refused_free_lets_the_lock_go)
{
    start();
    char *p = vmalloc(2 * PAGE_SIZE);
    ck_assert_int_eq(vfree(p + PAGE_SIZE), FW_UNKNOWN);
    ck_assert_int_eq(vfree((char *)VMALLOC_END - PAGE_SIZE), FW_UNKNOWN);
    ck_assert_int_eq(vfree(p), FW_OK);
    ck_assert_int_eq(vfree(p), FW_UNKNOWN);
    ck_assert_ptr_eq(vmalloc(1), p);
}
END_TEST

START_TEST(check_finds_an_overlap)
{
    start();
    char *p = vmalloc(PAGE_SIZE);
    vmalloc(PAGE_SIZE);
    struct vmap_area *va = vm_allocator_vmlist.find((uintptr_t)p);
    va->va_end += PAGE_SIZE;
    vm_allocator_vmlist.check();
}
END_TEST

START_TEST(check_finds_an_area_beyond_the_end)
{
    start();
    struct vmap_area *va = vm_allocator_vmlist.find((uintptr_t)vmalloc(PAGE_SIZE));
    va->va_end = VMALLOC_END + PAGE_SIZE;
    vm_allocator_vmlist.check();
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {gap_is_reused_by_the_first_that_fits, 0, 0},
        {each_free_flushes_and_leaves_nothing_lazy, 0, 0},
        {lock_is_held_while_a_free_flushes, SIGABRT, 0},
        {refused_free_lets_the_lock_go, 0, 0},
        {check_finds_an_overlap, SIGABRT, 0},
        {check_finds_an_area_beyond_the_end, SIGABRT, 0},
    };
    return unit_run("gen_vmlist", tests, ARRAY_SIZE(tests));
}
