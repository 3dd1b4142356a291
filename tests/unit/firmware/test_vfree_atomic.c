/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfree_atomic: the area lives until its core is between ops, and is freed once. */
#include "arch/linear.h"
#include "arch/percpu.h"
#include "fake.h"
#include "generations.h"
#include "mm/pgtable.h"
#include "mm/softirq.h"
#include "mm/vfree_atomic.h"
#include "mm/vmalloc.h"
#include "mm/workqueue.h"
#include "unit.h"

static void start(int generation)
{
    fake_machine_start(UINT64_C(16) << 20, 2);
    ck_assert_int_eq(vmalloc_init(generations[generation]), FW_OK);
    for (unsigned cpu = 2; cpu-- > 0;) {
        fake_become_cpu(cpu);
        workqueue_join();
    }
}

static bool is_mapped(const void *va)
{
    return pgtable_lookup((uintptr_t)va).mapped;
}

START_TEST(areas_are_freed_between_ops_of_their_core)
{
    start(_i);
    char *areas[3];
    for (unsigned i = 0; i < 3; i++) {
        areas[i] = vmalloc(2 * PAGE_SIZE);
        fake_become_cpu(i % 2);
        ck_assert_int_eq(vfree_atomic(areas[i]), FW_OK);
    }
    ck_assert(is_mapped(areas[0]) && is_mapped(areas[1]) && is_mapped(areas[2]));
    fake_become_cpu(1);
    do_softirq();
    ck_assert(is_mapped(areas[0]) && !is_mapped(areas[1]) && is_mapped(areas[2]));
    fake_become_cpu(0);
    ck_assert(local_softirq_pending());
    do_softirq();
    ck_assert(!is_mapped(areas[0]) && !is_mapped(areas[2]));
    ck_assert_ptr_null(find_vm_area(areas[0]));
    vmalloc_check();
}
END_TEST

START_TEST(area_that_waits_cannot_be_freed_again)
{
    start(_i);
    char *area = vmalloc(PAGE_SIZE);
    ck_assert_int_eq(vfree_atomic(area), FW_OK);
    ck_assert_int_eq(vfree_atomic(area), FW_UNKNOWN);
    ck_assert_int_eq(vfree(area), FW_UNKNOWN);
    do_softirq();
    ck_assert_ptr_null(find_vm_area(area));
    ck_assert_int_eq(vfree_atomic(area), FW_UNKNOWN);
    vmalloc_check();
}
END_TEST

START_TEST(what_is_no_area_is_refused)
{
    start(_i);
    char *area = vmalloc(2 * PAGE_SIZE);
    ck_assert_int_eq(vfree_atomic(NULL), FW_OK);
    ck_assert_int_eq(vfree_atomic(area + 8), FW_MISALIGNED);
    ck_assert_int_eq(vfree_atomic(area + PAGE_SIZE), FW_UNKNOWN);
    ck_assert(!local_softirq_pending());
    ck_assert(is_mapped(area));
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {areas_are_freed_between_ops_of_their_core, 0, GENERATIONS},
        {area_that_waits_cannot_be_freed_again, 0, GENERATIONS},
        {what_is_no_area_is_refused, 0, GENERATIONS},
    };
    return unit_run("vfree_atomic", tests, ARRAY_SIZE(tests));
}
