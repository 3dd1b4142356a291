/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Native stand-in: a lock between threads that also holds cores to the order
 * of abi/locks.def. Taking a lock that stands above one already held panics.
 */
#pragma once

#include "arch/lock_class.h"

#include <stdbool.h>

struct spinlock {
    int taken;
    enum lock_class class;
};

#define SPINLOCK_INIT(NAME)                                                                        \
    {                                                                                              \
        0, LOCK_##NAME                                                                             \
    }

void spin_lock_init(struct spinlock *lock, enum lock_class class);
void spin_lock(struct spinlock *lock);
bool spin_trylock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);
