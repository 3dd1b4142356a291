/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single accesses to any address, with a guard: while a core's guard is armed
 * for one of them, an abort of that very access returns to the caller with the
 * guard filled in. Any other abort is a panic, and so is this one when the
 * guard is not armed.
 *
 *     access_arm((uintptr_t)access_load);
 *     value = access_load(va);
 *     if (access_fault()->esr != 0) { the load faulted; value is 0 }
 *     access_disarm();
 */
#pragma once

#include "arch/percpu.h"

/* What came of a guarded access; esr 0: it succeeded. */
struct access_fault {
    uint64_t esr, far;
};

struct access_guard {
    bool armed;
    uintptr_t pc; /* of the only instruction that may abort */
    struct access_fault fault;
};

DECLARE_PER_CPU(struct access_guard, access_guard);

/* Each is one instruction and a return, so that its cost is the access. */
uint64_t access_load(uint64_t va);
void access_store(uint64_t va, uint64_t value);

/* `pc`: access_load, access_store, or the address that access_exec() calls. */
static inline void access_arm(uintptr_t pc)
{
    *this_cpu_ptr(&access_guard) = (struct access_guard){.armed = true, .pc = pc};
}

/* Of the last guarded access. */
static inline const struct access_fault *access_fault(void)
{
    return &this_cpu_ptr(&access_guard)->fault;
}

static inline void access_disarm(void)
{
    this_cpu_ptr(&access_guard)->armed = false;
}
