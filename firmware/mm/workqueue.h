/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that a core does between its ops. It is handed over under no lock and
 * from any context; who handed it over may take it back until it has begun.
 */
#pragma once

#include "lib/llist.h"
#include "lib/types.h"

struct work_struct {
    struct llist_node node;
    uint32_t state; /* workqueue.c */
    void (*func)(struct work_struct *work);
};

/* static, or zeroed: not queued. */
#define WORK_INIT(fn)                                                                              \
    {                                                                                              \
        .func = (fn)                                                                               \
    }

/*
 * Core `cpu` will call work->func(work), or this one when that core does no work
 * (any more). False: it is queued already.
 */
bool queue_work_on(unsigned cpu, struct work_struct *work);

/* The same for the calling core. */
bool schedule_work(struct work_struct *work);

/* True: it was queued and will not run. False: it was not, or it has begun. */
bool cancel_work(struct work_struct *work);

/* Does everything queued on this core, in the order of queuing. */
void run_workqueue(void);
/* Whether there is anything. */
bool workqueue_is_due(void);

/* The calling core does work from now on; until then its work falls to others. */
void workqueue_join(void);
/* It does what is queued, then no more. */
void workqueue_leave(void);

/* Bit n: core n does work. */
uint64_t workqueue_cpus(void);
