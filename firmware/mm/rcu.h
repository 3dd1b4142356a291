/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Grace periods. A core may hold on to what it found without a lock until its
 * op ends: between ops, waiting for others and done for good it is quiescent.
 * Once every core has been quiescent since something was taken out of sight,
 * nobody can still see it.
 *
 * Whoever runs ops calls rcu_idle_exit() before the first, do_softirq() between
 * them when it is raised, and rcu_idle_enter() where it waits or ends.
 */
#pragma once

#include "lib/types.h"

struct rcu_head {
    struct rcu_head *next;
    void (*func)(struct rcu_head *head);
};

/* Calls func(head) on this core, between ops, after a grace period. */
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));

/* Waits for a grace period. No lock is held, and the caller sees nothing that it waits for. */
void synchronize_rcu(void);

/* Waits until every callback that this core has queued was called. The same holds. */
void rcu_barrier(void);

/* From here on this core sees nothing that a grace period would have to wait for. */
void rcu_idle_enter(void);
void rcu_idle_exit(void);

/* Notes that this core is quiescent, and calls what is due. */
void rcu_process_callbacks(void);

/* Callbacks of this core that were not called yet. */
uint64_t rcu_pending_callbacks(void);
