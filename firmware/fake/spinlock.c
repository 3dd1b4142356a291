/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks between host threads, with the order of abi/locks.def enforced. */
#include "arch/spinlock.h"

#include "lib/panic.h"

#include <sched.h>

/* Bit n: this thread holds a lock of class n. */
static _Thread_local uint64_t held;

void spin_lock_init(struct spinlock *lock, enum lock_class class)
{
    lock->taken = 0;
    lock->class = class;
}

static bool take(struct spinlock *lock)
{
    return !__atomic_exchange_n(&lock->taken, 1, __ATOMIC_ACQUIRE);
}

void spin_lock(struct spinlock *lock)
{
    if (held >> lock->class != 0) {
        panic("lock of class %d asked for while holding %llx", (int)lock->class,
              (unsigned long long)held);
    }
    while (!take(lock)) {
        sched_yield();
    }
    held |= UINT64_C(1) << lock->class;
}

bool spin_trylock(struct spinlock *lock)
{
    if (!take(lock)) {
        return false;
    }
    held |= UINT64_C(1) << lock->class;
    return true;
}

void spin_unlock(struct spinlock *lock)
{
    if (!(held >> lock->class & 1)) {
        panic("lock of class %d released but not held", (int)lock->class);
    }
    held &= ~(UINT64_C(1) << lock->class);
    __atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE);
}
