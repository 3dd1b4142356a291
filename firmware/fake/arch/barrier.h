/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Native stand-in: each barrier is recorded and orders as strongly as any. */
#pragma once

#include "fake.h"

#include <sched.h>

#define fake_barrier(text)                                                                         \
    do {                                                                                           \
        __atomic_thread_fence(__ATOMIC_SEQ_CST);                                                   \
        fake_record(text);                                                                         \
    } while (0)

#define dsb(option) fake_barrier("dsb " #option)
#define dmb(option) fake_barrier("dmb " #option)
#define isb() fake_barrier("isb")
#define barrier() __atomic_signal_fence(__ATOMIC_SEQ_CST)

#define smp_mb() dmb(ish)
#define smp_wmb() dmb(ishst)
#define smp_rmb() dmb(ishld)

#define sev() fake_record("sev")
#define cpu_relax() sched_yield()
