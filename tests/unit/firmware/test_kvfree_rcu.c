/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Freeing after a grace period, with a head and without. */
#include "arch/percpu.h"
#include "fake.h"
#include "mm/buddy.h"
#include "mm/kvfree_rcu.h"
#include "mm/slab.h"
#include "mm/softirq.h"
#include "mm/vmalloc.h"
#include "unit.h"

struct object {
    uint64_t field;
    struct rcu_head rcu;
};

static void start(void)
{
    fake_machine_start(UINT64_C(16) << 20, 2);
    ck_assert_int_eq(vmalloc_init(&vm_allocator_augmented), FW_OK);
    for (unsigned cpu = 2; cpu-- > 0;) {
        fake_become_cpu(cpu);
        rcu_idle_exit();
    }
}

static void end_op(unsigned cpu)
{
    fake_become_cpu(cpu);
    do_softirq();
}

/* The magazine is last in, first out: the last object freed comes back first. */
static bool comes_back(const void *object, size_t size)
{
    void *next = kmalloc(size, GFP_KERNEL);
    kfree(next);
    return next == object;
}

START_TEST(object_with_a_head_is_freed_after_the_other_core_ended_its_op)
{
    start();
    struct object *object = kmalloc(sizeof(*object), GFP_KERNEL);
    kvfree_rcu(object, rcu);
    end_op(0);
    end_op(0);
    ck_assert(!comes_back(object, sizeof(*object)));
    end_op(1);
    end_op(0);
    ck_assert(comes_back(object, sizeof(*object)));
}
END_TEST

START_TEST(objects_of_one_grace_period_are_freed_together)
{
    start();
    struct object *objects[5];
    for (unsigned i = 0; i < 5; i++) {
        objects[i] = kmalloc(sizeof(struct object), GFP_KERNEL);
    }
    kfree_rcu(objects[0], rcu); /* begins a batch, the others gather */
    for (unsigned i = 1; i < 5; i++) {
        kfree_rcu(objects[i], rcu);
    }
    ck_assert_uint_eq(rcu_pending_callbacks(), 1);
    end_op(0);
    end_op(1);
    end_op(0);
    ck_assert_uint_eq(rcu_pending_callbacks(), 1);
    end_op(1);
    end_op(0);
    ck_assert_uint_eq(rcu_pending_callbacks(), 0);
    ck_assert(comes_back(objects[1], sizeof(struct object)));
}
END_TEST

START_TEST(area_without_a_head_is_freed_after_a_grace_period)
{
    start();
    char *area = vmalloc(PAGE_SIZE);
    kvfree_rcu_mightsleep(NULL);
    kvfree_rcu_mightsleep(area);
    end_op(0);
    end_op(0);
    ck_assert_ptr_nonnull(find_vm_area(area));
    end_op(1);
    end_op(0);
    ck_assert_ptr_null(find_vm_area(area));
    vmalloc_check();
}
END_TEST

START_TEST(without_memory_to_remember_it_the_grace_period_is_waited_for)
{
    start();
    char *area = vmalloc(PAGE_SIZE);
    fake_become_cpu(1);
    rcu_idle_enter();
    fake_become_cpu(0);
    fail_slab_alloc(1);
    kvfree_rcu_mightsleep(area);
    ck_assert_ptr_null(find_vm_area(area));
    ck_assert_uint_eq(rcu_pending_callbacks(), 0);
}
END_TEST

START_TEST(head_beyond_a_page_panics)
{
    static struct rcu_head head;
    start();
    kvfree_call_rcu(&head, KVFREE_RCU_MAX_OFFSET);
}
END_TEST

int main(void)
{
    const struct unit_test tests[] = {
        {object_with_a_head_is_freed_after_the_other_core_ended_its_op, 0},
        {objects_of_one_grace_period_are_freed_together, 0},
        {area_without_a_head_is_freed_after_a_grace_period, 0},
        {without_memory_to_remember_it_the_grace_period_is_waited_for, 0},
        {head_beyond_a_page_panics, SIGABRT},
    };
    return unit_run("kvfree_rcu", tests, ARRAY_SIZE(tests));
}
