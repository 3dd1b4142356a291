/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Freeing after a grace period what came from kmalloc() or vmalloc(). */
#pragma once

#include "mm/rcu.h"

/* A head lies in the first so many bytes of what is freed with it. */
#define KVFREE_RCU_MAX_OFFSET 4096u

/* With a head inside of the object, `offset` bytes from its start. */
void kvfree_call_rcu(struct rcu_head *head, size_t offset);

#define kvfree_rcu(object, member)                                                                 \
    kvfree_call_rcu(&(object)->member, offsetof(__typeof__(*(object)), member))
#define kfree_rcu(object, member) kvfree_rcu(object, member)

/* Without a head; waits for the grace period itself when there is no memory
 * to remember the object by. NULL is fine. */
void kvfree_rcu_mightsleep(const void *object);
