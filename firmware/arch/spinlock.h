/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ticket lock: a core draws `next` and waits until `owner` reaches its number,
 * so cores enter in the order in which they asked. Waiting sleeps in WFE; the
 * release wakes every waiter.
 *
 * A lock leaves interrupts alone, while it is waited for and while it is held:
 * what handles them takes no lock, and a core that waits for others may hold
 * one (mm/tlbflush.h).
 *
 * Each acquisition is marked for the probe, and each wait before it.
 */
#pragma once

#include "arch/barrier.h"
#include "arch/cpu_feature.h"
#include "arch/lock_class.h"
#include "dev/probe_mark.h"

#include <stdbool.h>
#include <stdint.h>

struct spinlock {
    uint32_t ticket; /* owner in 15:0, next in 31:16 */
    enum lock_class class;
};

#define SPINLOCK_NEXT 0x10000u
#define SPINLOCK_INIT(NAME)                                                                        \
    {                                                                                              \
        0, LOCK_##NAME                                                                             \
    }

static inline uint16_t *spinlock_owner(struct spinlock *lock)
{
    return (uint16_t *)(void *)&lock->ticket;
}

static inline void spin_lock_init(struct spinlock *lock, enum lock_class class)
{
    lock->ticket = 0;
    lock->class = class;
}

/* Draws a ticket: returns the word as it was. With FEAT_LSE in one instruction. */
static inline uint32_t spin_draw(struct spinlock *lock)
{
    uint32_t old, new, failed;
    if (cpu_has_lse) {
        __asm__ volatile(".arch_extension lse\n"
                         "   ldadda %w2, %w0, %1\n"
                         : "=r"(old), "+Q"(lock->ticket)
                         : "r"(SPINLOCK_NEXT)
                         : "memory");
        return old;
    }
    __asm__ volatile("1: ldaxr %w0, %3\n"
                     "   add %w1, %w0, %w4\n"
                     "   stxr %w2, %w1, %3\n"
                     "   cbnz %w2, 1b\n"
                     : "=&r"(old), "=&r"(new), "=&r"(failed), "+Q"(lock->ticket)
                     : "r"(SPINLOCK_NEXT)
                     : "memory");
    return old;
}

/* Sleeps until `owner` is `mine`. The exclusive load arms the event that the
 * owner's store causes; where it does not, the SEV of the release does. */
static inline void spin_wait_turn(struct spinlock *lock, uint16_t mine)
{
    uint32_t owner;
    probe_mark_lock_wait(lock->class);
    for (;;) {
        __asm__ volatile("ldaxrh %w0, %1" : "=r"(owner) : "Q"(*spinlock_owner(lock)) : "memory");
        if (owner == mine) {
            return;
        }
        wfe();
    }
}

static inline void spin_lock(struct spinlock *lock)
{
    const uint32_t old = spin_draw(lock);
    if (__builtin_expect((uint16_t)old != old >> 16, 0)) {
        spin_wait_turn(lock, (uint16_t)(old >> 16));
    }
    probe_mark_lock(lock->class);
}

/* Takes the lock only when nobody holds it or waits for it. */
static inline bool spin_trylock(struct spinlock *lock)
{
    uint32_t old = __atomic_load_n(&lock->ticket, __ATOMIC_RELAXED);
    if ((uint16_t)old != old >> 16 ||
        !__atomic_compare_exchange_n(&lock->ticket, &old, old + SPINLOCK_NEXT, false,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        return false;
    }
    probe_mark_lock(lock->class);
    return true;
}

static inline void spin_unlock(struct spinlock *lock)
{
    uint16_t *owner = spinlock_owner(lock);
    __atomic_store_n(owner, (uint16_t)(*owner + 1), __ATOMIC_RELEASE);
    sev();
}
