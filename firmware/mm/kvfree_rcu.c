/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Objects gather while a grace period is under way, and share the next one. In
 * the head of each stands, for the function, where in the object it lies.
 */
#include "mm/kvfree_rcu.h"

#include "arch/percpu.h"
#include "lib/panic.h"
#include "mm/kvmalloc.h"
#include "mm/slab.h"

struct kfree_rcu_cpu {
    struct rcu_head batch; /* the callback of those that wait */
    struct rcu_head *waiting; /* NULL: no batch is under way */
    struct rcu_head *gathering;
};

static DEFINE_PER_CPU(struct kfree_rcu_cpu, kfree_rcu_cpu);

static void free_batch(struct rcu_head *batch);

static void start_batch(struct kfree_rcu_cpu *krcp)
{
    if (krcp->waiting == NULL && krcp->gathering != NULL) {
        krcp->waiting = krcp->gathering;
        krcp->gathering = NULL;
        call_rcu(&krcp->batch, free_batch);
    }
}

static void free_batch(struct rcu_head *batch)
{
    struct kfree_rcu_cpu *krcp = container_of(batch, struct kfree_rcu_cpu, batch);
    for (struct rcu_head *head = krcp->waiting; head != NULL;) {
        struct rcu_head *next = head->next;
        kvfree((char *)head - (uintptr_t)head->func);
        head = next;
    }
    krcp->waiting = NULL;
    start_batch(krcp);
}

void kvfree_call_rcu(struct rcu_head *head, size_t offset)
{
    struct kfree_rcu_cpu *krcp = this_cpu_ptr(&kfree_rcu_cpu);
    BUG_ON(offset >= KVFREE_RCU_MAX_OFFSET);
    head->func = (void (*)(struct rcu_head *))offset;
    head->next = krcp->gathering;
    krcp->gathering = head;
    start_batch(krcp);
}

/* Stands in for an object that has no room for a head. */
struct remembered {
    struct rcu_head rcu;
    const void *object;
};

static void free_remembered(struct rcu_head *head)
{
    struct remembered *remembered = container_of(head, struct remembered, rcu);
    kvfree(remembered->object);
    kfree(remembered);
}

void kvfree_rcu_mightsleep(const void *object)
{
    if (object == NULL) {
        return;
    }
    struct remembered *remembered = kmalloc(sizeof(*remembered), GFP_NOWAIT);
    if (remembered == NULL) {
        synchronize_rcu();
        kvfree(object);
        return;
    }
    remembered->object = object;
    call_rcu(&remembered->rcu, free_remembered);
}
